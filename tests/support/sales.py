"""Invoices that are issued here: lines that are sold, and the invoice of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from support.contracts import ME
from support.records import a_customer
from wochorus.billing.issuing.content import InvoiceContent
from wochorus.billing.issuing.issue import issue_invoices
from wochorus.billing.line_rows import Line
from wochorus.billing.models import Invoice
from wochorus.core.money import to_cents

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

DAY = date(2026, 11, 24)


def a_sale(
    name: str = "Vitrerie", quantity: str = "1", price: str = "100", rate: str = "20"
) -> Line:
    """Sell so much of something at a price."""
    net = to_cents(Decimal(quantity) * Decimal(price))
    return Line(
        *("1", name, "", Decimal(quantity), "C62", Decimal(price), net, "S", Decimal(rate)),
        *(None, None, "", ""),
    )


def a_content(company: Company, *lines: Line, **fields: Any) -> InvoiceContent:
    """Say an invoice to a town hall; of 100 € at 20 % when no line is told."""
    numbered = tuple(
        line._replace(identifier=str(n)) for n, line in enumerate(lines or (a_sale(),), start=1)
    )
    customer = fields.pop("customer", None) or a_customer(company)
    return InvoiceContent(customer, numbered, **fields)


def an_issued(company: Company, *lines: Line, day: date = DAY, **fields: Any) -> Invoice:
    """Issue an invoice."""
    (issued,) = issue_invoices(company, [a_content(company, *lines, **fields)], day, actor=ME)
    return Invoice.objects.get(pk=issued.invoice_id)
