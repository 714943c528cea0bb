"""The French extensions of EN 16931 that an invoice uses, and the invoice without them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wochorus.einvoice.findings import Finding, Layer, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.model import Invoice, InvoiceLine, PrecedingInvoice


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension in use: its term, its path in the model, what it says in French."""

    term: str
    path: str
    label: str

    def left_out(self, circuit: str) -> Finding:
        """Tell that the circuit has no place for it."""
        return Finding(
            layer=Layer.READING,
            rule="WO-EXTENSION",
            severity=Severity.WARNING,
            message=f"« {self.label} » n'a pas de place dans le {circuit} : il n'est pas transmis.",
            remedy="Rien à faire si le PDF le dit ; sinon, passez par l'autre circuit.",
            path=self.path,
            term=self.term,
        )


def extensions_of(invoice: Invoice) -> tuple[Extension, ...]:
    """List the extensions that ``invoice`` uses; an empty tuple means plain EN 16931."""
    return tuple(_of_document(invoice)) + tuple(_of_lines(invoice.lines))


def without_extensions(invoice: Invoice) -> Invoice:
    """Return ``invoice`` with nothing outside EN 16931. Of several identifiers the first stays."""
    return replace(
        invoice,
        contract_type=None,
        seller_agent=None,
        preceding_invoices=tuple(map(_plain_preceding, invoice.preceding_invoices)),
        buyer=replace(invoice.buyer, identifiers=invoice.buyer.identifiers[:1]),
        lines=tuple(map(_plain_line, invoice.lines)),
    )


def _of_document(invoice: Invoice) -> Iterator[Extension]:
    if len(invoice.buyer.identifiers) > 1:
        yield Extension("BT-46", "buyer.identifiers", "plusieurs identifiants de l'acheteur")
    if invoice.contract_type is not None:
        yield Extension("EXT-FR-FE-01", "contract_type", "nature du contrat")
    if invoice.seller_agent is not None:
        yield Extension("EXT-FR-FE-BG-03", "seller_agent", "agent du vendeur")
    if any(earlier.type_code is not None for earlier in invoice.preceding_invoices):
        yield Extension(
            "EXT-FR-FE-02", "preceding_invoices.type_code", "type de la facture antérieure"
        )


_LINE_EXTENSIONS = (
    ("EXT-FR-FE-135", "purchase_order_reference", "n° de commande de la ligne"),
    ("EXT-FR-FE-136", "preceding_invoice", "facture antérieure de la ligne"),
    ("EXT-FR-FE-140", "despatch_advice_reference", "n° du bon de livraison de la ligne"),
    ("EXT-FR-FE-141", "despatch_advice_line", "ligne du bon de livraison"),
    ("EXT-FR-FE-158", "delivery_date", "date d'exécution de la ligne"),
)


def _of_lines(lines: tuple[InvoiceLine, ...]) -> Iterator[Extension]:
    for term, field, label in _LINE_EXTENSIONS:
        if any(getattr(line, field) is not None for line in lines):
            yield Extension(term, f"lines.{field}", label)
    if any(len(line.notes) > 1 for line in lines):
        yield Extension("BT-127", "lines.notes", "plusieurs notes sur une ligne")
    if any(note.subject_code is not None for line in lines for note in line.notes):
        yield Extension("EXT-FR-FE-183", "lines.notes.subject_code", "sujet de la note d'une ligne")


def _plain_preceding(earlier: PrecedingInvoice) -> PrecedingInvoice:
    return replace(earlier, type_code=None) if earlier.type_code is not None else earlier


def _plain_line(line: InvoiceLine) -> InvoiceLine:
    return replace(
        line,
        notes=tuple(replace(note, subject_code=None) for note in line.notes[:1]),
        purchase_order_reference=None,
        preceding_invoice=None,
        despatch_advice_reference=None,
        despatch_advice_line=None,
        delivery_date=None,
    )
