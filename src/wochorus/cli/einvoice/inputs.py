"""Invoices out of files of any format that the engine reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.cli.einvoice.files import shown_name
from wochorus.core.errors import InvalidInput
from wochorus.einvoice.checking import JSON_FORMAT
from wochorus.einvoice.findings import Report

if TYPE_CHECKING:
    from wochorus.einvoice.model import Invoice
    from wochorus.einvoice.reading import Reading


def required(reading: Reading, name: str) -> Invoice:
    """Give the invoice that was read. Raises `InvalidInput` with all that hinders its reading."""
    if reading.invoice is None:
        raise _unreadable(reading, name)
    return reading.invoice


def _unreadable(reading: Reading, name: str) -> InvalidInput:
    defects = reading.findings
    if len(defects) == 1:
        return InvalidInput(
            f"La facture ne peut pas être lue. {defects[0].message}",
            where=shown_name(name),
            remedy=defects[0].remedy,
        )
    told = [f"{finding.message} {finding.remedy}".strip() for finding in defects]
    return InvalidInput(
        "La facture ne peut pas être lue",
        where=shown_name(name),
        remedy="\n  – ".join((f"{len(told)} défauts à corriger :", *told)),
    )


def report_of_json(reading: Reading) -> Report:
    """Report what hinders the reading of a JSON invoice, for programs."""
    return Report(document_format=JSON_FORMAT, profile="", rule_sets=(), findings=reading.findings)
