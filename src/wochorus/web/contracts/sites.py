"""The sites of a contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.contracts.queries import contract_by_number
from wochorus.contracts.selling import add_site
from wochorus.core.errors import InvalidInput
from wochorus.web.access import company_page
from wochorus.web.contracts.forms import SITES, SiteForm
from wochorus.web.contracts.record import address_of, redrawn
from wochorus.web.failures import add_refusal
from wochorus.web.found import or_not_found

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.web.access import CompanyRequest


@require_POST
@company_page(Role.CLERK)
def add(request: CompanyRequest, number: str) -> HttpResponse:
    """Add a site, or complete the one of that name."""
    contract = or_not_found(contract_by_number, request.company, number)
    form = SiteForm(request.POST, prefix="chantier")
    if form.is_valid():
        values = dict(form.cleaned_data)
        try:
            made = add_site(contract, values.pop("name"), actor=request.user.email, **values)
        except InvalidInput as refused:
            add_refusal(form, refused, "siret" if "SIRET" in refused.what else None)
        else:
            messages.success(request, f"Chantier enregistré : {made.name}.")
            return redirect(address_of(request, number, SITES.name))
    return redrawn(request, contract, SITES.name, site_form=form)
