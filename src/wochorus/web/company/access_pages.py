"""Where the company deposits and with which credentials; secrets go in and never come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from wochorus.accounts.models import ChorusAccess, ChorusEnvironment
from wochorus.accounts.password_expiry import password_expiry
from wochorus.accounts.services import AccessForm, store_access
from wochorus.accounts.users.audit import note
from wochorus.accounts.users.models import AuditKind, Role
from wochorus.core.errors import InvalidInput
from wochorus.demo.trial import try_on_simulator
from wochorus.deposits.environments import deposit_on
from wochorus.deposits.overview import overview_of
from wochorus.web.access import company_page
from wochorus.web.company.forms import AccessFields, EnvironmentForm
from wochorus.web.failures import UNPROCESSABLE, add_refusal

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.web.access import CompanyRequest


@company_page(Role.ADMINISTRATOR)
def environment(request: CompanyRequest) -> HttpResponse:
    """Choose the portal; the real one asks for a confirmation with what it concerns."""
    company = request.company
    form = EnvironmentForm(request.POST or None, initial={"environment": company.environment})
    wanted = form["environment"].value()
    asks = form.is_bound and wanted == "production" and company.environment != wanted
    if request.method == "POST" and form.is_valid():
        if asks and not form.cleaned_data["confirmed"]:
            form.add_error("confirmed", "Cochez cette case pour déposer en production.")
        else:
            return _moved(request, wanted)
    if not asks:
        del form.fields["confirmed"]
    stored = set(company.accesses.values_list("environment", flat=True))
    shown = {
        "form": form,
        "asks": asks,
        "to_deposit": overview_of(company, timezone.localdate()).to_deposit if asks else None,
        "lacks_access": wanted if asks and wanted not in stored else "",
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "web/company/environment.html", shown, status=status)


def _moved(request: CompanyRequest, wanted: str) -> HttpResponse:
    company, label = request.company, ChorusEnvironment(wanted).label
    if wanted != company.environment:
        before = company.get_environment_display()
        freed = deposit_on(company, wanted)
        note(AuditKind.ENVIRONMENT, request.user, f"{before} → {label}", company)
        messages.success(request, f"La société dépose désormais sur : {label}.")
        if freed:
            messages.info(
                request,
                f"{freed} facture(s) déposée(s) sur le portail d'essai quitté sont de nouveau à "
                "déposer.",
            )
    return redirect("settings-environment", company.code)


@sensitive_post_parameters("client_secret", "technical_password")
@company_page(Role.ADMINISTRATOR)
def access(request: CompanyRequest, name: str) -> HttpResponse:
    """Show and keep the credentials for the portal ``name``."""
    company, label = request.company, ChorusEnvironment(name).label
    stored = ChorusAccess.objects.filter(company=company, environment=name).first()
    form = AccessFields(request.POST or None, stored=stored)
    if request.method == "POST" and form.is_valid():
        try:
            store_access(company, name, AccessForm(**form.cleaned_data))
        except InvalidInput as refused:
            add_refusal(form, refused)
        else:
            changed = [str(form.fields[field].label) for field in form.changed_data]
            note(AuditKind.CREDENTIALS, request.user, f"{label} : {', '.join(changed)}", company)
            messages.success(
                request, f"Accès à l'environnement {label} enregistré, secrets chiffrés."
            )
            return redirect("connection", company.code, name)
    expiry = password_expiry(company, name)
    today = timezone.localdate()
    shown = {
        "form": form,
        "name": name,
        "label": label,
        "stored": stored,
        "environments": ChorusEnvironment.choices,
        "expiry": expiry.told(today) if expiry else "",
        "expiry_warns": expiry is not None and expiry.needs_warning(today),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "web/company/access.html", shown, status=status)


@require_POST
@company_page(Role.ADMINISTRATOR)
def use_simulator(request: CompanyRequest) -> HttpResponse:
    """Register the company on the running simulator, and deposit there."""
    try_on_simulator(request.company)
    note(AuditKind.ENVIRONMENT, request.user, "inscrite sur le simulateur", request.company)
    messages.success(request, "La société est inscrite sur le simulateur et dépose chez lui.")
    return redirect("training", request.company.code)
