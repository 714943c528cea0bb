"""What the order of a contract had consumed elsewhere, before the contract came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.contracts.queries import contract_by_number
from wochorus.contracts.reference_terms import Spent, set_opening_use
from wochorus.core.errors import InvalidInput
from wochorus.web.access import company_page
from wochorus.web.contracts.forms import REFERENCES, SPENT, SpentForm
from wochorus.web.contracts.record import address_of, redrawn
from wochorus.web.failures import add_refusal
from wochorus.web.found import or_not_found
from wochorus.web.said import on_screen

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.web.access import CompanyRequest

_NO_ORDER = "Donnez d'abord son n° dans les références."


@require_POST
@company_page(Role.CLERK)
def tell(request: CompanyRequest, number: str) -> HttpResponse:
    """Keep what is sent."""
    contract = or_not_found(contract_by_number, request.company, number)
    form = SpentForm(request.POST, prefix=SPENT)
    if form.is_valid():
        values = form.cleaned_data
        day = values["jour"] or timezone.localdate()
        spent = Spent("", day, values["ht"], values["ttc"])
        try:
            engagement = set_opening_use(contract, spent, actor=request.user.email)
        except InvalidInput as refused:
            add_refusal(form, on_screen(refused, _NO_ORDER), "jour")
        else:
            messages.success(request, f"Consommation de l'engagement {engagement} reprise.")
            return redirect(address_of(request, number, REFERENCES.name))
    return redrawn(request, contract, REFERENCES.name, spent_form=form)
