"""What the format says of an invoice: its identity, its amounts, its references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.cpp_minimal.flow import CREDIT_NOTE
from wochorus.einvoice.cpp_minimal.writing.elements import tag

if TYPE_CHECKING:
    from wochorus.einvoice.cpp_minimal.flow import MinimalInvoice, Tax


def invoice_data(invoice: MinimalInvoice) -> str:
    """Write the data of an invoice. A credit note has no payment means."""
    return (
        "<DonneesFacture>"
        f"{tag('Id', invoice.number)}"
        f"{tag('Type', invoice.kind)}"
        f"{tag('Cadre', invoice.cadre)}"
        f"{tag('DateEmissionFacture', invoice.issue_date.isoformat())}"
        f"{'' if invoice.kind == CREDIT_NOTE else _payment(invoice.payment_means)}"
        f"{tag('Devise', invoice.currency)}"
        f"<Montants><MontantHT>{invoice.total_without_tax:.2f}</MontantHT>"
        f"<MontantTTC>{invoice.total_with_tax:.2f}</MontantTTC>"
        f"<MontantNetAPayer>{invoice.amount_due:.2f}</MontantNetAPayer></Montants>"
        f"{_taxes(invoice.taxes)}{_references(invoice)}</DonneesFacture>"
    )


def _payment(means: str) -> str:
    return f"<ModePaiement>{tag('Code', means)}</ModePaiement>"


def _taxes(taxes: tuple[Tax, ...]) -> str:
    return f"<TVAS>{''.join(map(_tax, taxes))}</TVAS>" if taxes else "<TVAS/>"


def _tax(tax: Tax) -> str:
    return (
        f"<TVA><Taux>{tax.rate:.2f}</Taux><BaseHt>{tax.taxable_amount:.2f}</BaseHt>"
        f"<MontantTVA>{tax.tax_amount:.2f}</MontantTVA></TVA>"
    )


def _references(invoice: MinimalInvoice) -> str:
    marche = tag("NumeroMarche", invoice.marche) if invoice.marche else ""
    engagement = tag("NumeroEngagement", invoice.engagement) if invoice.engagement else ""
    content = f"{marche}{engagement}"
    return f"<Engagement>{content}</Engagement>" if content else ""
