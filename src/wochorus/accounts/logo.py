"""The logo of a company: kept by its content, like the documents of invoices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from wochorus.accounts.logo_inspection import inspect_logo
from wochorus.core.errors import InvalidInput
from wochorus.core.sizes import format_megabytes
from wochorus.storage.content_store import ContentStore

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company

LARGEST_LOGO = 1_000_000
"""Bytes: it goes into every invoice."""
NO_LOGO = {"logo_sha256": "", "logo_media_type": "", "logo_name": ""}


def kept_logo(path: Path) -> dict[str, str]:
    """Keep the picture at ``path`` and give the columns of `Company` that name it.

    Raises `InvalidInput` when it is no picture that invoices can print (PNG, JPEG or SVG), or when
    it weighs more than 1 MB; nothing of the company changes here.
    """
    if path.stat().st_size > LARGEST_LOGO:
        raise InvalidInput(
            f"Le logo pèse {format_megabytes(path.stat().st_size)} ; "
            f"{format_megabytes(LARGEST_LOGO)} est permis",
            where=str(path),
            remedy="Réduisez-le : il entre dans chaque facture.",
        )
    kept = _store().keep(path, largest=LARGEST_LOGO)
    return {
        "logo_sha256": kept.sha256,
        "logo_media_type": inspect_logo(kept.path),
        "logo_name": path.name,
    }


def logo_content(company: Company) -> bytes | None:
    """Read the logo of ``company``. Raises `Permanent` when its file is gone."""
    if not company.logo_sha256:
        return None
    with _store().open(company.logo_sha256) as file:
        return file.read()


def _store() -> ContentStore:
    return ContentStore(settings.ENVIRONMENT.files)
