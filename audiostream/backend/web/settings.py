"""What Django is told, whatever the profile; ``configure`` adds what depends on one."""

from typing import Any

from audiostream.backend.adapters.catalog import settings as database

INSTALLED_APPS = [
    *database.WITH_TABLES,
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "audiostream.backend.web",
]
MIDDLEWARE = [
    "audiostream.backend.web.middleware.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "audiostream.backend.web.middleware.headers.HeadersMiddleware",
    "audiostream.backend.web.middleware.client.ClientMiddleware",
    "audiostream.backend.web.middleware.limits.LimitsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "audiostream.backend.web.middleware.failures.FailuresMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
ROOT_URLCONF = "audiostream.backend.web.urls"
AUTH_USER_MODEL = database.AUTH_USER_MODEL
AUTHENTICATION_BACKENDS = ["audiostream.backend.web.sign_in.AccountBackend"]
PASSWORD_HASHERS = database.PASSWORD_HASHERS
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login"
DATABASES: dict[str, dict[str, Any]] = {}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
# All that is said is English; Django's own would be in the browser's language.
USE_I18N = False
TIME_ZONE = "UTC"
DEBUG = False
# Which names are allowed is asked by our own middleware: addresses are, whichever.
ALLOWED_HOSTS = ["*"]
APPEND_SLASH = False
LOGGING_CONFIG = None
DISABLE_COCKROACHDB_TELEMETRY = True

SESSION_ENGINE = "audiostream.backend.web.sessions"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_NAME = "audiostream_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "audiostream_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "audiostream.backend.web.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Said over HTTPS alone, whoever ends it: the server itself or a proxy that is trusted.
SECURE_HSTS_SECONDS = 365 * 24 * 3600

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
# Their addresses change with their content: ``configure`` puts a digest into STATIC_URL.
WHITENOISE_IMMUTABLE_FILE_TEST = ".*"

# Of forms and JSON: a batch of 1,000 events has 400 kB. Files go to the disk as they come.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
