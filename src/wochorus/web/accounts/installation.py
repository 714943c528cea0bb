"""What the pages say of the installation itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def installation(request: HttpRequest) -> dict[str, bool]:  # noqa: ARG001 - Django gives it
    """Give the templates whether e-mails leave from here."""
    return {"sends_mail": settings.ENVIRONMENT.sends_mail}
