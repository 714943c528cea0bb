"""A process that prints for many companies keeps no folder of each."""

from __future__ import annotations

import gc
import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
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


def test_threads_take_turns_and_each_gets_its_own_page() -> None:
    def page(number: int) -> bytes:
        text = f'#set document(title: "Facture {number}")\nFacture {number}'
        return typesetting.typeset({"main.typ": text.encode()}, CREATED)

    numbers = [number % 5 for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        pages = list(threads.map(page, numbers))
    assert pages == [page(number) for number in numbers]


FORKED = """
import os, sys
from datetime import UTC, datetime
from wochorus.core.errors import Permanent
from wochorus.einvoice.rendering import typesetting

def page():
    files = {"main.typ": sys.argv[1].encode(), "logo.png": bytes.fromhex(sys.argv[2])}
    return typesetting.typeset(files, datetime(2026, 9, 30, tzinfo=UTC))

first = page()
sys.stdout.flush()
child = os.fork()
if child == 0:
    try:
        page()
    except Permanent as error:
        print(error)
    sys.exit(0)
os.waitpid(child, 0)
print(page() == first)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_process_is_refused_and_its_parent_keeps_its_logo() -> None:
    run = subprocess.run(
        [sys.executable, "-c", FORKED, PAGE.decode(), logo(9).hex()],
        capture_output=True,
        text=True,
        check=True,
    )
    refused, goes_on = run.stdout.splitlines()
    assert "dédoublé (fork)" in refused
    assert goes_on == "True"
