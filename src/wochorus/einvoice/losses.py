"""What a format has no place for, said of the invoice at hand: nothing is left out in silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.einvoice.findings import Finding, Layer, Severity
from wochorus.einvoice.formats import Format

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.einvoice.model import Invoice

SAID_BY_THE_PAGE = frozenset({"operation_category"})
"""The page says it, and the frame of the reform; it is no loss worth a word on every invoice."""


@dataclass(frozen=True, slots=True)
class NotCarried:
    """A field that a file does not give back, when, and what happens to it (in French).

    ``is_lost`` tells it of an invoice. ``versions`` names the versions of the format that are
    concerned, all when it is empty.
    """

    path: str
    term: str
    reason: str
    is_lost: Callable[[Invoice], bool]
    versions: tuple[str, ...] = ()


def losses(
    table: tuple[NotCarried, ...], invoice: Invoice, version: str = ""
) -> tuple[NotCarried, ...]:
    """List the entries of a format's table that concern ``invoice``."""
    return tuple(
        entry
        for entry in table
        if (not entry.versions or version in entry.versions) and entry.is_lost(invoice)
    )


def lost_findings(
    invoice: Invoice, document_format: Format, version: str = ""
) -> tuple[Finding, ...]:
    """Tell what a CII, UBL or Factur-X file of ``invoice`` would not give back.

    CPP minimal, which keeps little by its nature, is not asked: the page beside it says all.
    """
    if document_format is Format.CPP_MINIMAL:
        return ()
    table = _table(document_format)
    return tuple(
        _finding(entry, document_format)
        for entry in losses(table, invoice, version)
        if entry.path not in SAID_BY_THE_PAGE
    )


def _table(document_format: Format) -> tuple[NotCarried, ...]:
    if document_format is Format.UBL:
        from wochorus.einvoice import ubl

        return ubl.NOT_CARRIED
    from wochorus.einvoice import cii

    return cii.NOT_CARRIED


def _finding(entry: NotCarried, document_format: Format) -> Finding:
    from wochorus.einvoice.terms import labels

    label = labels().get(entry.term, entry.path)
    return Finding(
        layer=Layer.READING,
        rule="WO-PERTE",
        severity=Severity.WARNING,
        message=f"Le format {document_format.label} ne peut pas tout dire de « {label} » "
        f"({entry.term}). {entry.reason}",
        remedy="Rien à faire si le PDF le dit ; sinon, choisissez un autre format.",
        path=entry.path,
        term=entry.term,
    )
