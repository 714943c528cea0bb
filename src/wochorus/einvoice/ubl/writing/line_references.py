"""What a line refers to: order, despatch advice, earlier invoice, invoiced object, delivery.

All but the line of the order (BT-132) and the invoiced object (BT-128) are French extensions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.ubl.vocabulary import NOT_AVAILABLE
from wochorus.einvoice.ubl.writing.elements import date_of, text
from wochorus.einvoice.ubl.writing.references import object_reference
from wochorus.einvoice.xml_text import escape

if TYPE_CHECKING:
    from datetime import date

    from wochorus.einvoice.model import InvoiceLine, LinePrecedingInvoice


def line_references(line: InvoiceLine) -> str:
    """Write the references of a line, in the order of the schema."""
    order, order_line = line.purchase_order_reference, line.purchase_order_line
    advice, advice_line = line.despatch_advice_reference, line.despatch_advice_line
    earlier, invoiced = line.preceding_invoice, line.object_identifier
    delivered = line.delivery_date
    return (
        f"{'' if order is None and order_line is None else _order(order, order_line)}"
        f"{'' if advice is None and advice_line is None else _despatch(advice, advice_line)}"
        f"{'' if earlier is None else _preceding_invoice(earlier)}"
        f"{'' if invoiced is None else object_reference('DocumentReference', invoiced)}"
        f"{'' if delivered is None else _delivery(delivered)}"
    )


def _line_id(line: str | None) -> str:
    # The schema wants the line even where only the document is known.
    return f"<cbc:LineID>{NOT_AVAILABLE if line is None else escape(line)}</cbc:LineID>"


def _order(reference: str | None, line: str | None) -> str:
    order = (
        ""
        if reference is None
        else f"<cac:OrderReference><cbc:ID>{escape(reference)}</cbc:ID></cac:OrderReference>"
    )
    return f"<cac:OrderLineReference>{_line_id(line)}{order}</cac:OrderLineReference>"


def _despatch(reference: str | None, line: str | None) -> str:
    advice = (
        ""
        if reference is None
        else f"<cac:DocumentReference><cbc:ID>{escape(reference)}</cbc:ID></cac:DocumentReference>"
    )
    return f"<cac:DespatchLineReference>{_line_id(line)}{advice}</cac:DespatchLineReference>"


def _preceding_invoice(earlier: LinePrecedingInvoice) -> str:
    line = earlier.line
    corrected = (
        ""
        if line is None
        else f"<cac:BillingReferenceLine><cbc:ID>{escape(line)}</cbc:ID></cac:BillingReferenceLine>"
    )
    return (
        "<cac:BillingReference><cac:InvoiceDocumentReference>"
        f"<cbc:ID>{escape(earlier.number)}</cbc:ID>"
        f"{date_of('IssueDate', earlier.issue_date)}"
        f"{text('DocumentTypeCode', earlier.type_code)}"
        f"</cac:InvoiceDocumentReference>{corrected}</cac:BillingReference>"
    )


def _delivery(day: date) -> str:
    return f"<cac:Delivery>{date_of('ActualDeliveryDate', day)}</cac:Delivery>"
