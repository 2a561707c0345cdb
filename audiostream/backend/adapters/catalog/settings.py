"""The least that Django needs to know for the database alone.

Commands, the type checker and the making of migrations use it; the web server has settings of its own.
After a change of a ``models.py``:

    python -m django makemigrations catalog --settings audiostream.backend.adapters.catalog.settings
    python -m django makemigrations accounts --settings audiostream.backend.adapters.catalog.settings
"""

from typing import Any

CATALOGUE = "audiostream.backend.adapters.catalog"
ACCOUNTS = "audiostream.backend.adapters.accounts"
# All that have tables, each behind those that its migrations refer to. Nothing else names them: ``cluster init``
# makes their tables, and so does a web server that has the database to itself.
WITH_TABLES = (
    CATALOGUE,
    ACCOUNTS,
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.admin",
)
# For tools. A process installs those whose tables it uses (``connection.set_up_django``): each costs every command
# that does not need it some of its start.
INSTALLED_APPS = [CATALOGUE, ACCOUNTS]
AUTH_USER_MODEL = "accounts.Account"
# New hashes are Argon2id; one by another of these is replaced when its owner next logs in.
PASSWORD_HASHERS = [
    f"{ACCOUNTS}.hashing.Argon2idHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Each catalogue adds its own alias when it is opened.
DATABASES: dict[str, dict[str, Any]] = {}
USE_TZ = True
TIME_ZONE = "UTC"
LOGGING_CONFIG = None
# django-cockroachdb would count each use of it on the server.
DISABLE_COCKROACHDB_TELEMETRY = True
