"""Django's way from a session to an account. Logging in is the service's: no form of Django's own does it."""

from django.contrib.auth.backends import BaseBackend

from audiostream.backend.adapters.accounts.models import Account


class AccountBackend(BaseBackend):
    """Finds the account of a session, by one query."""

    def get_user(self, user_id: str) -> Account | None:
        """Return an account, if it is active."""
        return Account.objects.filter(pk=user_id, is_active=True).first()
