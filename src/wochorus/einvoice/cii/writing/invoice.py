"""The whole document: CrossIndustryInvoice."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from wochorus.einvoice.cii.vocabulary import (
    MOST_PRECEDING_INVOICES,
    QDT,
    RAM,
    RSM,
    UDT,
    Version,
)
from wochorus.einvoice.cii.writing.agreement import agreement
from wochorus.einvoice.cii.writing.context import context
from wochorus.einvoice.cii.writing.delivery import delivery
from wochorus.einvoice.cii.writing.document import document
from wochorus.einvoice.cii.writing.lines import line_item
from wochorus.einvoice.cii.writing.settlement import settlement
from wochorus.einvoice.xml_text import encode_parts

if TYPE_CHECKING:
    from wochorus.einvoice.model import Invoice

_OPENING = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    f'<rsm:CrossIndustryInvoice xmlns:rsm="{RSM}" xmlns:qdt="{QDT}" xmlns:ram="{RAM}"'
    f' xmlns:udt="{UDT}">'
)
_CLOSING = "</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"


def write(invoice: Invoice, *, version: Version = "D22B") -> bytes:
    """Write ``invoice`` as CII: UTF-8 with its declaration, no space between elements.

    The same invoice always gives the same bytes. Values are written as they are, whatever a
    profile or a circuit thinks of them; what CII has no place for is left out, see
    :func:`wochorus.einvoice.cii.not_carried`. Raises ``InvalidInput`` on a character that XML
    forbids and on a number that is none.
    """
    parts = (
        f"{_OPENING}{context(invoice)}{document(invoice)}<rsm:SupplyChainTradeTransaction>",
        *chain.from_iterable(map(line_item, invoice.lines)),
        agreement(invoice),
        delivery(invoice),
        settlement(invoice, MOST_PRECEDING_INVOICES[version]),
        _CLOSING,
    )
    return encode_parts(parts, invoice)
