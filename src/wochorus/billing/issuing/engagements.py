"""What invoices spend of the orders of their contracts; a credit note gives back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.billing.bulk import copy_rows
from wochorus.billing.models import InvoiceKind
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
                "without_tax": _signed(each) * each.amounts.without_tax,
                "with_tax": _signed(each) * each.amounts.with_tax,
            }
            for each in issued
            if each.content.contract is not None and each.content.references.engagement
        ),
    )


def _signed(issued: Issued) -> int:
    return -1 if issued.content.kind == InvoiceKind.CREDIT_NOTE else 1
