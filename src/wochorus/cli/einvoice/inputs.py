"""Invoices out of files of any format that the engine reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.cli.einvoice.files import content_of
from wochorus.core.errors import InvalidInput
from wochorus.einvoice.json_format import read_json

if TYPE_CHECKING:
    from wochorus.einvoice.model import Invoice
    from wochorus.einvoice.reading import Reading


def invoice_from_json(name: str) -> Invoice:
    """Read a JSON invoice. Raises `InvalidInput` with all that is wrong in it."""
    return required(read_json(content_of(name)), name)


def invoice_from_file(name: str) -> Reading:
    """Read an invoice in any format. Raises `InvalidInput` when there is none in the file."""
    from wochorus.einvoice.checking import read

    reading = read(content_of(name))
    required(reading, name)
    return reading


def required(reading: Reading, name: str) -> Invoice:
    """Give the invoice that was read. Raises `InvalidInput` when there is none."""
    if reading.invoice is None:
        defects = [f"{finding.message} {finding.remedy}".strip() for finding in reading.findings]
        raise InvalidInput(
            "La facture ne peut pas être lue", where=name, remedy="\n  – ".join(("", *defects))
        )
    return reading.invoice
