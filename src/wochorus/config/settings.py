"""Django's settings, derived from the environment: what every command needs.

The screens add theirs in :mod:`wochorus.config.web_settings`.
"""

from __future__ import annotations

from wochorus.config.environment import read_environment
from wochorus.storage.server import connection_settings

ENVIRONMENT = read_environment()

SECRET_KEY = "unused: this process serves no page and signs nothing"  # noqa: S105
USE_TZ = True
TIME_ZONE = "Europe/Paris"
LANGUAGE_CODE = "fr"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "users.User"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "wochorus.accounts",
    "wochorus.accounts.users",
    "wochorus.directory",
    "wochorus.customers",
    "wochorus.contracts",
    "wochorus.billing",
    "wochorus.deposits",
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **connection_settings(ENVIRONMENT.home, ENVIRONMENT.database_url),
    }
}
LOGGING_CONFIG = None
