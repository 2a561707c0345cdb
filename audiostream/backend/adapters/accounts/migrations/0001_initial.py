"""Accounts, tokens, and failed attempts to log in."""

import django.db.models.deletion
from django.db import migrations, models

from audiostream.backend.adapters.catalog.fields import ByteText


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("user_id", ByteText(primary_key=True, serialize=False)),
                ("folded", ByteText()),
                ("is_staff", models.BooleanField()),
                ("is_active", models.BooleanField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("folded",), name="account_folded")],
            },
        ),
        migrations.CreateModel(
            name="LoginFailure",
            fields=[
                ("key", ByteText(primary_key=True, serialize=False)),
                ("count", models.IntegerField()),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["last_at"], name="login_failure_last_at")],
            },
        ),
        migrations.CreateModel(
            name="DeviceToken",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                ("digest", models.BinaryField()),
                ("device", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["account", "created_at", "id"], name="device_token_account")],
                "constraints": [models.UniqueConstraint(fields=("digest",), name="device_token_digest")],
            },
        ),
    ]
