"""What the recipient did with an invoice: its history on the portal, as it was stored."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from wochorus.deposits.models import LifeEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wochorus.billing.models import Invoice


def evidence_of_life(invoice: Invoice) -> dict[str, bytes]:
    """Give the history for people (CSV) and whole, in the portal's words (JSON), if any."""
    entries = list(
        LifeEntry.objects.filter(life__invoice=invoice)
        .select_related("life")
        .order_by("life_id", "at", "pk")
    )
    if not entries:
        return {}
    return {
        "vie-sur-chorus.csv": _for_people(entries),
        "vie-sur-chorus.json": _whole(entries),
    }


def _for_people(entries: Iterable[LifeEntry]) -> bytes:
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(("Date", "Nature", "Code", "Motif", "Par", "Lu le"))
    for entry in entries:
        moment = entry.at.isoformat(timespec="minutes") if entry.at else ""
        read = entry.read_at.isoformat(timespec="seconds")
        kind = entry.get_kind_display()
        writer.writerow((moment, kind, entry.code, entry.comment, entry.who, read))
    return target.getvalue().encode("utf-8-sig")


def _whole(entries: Iterable[LifeEntry]) -> bytes:
    lines = [_line(entry) for entry in entries]
    return (json.dumps(lines, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _line(entry: LifeEntry) -> dict[str, Any]:
    return {
        "environment": entry.life.environment,
        "chorus_id": entry.life.chorus_id,
        "kind": entry.kind,
        "read_at": entry.read_at.isoformat(timespec="milliseconds"),
        "line": entry.raw,
    }
