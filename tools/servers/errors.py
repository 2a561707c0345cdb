"""What can go wrong with a server, told in words for whoever typed the command."""


class ServerError(Exception):
    """A server could not be fetched, started or stopped; the message says what to do."""
