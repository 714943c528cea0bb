"""How many invoices a company sends, and of what kind: what a word of advice rests on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Min, OuterRef, Q

from wochorus.accounts.certificates import certificate_of
from wochorus.accounts.ways import Sending
from wochorus.billing.models import (
    DepositState,
    DocumentRole,
    Invoice,
    InvoiceDocument,
    InvoiceLine,
)
from wochorus.customers.models import BuyerKind

if TYPE_CHECKING:
    from datetime import date

    from wochorus.accounts.models import Company

_A_YEAR = timedelta(days=365)
_A_MONTH = 365 / 12


def sending_of(company: Company, today: date) -> Sending | None:
    """Measure what ``company`` sent to public customers over a year; nothing when it sent none."""
    lines = InvoiceLine.objects.filter(invoice=OuterRef("pk"))
    pdfs = InvoiceDocument.objects.filter(invoice=OuterRef("pk"), role=DocumentRole.MAIN)
    found = (
        Invoice.objects.filter(company=company, issue_date__gt=today - _A_YEAR)
        .exclude(customer__kind=BuyerKind.PRIVATE)
        .exclude(deposit_state=DepositState.INTERNAL)
        .annotate(has_lines=Exists(lines), has_pdf=Exists(pdfs))
        .aggregate(
            count=Count("pk"),
            first=Min("issue_date"),
            with_lines=Count("pk", filter=Q(has_lines=True)),
            with_pdf=Count("pk", filter=Q(has_pdf=True)),
        )
    )
    count = found["count"]
    if not count:
        return None
    months = max(1.0, (today - found["first"]).days / _A_MONTH)
    return Sending(
        monthly=count / months,
        with_lines=found["with_lines"] / count,
        with_pdf=found["with_pdf"] / count,
        has_certificate=certificate_of(company) is not None,
    )
