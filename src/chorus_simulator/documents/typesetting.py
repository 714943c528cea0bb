"""Writing PDFs: a template and its data, set by Typst, that sees nothing else of the machine."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst


def typeset(template: str, data: dict[str, Any], moment: float) -> bytes:
    """Set ``templates/<template>.typ`` with ``data``; the PDF bears the date of ``moment``."""
    content = _compiler().compile(
        input={  # type: ignore[type-var] # a dictionary of files is documented
            "main.typ": _template(template),
            "data.json": json.dumps(data).encode(),
        },
        format="pdf",
        timestamp=datetime.fromtimestamp(int(moment), UTC),
    )
    if not isinstance(content, bytes):
        raise TypeError(type(content).__name__)
    return content


@cache
def _template(name: str) -> bytes:
    return (files(__package__) / "templates" / f"{name}.typ").read_bytes()


@cache
def _compiler() -> typst.Compiler:
    """Keep one compiler, whose folder is gone before the first document."""
    with tempfile.TemporaryDirectory(prefix="chorus-simulator-") as folder:
        nowhere = Path(folder) / "no-packages"
        return typst.Compiler(
            root=Path(folder),
            font_paths=typst.Fonts(include_system_fonts=False),
            ignore_system_fonts=True,
            package_path=nowhere,
            package_cache_path=nowhere,
        )
