"""Typst, shut in: it sees the files that it is given, no other disk, no network, no clock."""

from __future__ import annotations

import tempfile
import weakref
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import typst

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

MAIN_FILE = "main.typ"
_STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]
COMPILERS_KEPT = 8
TEXT_ENDINGS = (".typ", ".json", ".xml", ".svg", ".txt", ".csv", ".toml", ".yaml", ".yml")
"""Files that go to Typst as text: they must be UTF-8."""


def typeset(files: Mapping[str, bytes], created: datetime) -> bytes:
    """Set ``files["main.typ"]`` as PDF/A-3a and PDF/UA-1, dated ``created``.

    Raises ``typst.TypstError``. The same arguments give the same bytes. Values go in as files,
    never as ``sys.inputs``: a change there makes Typst forget all that it remembers.
    """
    texts = {path: content for path, content in files.items() if path.endswith(TEXT_ENDINGS)}
    images = frozenset((path, content) for path, content in files.items() if path not in texts)
    compiler = _compiler(images)  # held: its folder goes with it, were it forgotten meanwhile
    content = compiler.typst.compile(
        # Given anew each time: the compiler forgets in-memory files after each document.
        input=texts,  # type: ignore[type-var] # a dictionary of files is documented
        format="pdf",
        pdf_standards=_STANDARDS,
        timestamp=created,
    )
    if not isinstance(content, bytes):
        raise TypeError(type(content).__name__)
    return content


def forget() -> None:
    """Let go of the compilers kept, with their memory and their folders."""
    _compiler.cache_clear()


@dataclass(frozen=True, slots=True, weakref_slot=True)
class _Compiler:
    """A compiler of Typst: the folder that it sees goes when it does."""

    typst: typst.Compiler


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)


@lru_cache(maxsize=COMPILERS_KEPT)
def _compiler(images: frozenset[tuple[str, bytes]]) -> _Compiler:
    """Keep a compiler for each set of images: fonts, and what Typst remembers of earlier pages.

    Typst takes text files from memory but images from disk alone: they get a folder of their own.
    Without images the folder is gone before the first document. Packages are looked for there too,
    in vain.
    """
    with ExitStack() as folder:
        root = Path(folder.enter_context(tempfile.TemporaryDirectory(prefix="wochorus-")))
        for path, content in images:
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        compiler = _Compiler(
            typst.Compiler(
                root=root,
                font_paths=_fonts(),
                ignore_system_fonts=True,
                package_path=root / "no-packages",
                package_cache_path=root / "no-packages",
            )
        )
        if images:
            weakref.finalize(compiler, folder.pop_all().close)
    return compiler
