"""Files that a browser sends, laid down under their own names for the services that take paths."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.core.files.uploadedfile import UploadedFile


@contextmanager
def as_files(uploads: Iterable[UploadedFile[bytes]]) -> Iterator[list[Path]]:
    """Lend the files, each in a folder of its own, so that names may meet; they go away after."""
    with tempfile.TemporaryDirectory(prefix="wochorus-") as folder:
        yield [_laid(Path(folder) / str(rank), upload) for rank, upload in enumerate(uploads)]


def _laid(folder: Path, upload: UploadedFile[bytes]) -> Path:
    folder.mkdir()
    # Django has kept the last part of the name only.
    path = folder / (upload.name or "sans nom")
    with path.open("wb") as target:
        for chunk in upload.chunks():
            target.write(chunk)
    return path
