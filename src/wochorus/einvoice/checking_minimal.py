"""A flow in the CPP minimal format: each of its invoices checked, or the first of them read.

The State publishes neither schema nor rules for this format: what is checked is that the file can
be read, that its documents open, and that each invoice holds the rules of Chorus Pro on what the
format can carry.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wochorus.core.errors import InvalidInput
from wochorus.core.sizes import format_megabytes
from wochorus.einvoice.cpp_minimal import Party, invoice_of
from wochorus.einvoice.cpp_minimal import read as read_flow
from wochorus.einvoice.cpp_minimal.terms import CARRIED_TERMS
from wochorus.einvoice.dialects import DIALECTS, Circuit, express
from wochorus.einvoice.findings import Finding, Layer, Severity
from wochorus.einvoice.formats import Format
from wochorus.einvoice.reading import Reading
from wochorus.einvoice.unzipping import LARGEST_FILE
from wochorus.einvoice.validation.capping import capped
from wochorus.einvoice.validation.chorus import check_chorus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.cpp_minimal import FlowReading, MinimalInvoice
    from wochorus.einvoice.model import Invoice

MOST_OPENED = 500_000_000
"""Bytes of documents that are opened in one flow: the work of two seconds."""


def check_flow(content: bytes) -> list[Finding]:
    """Check each invoice of a flow, and that its documents open."""
    with read_flow(io.BytesIO(content)) as flow:
        return [*_of_file(flow), *capped(_of_invoices(flow), _kind, lambda finding: finding)]


def read_first(content: bytes) -> Reading:
    """Read the first invoice of a flow, and tell that there are others."""
    with read_flow(io.BytesIO(content)) as flow:
        if not flow.invoices:
            return Reading(None, _of_file(flow))
        invoice, told = _whole(flow.invoices[0], _supplier_of(flow))
        others = len(flow.invoices) - 1
        if others:
            told = (*told, _only_the_first(others))
        return Reading(invoice, (*flow.findings, *told))


def _of_file(flow: FlowReading) -> tuple[Finding, ...]:
    is_explained = any(finding.severity is Severity.ERROR for finding in flow.findings)
    told = () if flow.invoices or is_explained else (_empty_flow(),)
    return (*flow.findings, *told)


def _kind(finding: Finding) -> tuple[str, Severity]:
    return finding.rule, finding.severity


@dataclass(slots=True)
class _Opening:
    """How much may still be opened of the documents of a flow."""

    left: int = MOST_OPENED

    def invoice_of(
        self, minimal: MinimalInvoice, supplier: Party
    ) -> tuple[Invoice, tuple[Finding, ...]]:
        if self.left <= 0:
            return invoice_of(minimal, supplier), (_not_opened(),)
        invoice, told = _whole(minimal, supplier)
        files = (document.file for document in invoice.supporting_documents)
        # What could not be opened took its time too.
        self.left -= LARGEST_FILE if told else sum(len(file.content) for file in files if file)
        return invoice, told


def _of_invoices(flow: FlowReading) -> Iterator[Finding]:
    opening, supplier = _Opening(), _supplier_of(flow)
    for position, minimal in enumerate(flow.invoices):
        invoice, told = opening.invoice_of(minimal, supplier)
        for finding in (*told, *_of_invoice(invoice)):
            yield finding if len(flow.invoices) == 1 else _named(finding, minimal.number, position)


def _of_invoice(invoice: Invoice) -> Iterator[Finding]:
    """Hold an invoice against the rules on what the format can carry."""
    dialect = DIALECTS[Circuit.CHORUS]
    said = express(invoice, dialect, Format.CPP_MINIMAL).invoice
    for finding in check_chorus(said, dialect):
        if not finding.term or finding.term in CARRIED_TERMS:
            yield finding


def _whole(minimal: MinimalInvoice, supplier: Party) -> tuple[Invoice, tuple[Finding, ...]]:
    """Give an invoice with its documents; without any when one of them does not open."""
    try:
        return invoice_of(minimal, supplier, with_files=True), ()
    except InvalidInput as error:
        return invoice_of(minimal, supplier), (_does_not_open(error),)


def _supplier_of(flow: FlowReading) -> Party:
    return flow.envelope.supplier if flow.envelope else Party("", "")


def _named(finding: Finding, number: str, position: int) -> Finding:
    path = f"invoices[{position}]{'.' if finding.path else ''}{finding.path}"
    message = f"Facture « {number[:60]} » : {finding.message[:1].lower()}{finding.message[1:]}"
    return replace(finding, message=message, path=path)


def _does_not_open(error: InvalidInput) -> Finding:
    return Finding(
        layer=Layer.CONTAINER,
        rule="WO-CPP-PIECE",
        severity=Severity.ERROR,
        message=f"{error.what} ({error.where}).",
        remedy=error.remedy,
        path="supporting_documents",
        term="BT-125",
    )


def _not_opened() -> Finding:
    return Finding(
        layer=Layer.LIMITS,
        rule="WO-CPP-PIECES",
        severity=Severity.WARNING,
        message="Les pièces jointes n'ont pas été ouvertes : le flux en contient plus de "
        f"{format_megabytes(MOST_OPENED)}.",
        remedy="Découpez le flux en plusieurs fichiers pour que toutes soient contrôlées.",
        path="supporting_documents",
        term="BT-125",
    )


def _empty_flow() -> Finding:
    return Finding(
        layer=Layer.READING,
        rule="WO-FLUX-VIDE",
        severity=Severity.ERROR,
        message="Ce flux CPP minimal ne contient aucune facture.",
        remedy="Donnez un flux qui contient au moins une facture.",
    )


def _only_the_first(others: int) -> Finding:
    return Finding(
        layer=Layer.READING,
        rule="WO-FLUX-PLUSIEURS",
        severity=Severity.INFORMATION,
        message=f"Ce flux contient {others} autre(s) facture(s) ; seule la première est lue ici.",
        remedy="Le contrôle (« check ») les regarde toutes.",
    )
