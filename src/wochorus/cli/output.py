"""Writing on the terminal: text for people, JSON for programs."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rich.console import Console

from wochorus.cli.plain_output import speaks_unicode

out = Console(highlight=False, soft_wrap=False)
"""Standard output. Tables shrink to the terminal; a pipe gets them 200 columns wide."""

PIPE_WIDTH = 200

if not out.is_terminal:
    out = Console(highlight=False, width=PIPE_WIDTH)


def _plain(value: object) -> object:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


def emit_json(answer: dict[str, Any] | list[Any]) -> None:
    """Print ``answer`` as one JSON document: ISO dates, amounts as decimal strings."""
    ascii_only = not speaks_unicode(sys.stdout)
    json.dump(answer, sys.stdout, ensure_ascii=ascii_only, indent=2, default=_plain)
    sys.stdout.write("\n")
