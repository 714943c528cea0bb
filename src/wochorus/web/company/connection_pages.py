"""The guided first connection with its test, layer by layer; and the training on the simulator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings as django_settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wochorus.accounts.connection import tested_connection
from wochorus.accounts.models import ChorusAccess, ChorusEnvironment
from wochorus.accounts.password_expiry import password_expiry
from wochorus.accounts.users.models import Role
from wochorus.core.errors import WoChorusError
from wochorus.demo.exercises import EXERCISES, cancel, exercise, ordered
from wochorus.demo.exercises import order as order_faults
from wochorus.web.access import company_page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.choruspro.connection_test import Diagnosis, Step
    from wochorus.web.access import CompanyRequest

_PORTALS = (ChorusEnvironment.QUALIFICATION, ChorusEnvironment.PRODUCTION)
_ON_SCREEN = (
    (" : wochorus company access", " dans « Accès à Chorus Pro »"),
    ("« wochorus company set --call-interval-ms »", "Réglages, Dépôt"),
    ("« wochorus company show »", "Réglages, Identité"),
    ("« wochorus company set »", "Réglages, Environnement"),
)
"""What remedies name on the command line, and where it is on the screens."""


@company_page(Role.ADMINISTRATOR)
def connection(request: CompanyRequest, name: str = "") -> HttpResponse:
    """Show the steps to a connection; a POST tries it and names the layer at fault."""
    company = request.company
    name = name or _usual_portal(company.environment)
    diagnosis, refusal = _tried(request, name) if request.method == "POST" else (None, None)
    stored = ChorusAccess.objects.filter(company=company, environment=name).first()
    expiry, today = password_expiry(company, name), timezone.localdate()
    shown = {
        "name": name,
        "label": ChorusEnvironment(name).label,
        "portals": _PORTALS if name in _PORTALS else (),
        "stored": stored,
        "expiry": expiry.told(today) if expiry else "",
        "diagnosis": diagnosis,
        "refusal": refusal,
        "layers": [_row(step) for step in diagnosis.steps] if diagnosis else (),
    }
    return render(request, "web/company/connection.html", shown)


def _usual_portal(environment: str) -> str:
    is_trial = environment == ChorusEnvironment.SIMULATOR
    return ChorusEnvironment.QUALIFICATION if is_trial else environment


def _tried(request: CompanyRequest, name: str) -> tuple[Diagnosis | None, WoChorusError | None]:
    try:
        return tested_connection(request.company, name), None
    except WoChorusError as refused:
        return None, refused


def _row(step: Step) -> dict[str, str]:
    return {
        "layer": step.layer.value,
        "verdict": step.verdict.value,
        "kind": step.verdict.name.lower(),
        "message": step.message,
        "remedy": on_screen(step.remedy),
    }


def on_screen(remedy: str) -> str:
    """Say in a remedy where the screens do what a command does."""
    for command, place in _ON_SCREEN:
        remedy = remedy.replace(command, place)
    return remedy


@company_page(Role.CLERK)
def training(request: CompanyRequest) -> HttpResponse:
    """Show the exercises; each can have the simulator misbehave as it asks."""
    waiting = ordered()
    shown = {
        "exercises": EXERCISES,
        "is_open": waiting is not None,
        "waiting": waiting or (),
        "simulator": django_settings.ENVIRONMENT.simulator_url,
        "is_here": request.company.environment == ChorusEnvironment.SIMULATOR,
    }
    return render(request, "web/company/training.html", shown)


@require_POST
@company_page(Role.CLERK)
def order(request: CompanyRequest, code: str) -> HttpResponse:
    """Order what an exercise asks, or cancel what was ordered."""
    found = exercise(code)
    if code == "annuler":
        cancel()
        messages.success(request, "Toutes les pannes sont annulées.")
    elif found is None or request.company.environment != ChorusEnvironment.SIMULATOR:
        raise Http404("Cet exercice n'existe pas ici.")
    else:
        order_faults(found)
        messages.success(request, f"« {found.title} » : la panne est commandée.")
    return redirect("training", request.company.code)
