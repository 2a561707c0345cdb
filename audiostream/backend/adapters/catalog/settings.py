"""The least that Django needs to know for the catalogue alone.

Commands, the type checker and the making of migrations use it; the web server has settings of its own.
After a change of ``models.py``:

    python -m django makemigrations catalog --settings audiostream.backend.adapters.catalog.settings
"""

from typing import Any

INSTALLED_APPS = ["audiostream.backend.adapters.catalog"]
# Each catalogue adds its own alias when it is opened.
DATABASES: dict[str, dict[str, Any]] = {}
USE_TZ = True
TIME_ZONE = "UTC"
LOGGING_CONFIG = None
# django-cockroachdb would count each use of it on the server.
DISABLE_COCKROACHDB_TELEMETRY = True
