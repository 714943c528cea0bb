"""The PDFs of invoices that were just issued, set behind the user's back.

An invoice that an open order holds is left alone: its file is made, and a new document would make
it out of date. A page that cannot be set is tried again for a day; then the user's own command
tells why.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from wochorus.billing.archive.models import ArchivedPdf
from wochorus.billing.archive.rebuilding import RebuildReport, rebuild
from wochorus.billing.models import DepositState, DocumentRole, Invoice, InvoiceDocument
from wochorus.deposits.models import OrderItem
from wochorus.deposits.states import OrderState
from wochorus.deposits.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company

ACTOR_OF_PAGES = "mise en page après l'émission"
TRIED_FOR = timedelta(days=1)
_BATCH = 200
_ENDED = (OrderState.DONE, OrderState.CANCELLED)


def companies_to_archive(now: datetime) -> set[int]:
    """Give the companies that issued invoices lately which have no PDF yet."""
    return set(
        _without_page().filter(issued_as__at__gt=now - TRIED_FOR).values_list("company", flat=True)
    )


def archive_issued(company: Company, goes_on: Callable[[], bool]) -> RebuildReport:
    """Set and archive the pages of the invoices issued by ``company`` that have none."""
    whole = RebuildReport()
    ids = list(_without_page().filter(company=company).order_by("pk").values_list("pk", flat=True))
    with Workshop() as workshop:
        workshop.expect(len(ids))
        for start in range(0, len(ids), _BATCH):
            if not goes_on():
                break
            batch = _without_page().filter(pk__in=ids[start : start + _BATCH])
            done = rebuild(company, batch, workshop, actor=ACTOR_OF_PAGES)
            whole.made += done.made
            whole.failed |= done.failed
            whole.changed += done.changed
    return whole


def _without_page() -> QuerySet[Invoice]:
    mine = {"invoice": OuterRef("pk")}
    return Invoice.objects.filter(
        ~Exists(InvoiceDocument.objects.filter(**mine, role=DocumentRole.MAIN)),
        ~Exists(ArchivedPdf.objects.filter(**mine)),
        ~Exists(OrderItem.objects.filter(**mine).exclude(order__state__in=_ENDED)),
        issued_as__isnull=False,
        deposit_state=DepositState.TO_DEPOSIT,
    )
