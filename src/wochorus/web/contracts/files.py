"""The files of a contract: given, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.contracts.files import attach_file, detach_file
from wochorus.contracts.queries import contract_by_number
from wochorus.core.errors import InvalidInput, WoChorusError
from wochorus.web.access import company_page
from wochorus.web.contracts.forms import FILES, FileForm
from wochorus.web.contracts.record import address_of, redrawn
from wochorus.web.failures import add_refusal
from wochorus.web.found import or_not_found
from wochorus.web.uploads import as_files

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.contracts.models import Contract, ContractFile
    from wochorus.web.access import CompanyRequest


@require_POST
@company_page(Role.CLERK)
def attach(request: CompanyRequest, number: str) -> HttpResponse:
    """Add the file that is sent, or take away the one that is named."""
    contract = or_not_found(contract_by_number, request.company, number)
    form = FileForm(request.POST, request.FILES, prefix="piece")
    leaving = request.POST.get("retirer")
    try:
        if leaving:
            detach_file(contract, leaving, actor=request.user.email)
            said = f"{leaving} retiré ; les factures déjà faites le gardent."
        elif form.is_valid():
            said = f"{_attached(request, contract, form).name} joint au contrat."
        else:
            return redrawn(request, contract, FILES.name, file_form=form)
    except WoChorusError as refused:
        form = form if form.is_bound else FileForm(prefix="piece")
        form.is_valid()
        add_refusal(form, InvalidInput(refused.what, remedy=refused.remedy), "file")
        return redrawn(request, contract, FILES.name, file_form=form)
    messages.success(request, said)
    return redirect(address_of(request, number, FILES.name))


def _attached(request: CompanyRequest, contract: Contract, form: FileForm) -> ContractFile:
    values = form.cleaned_data
    with as_files([values["file"]]) as (path,):
        return attach_file(
            contract,
            path,
            actor=request.user.email,
            name=" ".join(values["name"].split()),
            kind=values["kind"],
            follows=values["follows"],
        )
