"""Typst, shut in: it sees the files that it is given, no other disk, no network, no clock.

A compiler sets one page at a time, whichever threads ask. In a process forked from one that used
it, Typst waits for ever for threads that were left behind: such a process is refused.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import weakref
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import typst

from wochorus.core.errors import Permanent

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

    Raises ``typst.TypstError``, or ``Permanent`` in a forked process. The same arguments give the
    same bytes. Values go in as files, never as ``sys.inputs``: a change there makes Typst forget
    all that it remembers.
    """
    _refuse_forked_process()
    texts = {path: content for path, content in files.items() if path.endswith(TEXT_ENDINGS)}
    images = frozenset((path, content) for path, content in files.items() if path not in texts)
    compiler = _compiler(images)  # held: its folder goes with it, were it forgotten meanwhile
    with compiler.turn:
        content = compiler.typst.compile(
            # Given anew each time: the compiler forgets in-memory files after each document.
            input=texts,  # type: ignore[type-var] # a dictionary of files is documented
            format="pdf",
            pdf_standards=_STANDARDS,
            timestamp=created.replace(microsecond=0),  # Typst refuses parts of a second
        )
    if not isinstance(content, bytes):
        raise TypeError(type(content).__name__)
    return content


def forget() -> None:
    """Let go of the compilers kept, with their memory and their folders."""
    _compiler.cache_clear()


@dataclass(frozen=True, slots=True, weakref_slot=True)
class _Compiler:
    """A compiler of Typst: the folder that it sees goes when it does.

    ``turn`` is held by the thread that it works for: Typst refuses a second one.
    """

    typst: typst.Compiler
    turn: threading.Lock = field(default_factory=threading.Lock)


@cache
def _first_process() -> int:
    """Give the process that used Typst first, which is not this one after a fork."""
    return os.getpid()


def _refuse_forked_process() -> None:
    if _first_process() != os.getpid():
        raise Permanent(
            "La facture ne peut pas être mise en page dans ce processus : il a été dédoublé "
            "(fork) d'un processus qui avait déjà mis en page",
            remedy="Lancez les processus de travail avant la première mise en page, "
            "ou démarrez-les à neuf (spawn).",
        )


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
    root = Path(tempfile.mkdtemp(prefix="wochorus-"))
    try:
        compiler = _compiler_in(root, images)
    except BaseException:
        _remove(root, os.getpid())
        raise
    if images:
        weakref.finalize(compiler, _remove, root, os.getpid())
    else:
        _remove(root, os.getpid())
    return compiler


def _compiler_in(root: Path, images: frozenset[tuple[str, bytes]]) -> _Compiler:
    for path, content in images:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return _Compiler(
        typst.Compiler(
            root=root,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            package_path=root / "no-packages",
            package_cache_path=root / "no-packages",
        )
    )


def _remove(folder: Path, owner: int) -> None:
    """Remove a folder, in the process that made it: one that was forked ends with its copy."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)
