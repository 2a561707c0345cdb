"""The Django server: pages, the API and, on one machine, the files."""
