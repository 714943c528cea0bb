"""The references by which the buyer finds its own files, and the invoices that came before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.core.dates import format_date
from wochorus.einvoice.dialects import code_service
from wochorus.einvoice.rendering import french
from wochorus.einvoice.rendering.vocabulary import CORRECTIVE, KINDS

if TYPE_CHECKING:
    from wochorus.einvoice.model import Identifier, Invoice, PrecedingInvoice

_LABELS = (
    ("N° d’engagement", "purchase_order_reference"),
    ("N° de marché", "contract_reference"),
    ("N° de projet", "project_reference"),
    ("Lot ou appel d’offres", "tender_reference"),
    ("N° de commande", "sales_order_reference"),
    ("Bon de livraison", "despatch_advice_reference"),
    ("N° de réception", "receiving_advice_reference"),
    ("Référence comptable", "buyer_accounting_reference"),
)


def reference_facts(invoice: Invoice) -> list[dict[str, str]]:
    """List the references that the invoice carries, the service of the buyer first."""
    stated = [
        ("Code service", code_service(invoice) or ""),
        *((label, getattr(invoice, field) or "") for label, field in _LABELS),
        ("Objet facturé", _value(invoice.object_identifier)),
        ("Adresse électronique", _value(invoice.buyer.electronic_address)),
        ("Cadre de facturation", invoice.business_process or ""),
    ]
    return [french.fact(label, value) for label, value in stated if value]


def preceding_sentences(invoice: Invoice) -> list[str]:
    """Name each earlier invoice, with its date when it is known."""
    return [_preceding(invoice, earlier) for earlier in invoice.preceding_invoices]


def _preceding(invoice: Invoice, earlier: PrecedingInvoice) -> str:
    kind = KINDS.get(earlier.type_code or "", "Facture").lower()
    day = f" du {format_date(earlier.issue_date)}" if earlier.issue_date else ""
    named = f"{kind} n°{french.NO_BREAK}{earlier.number}{day}"
    article = "l’" if kind.startswith("avoir") else "la "
    if invoice.is_credit_note:
        return f"Avoir sur {article}{named}"
    verb = "Rectifie" if invoice.type_code in CORRECTIVE else "Fait suite à"
    return f"{verb} {article}{named}"


def _value(identifier: Identifier | None) -> str:
    return identifier.value if identifier else ""
