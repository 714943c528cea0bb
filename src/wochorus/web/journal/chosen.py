"""The invoices that a form of the journal speaks of: those selected, or the whole filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.billing.journal_filter import invoices_matching
from wochorus.billing.models import Invoice
from wochorus.core.errors import InvalidInput
from wochorus.customers.models import BuyerKind
from wochorus.web.access import company_page, refuse_role
from wochorus.web.addresses import address
from wochorus.web.journal.address import wanted_in
from wochorus.web.selections import chosen_ids, keep_selection
from wochorus.web.templatetags.french import count

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponseBase

    from wochorus.web.access import CompanyRequest

_LEFT_ONE = "1 facture d'un client privé est laissée de côté : elle ne va pas sur Chorus Pro."
_LEFT_MANY = (
    "{} factures de clients privés sont laissées de côté : elles ne vont pas sur Chorus Pro."
)
_TARGETS = {"deposit": Role.CLERK, "anomalies": Role.READER}


def chosen_invoices(request: CompanyRequest) -> QuerySet[Invoice]:
    """Give `ids` of the form; with `tout`, or without a form, the filter of the address.

    `sauf` are taken out of the whole filter.
    """
    form = request.POST
    if request.method == "POST" and not form.get("tout"):
        ids = chosen_ids(form.getlist("ids"))
        return Invoice.objects.filter(company=request.company, pk__in=ids)
    whole = invoices_matching(request.company, wanted_in(request.GET))
    left_out = chosen_ids(form.getlist("sauf"))
    return whole.exclude(pk__in=left_out) if left_out else whole


@require_POST
@company_page()
def take(request: CompanyRequest, target: str) -> HttpResponseBase:
    """Keep the selection under a number, and go on to the screen where it is worked on."""
    needed = _TARGETS.get(target)
    if needed is None:
        raise Http404
    if not request.role.includes(needed):
        return refuse_role(request, needed)
    selection = keep_selection(request, _for_chorus(request, chosen_invoices(request)))
    if not selection.invoice_ids:
        selection.delete()
        raise InvalidInput("Aucune facture n'est choisie", remedy="Choisissez-en dans le journal.")
    return redirect(address(request.company, target, selection=selection.pk))


def _for_chorus(request: CompanyRequest, chosen: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Leave out the invoices of private customers, and say so; a choice of these alone is kept."""
    others = chosen.exclude(customer__kind=BuyerKind.PRIVATE)
    left = chosen.filter(customer__kind=BuyerKind.PRIVATE).count()
    if not left or not others.exists():
        return chosen
    messages.info(request, _LEFT_ONE if left == 1 else _LEFT_MANY.format(count(left)))
    return others
