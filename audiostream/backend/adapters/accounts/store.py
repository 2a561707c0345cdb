"""All about accounts on Django's ORM."""

from audiostream.backend.adapters.accounts.accounts import Accounts
from audiostream.backend.adapters.accounts.failures import Failures
from audiostream.backend.adapters.accounts.tokens import Tokens
from audiostream.backend.adapters.catalog.database import Database


class DjangoAccounts(Accounts, Tokens, Failures):
    """The port ``AccountStore``; usable from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def close(self) -> None:
        """Close the connections of all threads."""
        self._database.close()
