"""Django's settings for the process that serves the screens."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.functional import SimpleLazyObject

from wochorus.config.mail import mail_settings
from wochorus.config.oidc import oidc_providers
from wochorus.config.settings import *  # noqa: F403 - a superset, as Django's settings go
from wochorus.config.settings import ENVIRONMENT, INSTALLED_APPS


def _session_key() -> str:
    import hashlib
    import hmac

    from django.conf import settings

    from wochorus.accounts.secrets import load_key

    key = load_key(settings.ENVIRONMENT.home, settings.ENVIRONMENT.secret_key)
    return hmac.new(key, b"wochorus web sessions", hashlib.sha256).hexdigest()


def _outside_origin() -> list[str]:
    """Name the server to which the button of OpenID Connect leads; a form is sent there."""
    issuer = urlsplit(ENVIRONMENT.oidc_issuer or "")
    return [f"{issuer.scheme}://{issuer.netloc}"] if issuer.netloc else []


SECRET_KEY = cast("str", SimpleLazyObject(_session_key))
"""Derived from the key of the secrets, so that sessions survive a restart; read at first use."""

PUBLIC_URL = urlsplit(ENVIRONMENT.web_url)
IS_SECURE = PUBLIC_URL.scheme == "https"

INSTALLED_APPS = [
    *INSTALLED_APPS,
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "wochorus.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wochorus.web.accounts.first_start.LeadToFirstStart",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wochorus.web.failures.TellFailures",
]
ROOT_URLCONF = "wochorus.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wochorus.web.frame.frame",
                "wochorus.web.accounts.installation.installation",
            ],
            "builtins": ["wochorus.web.templatetags.french"],
        },
    }
]
FORM_RENDERER = "wochorus.web.forms.Renderer"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "wochorus.web.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/10m/key"}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "WO CHORUS : "
MFA_ADAPTER = "wochorus.web.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "add_webauthn": "wochorus.web.accounts.second_factor.AddKeyForm",
    "edit_webauthn": "wochorus.web.accounts.second_factor.EditKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "WO CHORUS"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_SECURE

SOCIALACCOUNT_ADAPTER = "wochorus.web.accounts.adapter.OutsideAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = oidc_providers(ENVIRONMENT)
globals().update(mail_settings(ENVIRONMENT.smtp_url, ENVIRONMENT.mail_sender))

ALLOWED_HOSTS = [PUBLIC_URL.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"{PUBLIC_URL.scheme}://{PUBLIC_URL.netloc}"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_NAME = "wochorus_session"
CSRF_COOKIE_NAME = "wochorus_csrf"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *_outside_origin()],
        "frame-ancestors": [SELF],
    }
}
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "wochorus.web.static_files.StampedFiles"},
}
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_AUTOREFRESH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
