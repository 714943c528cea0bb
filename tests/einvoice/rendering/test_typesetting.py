"""A process that prints for many companies keeps no folder of each."""

from __future__ import annotations

import gc
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import typst
from PIL import Image

from wochorus.einvoice.rendering import typesetting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CREATED = datetime(2026, 9, 30, tzinfo=UTC)
PAGE = b"""#set document(title: "Facture")
#image("logo.png", alt: "Logo")"""


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    typesetting.forget()
    yield tmp_path
    typesetting.forget()


def logo(width: int) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (width, 9), "red").save(content, "PNG")
    return content.getvalue()


def test_the_folders_of_logos_go_with_the_logos_that_are_forgotten(folders: Path) -> None:
    for width in range(1, 12):
        typesetting.typeset({"main.typ": PAGE, "logo.png": logo(width)}, CREATED)
    gc.collect()
    assert len(list(folders.iterdir())) == typesetting.COMPILERS_KEPT
    typesetting.forget()
    gc.collect()
    assert list(folders.iterdir()) == []


def test_a_page_without_a_logo_leaves_no_folder(folders: Path) -> None:
    typesetting.typeset({"main.typ": b'#set document(title: "Facture")\nA'}, CREATED)
    assert list(folders.iterdir()) == []


def test_a_logo_that_is_no_picture_leaves_no_folder_either(folders: Path) -> None:
    with pytest.raises(typst.TypstError, match="image"):
        typesetting.typeset({"main.typ": PAGE, "logo.png": logo(9)[:40]}, CREATED)
    typesetting.forget()
    gc.collect()
    assert list(folders.iterdir()) == []
