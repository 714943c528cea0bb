"""What invoices spend of the orders of their contracts; a credit note gives back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.billing.bulk import copy_rows
from wochorus.billing.models import InvoiceKind
from wochorus.billing.numbering.models import IssuedInvoice
from wochorus.contracts.models import EngagementUse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wochorus.billing.issuing.issue import Issued


def record_engagements(issued: Sequence[Issued], day: date) -> None:
    """Record what each invoice of a contract that cites an engagement spends of it.

    The numbers are new, so that no use has them yet: `contracts.reference_terms.record_use` would
    ask the database two questions for each.
    """
    copy_rows(
        EngagementUse,
        (
            {
                "contract_id": each.content.contract.pk,
                "engagement": each.content.references.engagement,
                "document": each.number,
                "used_on": day,
                "without_tax": _sign(each.content.kind) * each.amounts.without_tax,
                "with_tax": _sign(each.content.kind) * each.amounts.with_tax,
            }
            for each in issued
            if each.content.contract is not None and each.content.references.engagement
        ),
    )


def cite_engagement(invoice_ids: Sequence[int], engagement: str) -> None:
    """Move what issued invoices spend to another engagement; an empty one is spent by nothing.

    In the caller's transaction, which writes the engagement on the invoices.
    """
    places = IssuedInvoice.objects.filter(invoice__in=invoice_ids, contract__isnull=False)
    issued = list(places.select_related("invoice"))
    if not issued:
        return
    EngagementUse.objects.filter(
        contract__in={each.contract_id for each in issued},
        document__in=[each.invoice.number for each in issued],
    ).delete()
    if not engagement:
        return
    EngagementUse.objects.bulk_create(
        EngagementUse(
            contract_id=each.contract_id or 0,
            engagement=engagement,
            document=each.invoice.number,
            used_on=each.invoice.issue_date,
            without_tax=_sign(each.invoice.kind) * each.invoice.total_without_tax,
            with_tax=_sign(each.invoice.kind) * each.invoice.total_with_tax,
        )
        for each in issued
    )


def _sign(kind: str) -> int:
    return -1 if kind == InvoiceKind.CREDIT_NOTE else 1
