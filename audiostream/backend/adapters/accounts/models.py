"""The tables of accounts. ``folded`` is ``names.fold`` of the user id: what is unique, and the order of the listing."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Index, UniqueConstraint

from audiostream.backend.adapters.catalog.fields import ByteText


class Account(AbstractBaseUser):
    """A row of ``domain.accounts.Account``, and what Django's sessions and admin know somebody by."""

    user_id = ByteText(primary_key=True)
    folded = ByteText()
    is_staff = models.BooleanField()
    is_active = models.BooleanField()
    created_at = models.DateTimeField()

    objects: ClassVar = BaseUserManager()

    USERNAME_FIELD = "user_id"

    class Meta:
        """Names are unique."""

        constraints: ClassVar = [UniqueConstraint(fields=["folded"], name="account_folded")]

    def __str__(self) -> str:
        return str(self.user_id)

    def has_perm(self, _permission: str, _row: object = None) -> bool:
        """Return whether it may do anything in Django's admin: staff may do everything there, others nothing."""
        return self.is_active and self.is_staff

    def has_module_perms(self, _label: str) -> bool:
        """Return whether Django's admin shows it an app."""
        return self.is_active and self.is_staff


class DeviceToken(models.Model):
    """A row of ``domain.accounts.DeviceToken``; ``digest`` is the SHA-256 digest of its secret."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", db_index=False)
    digest = models.BinaryField()
    device = models.TextField()
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        """A digest leads to one token; an index for the listing."""

        constraints: ClassVar = [UniqueConstraint(fields=["digest"], name="device_token_digest")]
        indexes: ClassVar = [Index(fields=["account", "created_at", "id"], name="device_token_account")]

    def __str__(self) -> str:
        return self.device


class LoginFailure(models.Model):
    """A row of ``domain.accounts.Failures``, by its key."""

    key = ByteText(primary_key=True)
    count = models.IntegerField()
    last_at = models.DateTimeField()

    class Meta:
        """An index to find what is old enough to be forgotten."""

        indexes: ClassVar = [Index(fields=["last_at"], name="login_failure_last_at")]

    def __str__(self) -> str:
        return str(self.key)
