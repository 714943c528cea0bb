"""Our own times, in a process of their own: what the peers' programs measure of the peers."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.einvoice.peers.measuring import milliseconds
from benchmarks.einvoice.samples import an_invoice_of
from wochorus.einvoice.building import Page, build, write_xml
from wochorus.einvoice.dialects import DIALECTS, Circuit, express
from wochorus.einvoice.formats import Format

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.einvoice.model import Invoice

CREATED = datetime(2026, 11, 24, tzinfo=UTC)


def main() -> None:
    """Measure what the request asks for and print it as JSON."""
    asked: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    lines, rounds = asked["lines"], asked["rounds"]
    figures = {
        f"writing_{document_format.value}": writing(document_format, lines, rounds)
        for document_format in (Format.CII, Format.UBL)
    }
    for circuit in Circuit:
        figures[f"whole_{circuit.value}"] = whole(circuit, lines, asked["whole_rounds"])
    sys.stdout.write(json.dumps(figures) + "\n")


def writing(document_format: Format, lines: int, rounds: int) -> float:
    """Milliseconds to write one invoice that speaks the words of its circuit."""
    said = [
        express(an_invoice_of(lines, number), DIALECTS[Circuit.CHORUS], document_format).invoice
        for number in range(20)
    ]

    def write(number: int) -> bytes:
        return write_xml(said[number % len(said)], document_format, Circuit.CHORUS)

    return milliseconds(write, rounds)


def whole(circuit: Circuit, lines: int, rounds: int) -> float:
    """Milliseconds from the model to a validated Factur-X, each invoice a new one."""
    return milliseconds(_building(circuit, lines, rounds), rounds)


def _building(circuit: Circuit, lines: int, rounds: int) -> Callable[[int], None]:
    numbers = count(1000)
    drawn: list[Invoice] = [an_invoice_of(lines, next(numbers)) for _ in range(rounds + 3)]

    def built(_: int) -> None:
        result = build(drawn.pop(), Format.FACTURX, circuit, page=Page(created=CREATED))
        if not result.may_leave:
            raise AssertionError(result.report.findings)

    return built


if __name__ == "__main__":
    main()
