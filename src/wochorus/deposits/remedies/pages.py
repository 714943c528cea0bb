"""The PDF of an invoice put right: given by the user, or made anew from its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from wochorus.billing.archive.rebuilding import rebuild
from wochorus.billing.archive.services import attach_pdf
from wochorus.billing.models import DocumentRole, Invoice, InvoiceDocument
from wochorus.core.errors import InvalidInput
from wochorus.deposits.events import acting
from wochorus.deposits.remedies.applying import hold_free, links_as_json, note_applied
from wochorus.deposits.remedies.scopes import Scope, plans_for

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.deposits.models import AppliedRemedy
    from wochorus.deposits.remedies.scopes import Asked
    from wochorus.deposits.workshop import Workshop


@transaction.atomic
def give_pdf(
    company: Company, pool: QuerySet[Invoice], asked: Asked, path: Path, name: str
) -> AppliedRemedy:
    """File the PDF at ``path`` as that of the invoice, under ``name``.

    Raises `InvalidInput` when it is no PDF that opens, or the invoice is no longer free.
    """
    (plan,) = plans_for(pool, asked)
    ids = [each.pk for each in plan.invoices]
    hold_free(ids)
    before = _pages(ids)
    attach_pdf(Invoice.objects.get(pk=asked.invoice_id), path, actor=acting(), name=name)
    return note_applied(company, asked, plan.scope, {"links": before, "pages": _now(ids)}, ids)


def rebuild_pages(
    company: Company, pool: QuerySet[Invoice], asked: Asked, scope: Scope, workshop: Workshop
) -> AppliedRemedy:
    """Make the PDF of each invoice of ``scope`` anew; the former stay in the archive.

    Raises the refusal of the first when none could be made.
    """
    plans = plans_for(pool, asked)
    plan = next((each for each in plans if each.scope == scope), plans[0])
    ids = [each.pk for each in plan.invoices]
    with transaction.atomic():
        hold_free(ids)
        before = _pages(ids)
    report = rebuild(
        company, Invoice.objects.filter(pk__in=ids), workshop, actor=acting(), imported=True
    )
    if not report.made:
        if report.failed:
            raise next(iter(report.failed.values()))
        raise InvalidInput(
            "Le PDF est déjà celui que dit la facture", remedy="Donnez un autre PDF."
        )
    made = set(report.made)
    done = [each.pk for each in plan.invoices if each.number in made]
    kept = [link for link in before if link["invoice_id"] in done]
    with transaction.atomic():
        return note_applied(company, asked, plan.scope, {"links": kept, "pages": _now(done)}, done)


def _now(ids: list[int]) -> dict[int, str]:
    return {link["invoice_id"]: link["document_id"] for link in _pages(ids)}


def _pages(ids: list[int]) -> list[dict[str, Any]]:
    return links_as_json(InvoiceDocument.objects.filter(invoice__in=ids, role=DocumentRole.MAIN))
