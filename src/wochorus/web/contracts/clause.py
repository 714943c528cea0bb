"""The revision clause of a contract: written, changed, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.contracts.queries import contract_by_number
from wochorus.contracts.revision_clauses import remove_clause, set_clause
from wochorus.core.errors import InvalidInput
from wochorus.web.access import company_page
from wochorus.web.contracts.clause_form import ClauseEntry
from wochorus.web.contracts.forms import REVISION
from wochorus.web.contracts.record import address_of, redrawn
from wochorus.web.found import or_not_found
from wochorus.web.said import on_screen

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.contracts.models import Contract
    from wochorus.web.access import CompanyRequest


@require_POST
@company_page(Role.CLERK)
def write(request: CompanyRequest, number: str) -> HttpResponse:
    """Keep the clause that is sent, in place of the one that the contract had; or take it away."""
    contract = or_not_found(contract_by_number, request.company, number)
    if request.POST.get("retirer"):
        return _removed(request, contract)
    entry = ClauseEntry(sent=request.POST)
    if not entry.is_valid():
        return redrawn(request, contract, REVISION.name, clause_entry=entry)
    values = entry.form.cleaned_data
    try:
        set_clause(
            contract,
            values["fixed"],
            entry.given_shares,
            values["first_on"],
            actor=request.user.email,
            **entry.given_settings,
        )
    except InvalidInput as refused:
        return _refused(request, contract, refused, clause_entry=entry)
    messages.success(request, "Formule de révision enregistrée.")
    return redirect(address_of(request, number, REVISION.name))


def _removed(request: CompanyRequest, contract: Contract) -> HttpResponse:
    try:
        remove_clause(contract, actor=request.user.email)
    except InvalidInput as refused:
        return _refused(request, contract, refused)
    messages.success(request, "Formule retirée : les prix sont fermes. L'historique la garde.")
    return redirect(address_of(request, contract.number, REVISION.name))


def _refused(
    request: CompanyRequest, contract: Contract, refused: InvalidInput, **shown: object
) -> HttpResponse:
    error = on_screen(refused)
    told = f"{error.what}. {error.remedy}".strip()
    return redrawn(request, contract, REVISION.name, revision_refusal=told, **shown)
