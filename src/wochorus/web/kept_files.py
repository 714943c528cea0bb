"""A file that was looked at, kept until its import is confirmed; for its person alone."""

from __future__ import annotations

import re
import secrets
import time
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from pathlib import Path

    from django.core.files.uploadedfile import UploadedFile

    from wochorus.web.access import CompanyRequest

KEPT_SECONDS = 24 * 3600
_KEY = re.compile(r"[0-9a-f]{32}\.(xml|csv|xlsx)")


def keep_file(request: CompanyRequest, upload: UploadedFile[bytes], suffix: str) -> str:
    """Keep a file under a key that nobody guesses; older ones go."""
    folder = _folder(request)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in folder.iterdir():
        if old.stat().st_mtime < time.time() - KEPT_SECONDS:
            old.unlink(missing_ok=True)
    key = secrets.token_hex(16) + suffix
    with (folder / key).open("wb") as target:
        for chunk in upload.chunks():
            target.write(chunk)
    return key


def keep_beside(kept: Path, made: Path) -> str:
    """Keep a file that a service wrote beside a kept one, under a key of its own."""
    key = secrets.token_hex(16) + made.suffix
    made.rename(kept.with_name(key))
    return key


def kept_file(request: CompanyRequest, key: str) -> Path | None:
    """Find a file that this person kept for this company, while it is there."""
    path = _folder(request) / key
    return path if _KEY.fullmatch(key) and path.is_file() else None


def _folder(request: CompanyRequest) -> Path:
    home: Path = settings.ENVIRONMENT.home
    return home / "received" / f"{request.company.pk}-{request.user.pk}"
