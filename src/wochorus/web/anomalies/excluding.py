"""Putting an invoice aside: it stays in the journal and does not leave with this deposit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.deposits.known_checks import check_what_changed
from wochorus.web.access import company_page
from wochorus.web.anomalies.mending import moved, whole
from wochorus.web.anomalies.pool import address_of, pool_of
from wochorus.web.selections import chosen_ids, keep_selection, selection_of

if TYPE_CHECKING:
    from wochorus.billing.models import Invoice
    from wochorus.web.access import CompanyRequest


@require_POST
@company_page(Role.CLERK)
def exclude(request: CompanyRequest) -> HttpResponse:
    """Take an invoice out of the selection; without one, the rest becomes a selection."""
    invoice, selection = _named(request), selection_of(request)
    if selection is None:
        rest = keep_selection(request, pool_of(request).exclude(pk=invoice.pk))
        answer = HttpResponse(status=204)
        there = address_of(request, "anomalies", rest)
        answer["HX-Redirect"] = f"{there}&ecartee={invoice.pk}"
        return answer
    selection.invoice_ids = [pk for pk in selection.invoice_ids if pk != invoice.pk]
    selection.save(update_fields=["invoice_ids"])
    shown = moved(request, pool_of(request), [invoice.pk])
    return render(request, "web/anomalies/_moved.html", shown | {"put_aside": invoice})


@require_POST
@company_page(Role.CLERK)
def put_back(request: CompanyRequest) -> HttpResponse:
    """Put an invoice back in the selection."""
    invoice, selection = _named(request), selection_of(request)
    if selection is not None and invoice.pk not in selection.invoice_ids:
        selection.invoice_ids = [*selection.invoice_ids, invoice.pk]
        selection.save(update_fields=["invoice_ids"])
    pool = pool_of(request)
    check_what_changed(request.company, pool.filter(pk=invoice.pk), timezone.localdate())
    return whole(request, pool, {})


def _named(request: CompanyRequest) -> Invoice:
    ids = chosen_ids([request.POST.get("invoice", "")])
    return get_object_or_404(request.company.invoices, pk=ids[0] if ids else 0)
