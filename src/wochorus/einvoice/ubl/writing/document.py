"""The document: an Invoice or a CreditNote, its sections in the order of the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.ubl.vocabulary import CAC, CBC, CREDIT_NOTE, INVOICE, kind_of
from wochorus.einvoice.ubl.writing.amounts import (
    document_allowances_and_charges,
    monetary_total,
    tax_totals,
)
from wochorus.einvoice.ubl.writing.delivery import delivery
from wochorus.einvoice.ubl.writing.header import header
from wochorus.einvoice.ubl.writing.lines import lines
from wochorus.einvoice.ubl.writing.parties import parties
from wochorus.einvoice.ubl.writing.payment import payment
from wochorus.einvoice.ubl.writing.references import references
from wochorus.einvoice.xml_text import encode, escape_attribute

if TYPE_CHECKING:
    from wochorus.einvoice.model import Invoice

_STARTS = {
    kind: (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{kind.root} xmlns="{kind.namespace}" xmlns:cac="{CAC}" xmlns:cbc="{CBC}">'
    )
    for kind in (INVOICE, CREDIT_NOTE)
}


def write(invoice: Invoice) -> bytes:
    """Write ``invoice`` as a UBL 2.1 Invoice, or as a CreditNote when its type is one, in UTF-8.

    What the model holds is written as it is, and nothing else: an invoice without totals gives a
    document without totals, which the schema refuses. Amounts keep their decimals. What UBL has no
    place for is left out: see :func:`wochorus.einvoice.ubl.not_carried`. Raises ``InvalidInput``
    on a character that XML forbids and on what is no number. Source: EN 16931-3-2.
    """
    kind = kind_of(invoice)
    currency = f' currencyID="{escape_attribute(invoice.currency)}">'
    document = (
        f"{_STARTS[kind]}"
        f"{header(invoice, kind)}"
        f"{references(invoice)}"
        f"{parties(invoice)}"
        f"{delivery(invoice.delivery)}"
        f"{payment(invoice)}"
        f"{document_allowances_and_charges(invoice, currency)}"
        f"{tax_totals(invoice, currency)}"
        f"{monetary_total(invoice.totals, currency)}"
        f"{lines(invoice.lines, kind, currency)}"
        f"</{kind.root}>\n"
    )
    return encode(document, invoice)
