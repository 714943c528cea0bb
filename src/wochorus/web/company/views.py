"""The settings of a company: a page for each matter, each over the services of `accounts`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from wochorus.accounts.company_values import company_warnings
from wochorus.accounts.services import change_company
from wochorus.accounts.users.audit import note
from wochorus.accounts.users.models import AuditKind, Role
from wochorus.core.errors import InvalidInput
from wochorus.web.access import company_page
from wochorus.web.company.forms import FORMS, CompanySettings
from wochorus.web.failures import UNPROCESSABLE, add_refusal

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.web.access import CompanyRequest

_LONGEST_TOLD = 60


@company_page(Role.ADMINISTRATOR)
def settings(request: CompanyRequest) -> HttpResponse:
    """Lead to the first page."""
    return redirect("settings-page", request.company.code, "identite")


@company_page(Role.ADMINISTRATOR)
def settings_page(request: CompanyRequest, name: str) -> HttpResponse:
    """Show one page of settings; keep what is changed there."""
    kind = FORMS.get(name)
    if kind is None:
        raise Http404("Cette page de réglages n'existe pas.")
    known = kind.values_of(request.company)
    form = kind(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid() and _kept(request, form):
        messages.success(request, f"{kind.title} : enregistré.")
        return redirect("settings-page", request.company.code, name)
    request.company.refresh_from_db()
    shown = {"form": form, "title": kind.title, "warnings": company_warnings(request.company)}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "web/company/page.html", shown, status=status)


def _kept(request: CompanyRequest, form: CompanySettings) -> bool:
    """Keep what changed, and write it down; tell the form what is refused."""
    company = request.company
    before = {name: getattr(company, name) for name in form.fields}
    given = {name: form.cleaned_data[name] for name in form.changed_data}
    if not given:
        return True
    try:
        change_company(company, **given)
    except InvalidInput as refused:
        field = "siret" if "SIRET" in refused.what else None
        remedy = "Vérifiez-le : deux sociétés n'ont pas le même." if "déjà" in refused.what else ""
        add_refusal(form, InvalidInput(refused.what, remedy=remedy or refused.remedy), field)
        return False
    note(AuditKind.SETTINGS, request.user, _changes(form, before, company), company)
    return True


def _changes(form: CompanySettings, before: dict[str, Any], company: object) -> str:
    told = []
    for name in form.changed_data:
        label, old, new = form.fields[name].label, before[name], getattr(company, name)
        short = max(len(str(old)), len(str(new))) <= _LONGEST_TOLD
        told.append(f"{label} : « {old} » → « {new} »" if short else f"{label} changé")
    return " ; ".join(told)
