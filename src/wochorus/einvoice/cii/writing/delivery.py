"""Where and when it was delivered: ApplicableHeaderTradeDelivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.cii.writing.elements import date_element, group
from wochorus.einvoice.cii.writing.parties import ship_to
from wochorus.einvoice.cii.writing.references import reference

if TYPE_CHECKING:
    from datetime import date

    from wochorus.einvoice.model import Invoice


def delivery(invoice: Invoice) -> str:
    """Write the delivery (BG-13), the despatch advice (BT-16) and the receiving advice (BT-15).

    The schema wants this section even when it is empty.
    """
    where, when = "", ""
    if invoice.delivery is not None:
        where = ship_to(invoice.delivery)
        when = delivery_date(invoice.delivery.actual_date)
    despatch = invoice.despatch_advice_reference
    receipt = invoice.receiving_advice_reference
    return (
        "<ram:ApplicableHeaderTradeDelivery>"
        f"{where}"
        f"{when}"
        f"{reference('DespatchAdviceReferencedDocument', despatch)}"
        f"{reference('ReceivingAdviceReferencedDocument', receipt)}"
        "</ram:ApplicableHeaderTradeDelivery>"
    )


def delivery_date(day: date | None) -> str:
    """Write the day of delivery, of the invoice (BT-72) or of a line (EXT-FR-FE-158)."""
    return group("ActualDeliverySupplyChainEvent", date_element("OccurrenceDateTime", day))
