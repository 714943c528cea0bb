"""The page template of a company: a folder named after its code, among the files that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company


def page_template(company: Company) -> Path | None:
    """Find the folder of the company's own template; nothing: the standard one is used."""
    return template_of(company.code)


def template_of(code: str) -> Path | None:
    """Find the folder of the template of the company with that code."""
    folder: Path = settings.ENVIRONMENT.files / "templates" / code
    return folder if folder.is_dir() else None
