"""The revision of prices: applied as it was shown, the latest taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.contracts.queries import contract_by_number
from wochorus.contracts.revised_prices import apply_revision, undo_latest_revision
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput
from wochorus.web.access import company_page
from wochorus.web.contracts.forms import REVISION, DayForm
from wochorus.web.contracts.record import address_of, redrawn
from wochorus.web.found import or_not_found
from wochorus.web.said import on_screen

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.web.access import CompanyRequest


@require_POST
@company_page(Role.CLERK)
def revise(request: CompanyRequest, number: str) -> HttpResponse:
    """Apply the revision of the day that is sent, or undo the latest."""
    contract = or_not_found(contract_by_number, request.company, number)
    form, actor = DayForm(request.POST, prefix="revision"), request.user.email
    try:
        if request.POST.get("annuler"):
            undone = undo_latest_revision(contract, actor=actor)
            said = f"Révision du {format_date(undone.effective_on)} annulée."
        elif form.is_valid():
            day = form.cleaned_data["jour"]
            apply_revision(contract, day, actor=actor)
            said = f"Prix révisés à compter du {format_date(day)}."
        else:
            refusal = " ".join(str(each[0]) for each in form.errors.values())
            return redrawn(request, contract, REVISION.name, revision_refusal=refusal)
    except InvalidInput as refused:
        error = on_screen(refused)
        told = f"{error.what}. {error.remedy}".strip()
        return redrawn(request, contract, REVISION.name, revision_refusal=told)
    messages.success(request, said)
    return redirect(address_of(request, number, REVISION.name))
