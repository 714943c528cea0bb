"""Typst, shut in: it sees the files that it is given, no disk, no network, no clock."""

from __future__ import annotations

import tempfile
from functools import cache
from typing import TYPE_CHECKING

import typst

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

MAIN_FILE = "main.typ"
_STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]


@cache
def _compiler() -> typst.Compiler:
    """Keep one compiler for the process: fonts and what Typst remembers of earlier pages.

    Its root and package folders are gone as soon as it is made: whatever a template asks for
    beside the files given with each document is not found.
    """
    fonts = typst.Fonts(include_system_fonts=False)
    with tempfile.TemporaryDirectory(prefix="wochorus-") as gone:
        return typst.Compiler(
            root=gone,
            font_paths=fonts,
            ignore_system_fonts=True,
            package_path=gone,
            package_cache_path=gone,
        )


def typeset(files: Mapping[str, bytes], created: datetime) -> bytes:
    """Set ``files["main.typ"]`` as PDF/A-3a and PDF/UA-1, dated ``created``.

    Raises ``typst.TypstError``. The same arguments give the same bytes. Values go in as files,
    never as ``sys.inputs``: a change there makes Typst forget all that it remembers.
    """
    content = _compiler().compile(
        # Given anew each time: the compiler forgets in-memory files after each document.
        input=dict(files),  # type: ignore[type-var] # a dictionary of files is documented
        format="pdf",
        pdf_standards=_STANDARDS,
        timestamp=created,
    )
    if not isinstance(content, bytes):
        raise TypeError(type(content).__name__)
    return content
