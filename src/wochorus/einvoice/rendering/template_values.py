"""What an invoice template receives: every text ready to print, in French.

A template only sets texts; it computes and translates nothing. This module is the contract with
templates that companies write for themselves: keys may be added, never renamed or removed.
``CONTRACT_VERSION`` grows with each addition.

``template_values`` returns a dictionary of strings, booleans, lists and dictionaries that JSON can
hold. A *fact* is ``{"label": …, "value": …}``. Empty lists and empty texts stand for what the
invoice does not say: no key is ever missing.

======================  ==========================================================================
``contract``            version of this contract
``document_title``      title of the PDF: ``Facture F2026-0042``
``kind``                ``Facture``, ``Avoir``, ``Facture d’acompte``…
``number``              number of the invoice (BT-1)
``is_credit_note``      tells an avoir
``currency``            code of the currency (BT-5): amounts in euros carry no symbol in tables
``seller``, ``buyer``   parties: ``name``, ``trading_name``, ``address`` (lines), ``identifiers``
                        (facts), ``contact`` (lines)
``seller_legal``        legal form, capital, RCS, on several lines (BT-33)
``footer``              the seller in one or two lines, for the foot of each page
``logo``                name of the logo's file, empty without logo: ``image(values.logo)``
``dates``               facts: date, due date, period, day of delivery
``references``          facts: service, engagement, marché, project, order, billing frame…
``delivery``            facts: place and address of delivery
``intermediaries``      facts: seller's agent, tax representative, payee
``preceding``           sentences: the invoices that this one corrects or continues
``lines``               ``identifier``, ``name``, ``details`` (lines), ``quantity``, ``unit``,
                        ``unit_price``, ``price_base`` (``pour 100 kg``), ``tax``, ``amount``
``has_long_lines``      tells that a line may not fit on one page: let its row break
``adjustments``         allowances and charges of the document: ``label``, ``tax``, ``amount``
``taxes``               ``label`` (rate or category), ``base``, ``amount``
``tax_reasons``         sentences: why VAT is not charged
``totals``              facts, in the order of the page
``due``                 fact: what is left to pay
``payment``             facts: means, due date, account…
``accounts``            ``iban`` (grouped), ``bic``, ``holder``
``payment_terms``       lines (BT-20)
``mentions``            sentences that the law asks for
``notes``               lines: the other notes of the invoice
``enclosures``          names of the supporting documents
``has_long_end``        tells that payment, notes and mentions may not fit on one page
======================  ==========================================================================

Source of the mentions: CGI, annex II, art. 242 nonies A; code de commerce, art. L441-9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput
from wochorus.einvoice.rendering import french
from wochorus.einvoice.rendering.line_values import adjustment_values, is_long, line_values
from wochorus.einvoice.rendering.mention_values import is_long as is_long_end
from wochorus.einvoice.rendering.mention_values import mentions, other_notes, tax_reasons
from wochorus.einvoice.rendering.party_values import (
    delivery_facts,
    delivery_word,
    footer_lines,
    intermediary_facts,
    party_values,
)
from wochorus.einvoice.rendering.payment_values import account_values, payment_facts
from wochorus.einvoice.rendering.reference_values import preceding_sentences, reference_facts
from wochorus.einvoice.rendering.total_values import due_fact, tax_rows, total_facts
from wochorus.einvoice.rendering.vocabulary import KINDS

if TYPE_CHECKING:
    from wochorus.einvoice.model import Invoice, SupportingDocument

CONTRACT_VERSION = 1


def template_values(invoice: Invoice, *, logo: str = "") -> dict[str, Any]:
    """Say the whole invoice in French texts, for a template to set.

    ``logo`` is the name under which the template finds the logo. Raises ``InvalidInput`` when
    totals or line amounts are missing: a page shows them, it does not compute them.
    """
    _check_is_complete(invoice)
    kind = KINDS.get(invoice.type_code, "Facture")
    lines = [line_values(line) for line in invoice.lines]
    values: dict[str, Any] = {
        "contract": CONTRACT_VERSION,
        "document_title": f"{kind} {invoice.number}",
        "kind": kind,
        "number": invoice.number,
        "is_credit_note": invoice.is_credit_note,
        "currency": invoice.currency,
        "seller": party_values(invoice.seller),
        "seller_legal": _lines(invoice.seller.legal_information),
        "footer": footer_lines(invoice.seller),
        "logo": logo,
        "buyer": party_values(invoice.buyer),
        "dates": _dates(invoice),
        "references": reference_facts(invoice),
        "delivery": delivery_facts(invoice),
        "intermediaries": intermediary_facts(invoice),
        "preceding": preceding_sentences(invoice),
        "lines": lines,
        "has_long_lines": any(is_long(line) for line in lines),
        "adjustments": adjustment_values(invoice),
        "taxes": tax_rows(invoice),
        "tax_reasons": tax_reasons(invoice),
        "totals": total_facts(invoice),
        "due": due_fact(invoice),
        "payment": payment_facts(invoice),
        "accounts": account_values(invoice),
        "payment_terms": _lines(invoice.payment_terms),
        "mentions": mentions(invoice),
        "notes": other_notes(invoice),
        "enclosures": _enclosures(invoice),
    }
    values["has_long_end"] = is_long_end(values)
    return values


def _check_is_complete(invoice: Invoice) -> None:
    lacks_amounts = any(line.net_amount is None for line in invoice.lines)
    if invoice.totals is None or lacks_amounts:
        raise InvalidInput(
            "La facture n'a pas tous ses montants : elle ne peut pas être mise en page",
            where=f"facture {invoice.number}",
            remedy="Calculez ses totaux d'abord.",
        )


def _dates(invoice: Invoice) -> list[dict[str, str]]:
    delivered = invoice.delivery.actual_date if invoice.delivery else None
    stated = (
        ("Date", format_date(invoice.issue_date)),
        ("Échéance", format_date(invoice.due_date) if invoice.due_date else ""),
        ("Période", french.period(invoice.period)),
        (delivery_word(invoice).capitalize(), format_date(delivered) if delivered else ""),
        ("TVA exigible le", format_date(day) if (day := invoice.tax_point_date) else ""),
    )
    return [french.fact(label, value) for label, value in stated if value]


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _enclosures(invoice: Invoice) -> list[str]:
    return [_enclosure(document) for document in invoice.supporting_documents]


def _enclosure(document: SupportingDocument) -> str:
    """Name a document: the codes of BR-FR-17 (``BON_LIVRAISON``) are words between underscores."""
    kind = document.description or ""
    if "_" in kind and kind.isupper():
        kind = kind.replace("_", " ").capitalize()
    return " ".join(dict.fromkeys(part for part in (kind, document.reference) if part))
