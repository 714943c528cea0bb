"""The page template of a company: a folder named after its code, among the files that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company


def page_template(company: Company) -> Path | None:
    """Find the folder of the company's own template; nothing: the standard one is used."""
    folder: Path = settings.ENVIRONMENT.files / "templates" / company.code
    return folder if folder.is_dir() else None
