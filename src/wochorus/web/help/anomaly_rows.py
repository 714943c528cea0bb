"""What the reference page says of each anomaly, by its code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from wochorus.web.help.pages import documentation

_ROW = re.compile(r"^\| `([A-Z0-9_]+)` \| ([^|]+) \| ([^|]+) \| (.+) \|$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class AnomalyRow:
    """One anomaly: its level (« bloquant » or « avertissement »), what it is, what to do."""

    code: str
    level: str
    meaning: str
    remedy: str


@cache
def anomaly_rows() -> dict[str, AnomalyRow]:
    """Read the page of the anomalies; a test of the checks keeps it complete."""
    source = (documentation() / "reference" / "anomalies.md").read_text("utf-8")
    rows = (
        AnomalyRow(*(cell.strip() for cell in found.groups())) for found in _ROW.finditer(source)
    )
    return {row.code: row for row in rows}
