"""A server of audiostream, over HTTP: what a terminal in remote mode asks instead of databases."""
