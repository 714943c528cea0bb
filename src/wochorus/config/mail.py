"""How e-mails leave: one address of the environment, read into Django's settings."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from wochorus.core.errors import InvalidInput

SMTP_PORT, SMTPS_PORT = 587, 465
_OURSELVES = ("localhost", "127.0.0.1", "::1")
_TIMEOUT_SECONDS = 20


def mail_settings(url: str | None, sender: str | None) -> dict[str, Any]:
    """Read `smtp://name:password@host:port` (STARTTLS) or `smtps://…` (TLS) into settings.

    A server of this machine is spoken to in the clear. Without ``url`` nothing is sent. Raises
    `InvalidInput` when the address cannot be read; it may hold a password and is not repeated.
    """
    if url is None:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise _unreadable() from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise _unreadable()
    is_tls = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (SMTPS_PORT if is_tls else SMTP_PORT),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": is_tls,
        "EMAIL_USE_TLS": not is_tls and parts.hostname not in _OURSELVES,
        "EMAIL_TIMEOUT": _TIMEOUT_SECONDS,
        "DEFAULT_FROM_EMAIL": sender or f"wochorus@{parts.hostname}",
    }


def _unreadable() -> InvalidInput:
    return InvalidInput(
        "L'adresse du serveur de courriel est illisible",
        where="WOCHORUS_SMTP_URL",
        remedy="Écrivez-la ainsi : smtp://nom:mot-de-passe@serveur:587, ou smtps://….",
    )
