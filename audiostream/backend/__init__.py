"""Everything behind the command line: domain, services, ports and adapters."""
