"""audiostream: a music streaming service with a command line for a face."""

__version__ = "0.1.0"
