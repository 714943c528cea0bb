"""The life of a contract: put in service, suspended, renewed, terminated, copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.contracts.copying import copy_contract
from wochorus.contracts.life import (
    confirm_contract,
    mark_returned,
    renew_contract,
    resume_contract,
    suspend_contract,
    terminate_contract,
)
from wochorus.contracts.queries import contract_by_number
from wochorus.core.dates import format_date, parse_date
from wochorus.core.errors import InvalidInput
from wochorus.customers.queries import customer_by_code
from wochorus.web.access import company_page
from wochorus.web.contracts.forms import LIFE
from wochorus.web.contracts.record import address_of, redrawn
from wochorus.web.deposit.words import on_screen
from wochorus.web.found import or_not_found

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from wochorus.contracts.models import Contract
    from wochorus.customers.models import Customer
    from wochorus.web.access import CompanyRequest

MOST_MONTHS = 1200
LONGEST_REASON = 255


@require_POST
@company_page(Role.CLERK)
def change(request: CompanyRequest, number: str) -> HttpResponse:
    """Do what the button that was pressed says."""
    contract = or_not_found(contract_by_number, request.company, number)
    try:
        said = _done(request, contract)
    except InvalidInput as refused:
        return _refused(request, contract, refused)
    messages.success(request, said)
    return redirect(address_of(request, number, LIFE.name))


def _done(request: CompanyRequest, contract: Contract) -> str:
    actor, act = request.user.email, request.POST.get("acte", "")
    reason = " ".join(request.POST.get("motif", "").split())[:LONGEST_REASON]
    match act:
        case "confirmer":
            confirm_contract(contract, actor=actor)
            return "Contrat mis en service : il sera facturé."
        case "restituer":
            mark_returned(contract, timezone.localdate(), actor=actor)
            return "Contrat noté restitué aujourd'hui."
        case "suspendre":
            end = _day(request, "fin") if request.POST.get("fin", "").strip() else None
            suspend_contract(contract, _day(request), end, actor=actor, reason=reason)
            return "Contrat suspendu."
        case "reprendre":
            resume_contract(contract, _day(request), actor=actor)
            return f"Contrat repris le {format_date(_day(request))}."
        case "resilier":
            day = _day(request)
            terminate_contract(contract, day, actor=actor, reason=reason)
            return f"Contrat résilié : son dernier jour est le {format_date(day)}."
        case "annuler-resiliation":
            terminate_contract(contract, None, actor=actor)
            return "Résiliation annulée."
        case "reconduire":
            months = _months(request)
            renew_contract(contract, months, actor=actor)
            return f"Contrat reconduit de {months} mois."
    raise InvalidInput("Cet acte n'existe pas", remedy="Rechargez la page.")


def _day(request: CompanyRequest, name: str = "jour") -> date:
    text = request.POST.get(name, "").strip()
    try:
        return parse_date(text)
    except ValueError:
        raise InvalidInput(
            f"« {text} » n'est pas une date", remedy="Donnez-la comme 24/11/2026."
        ) from None


def _number(request: CompanyRequest) -> str:
    text = " ".join(request.POST.get("numero", "").split())
    if not text or not text.isprintable():
        raise InvalidInput("Le numéro de la copie est vide", remedy="Donnez-lui un numéro.")
    return text


def _other_customer(request: CompanyRequest) -> Customer | None:
    """Find the customer that the copy is for, when it is not the same."""
    code = " ".join(request.POST.get("client", "").split())
    return customer_by_code(request.company, code) if code else None


def _months(request: CompanyRequest) -> int:
    text = request.POST.get("mois", "").strip()
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:5]) <= MOST_MONTHS:
        raise InvalidInput(f"« {text} » n'est pas un nombre de mois", remedy="Comme 12.")
    return int(text)


def _refused(request: CompanyRequest, contract: Contract, refused: InvalidInput) -> HttpResponse:
    remedy = on_screen(refused.remedy)
    told = refused.what if "contract " in remedy else f"{refused.what}. {remedy}".strip()
    return redrawn(request, contract, LIFE.name, life_refusal=told)


@require_POST
@company_page(Role.CLERK)
def copy(request: CompanyRequest, number: str) -> HttpResponse:
    """Make a draft like the contract, under another number."""
    contract = or_not_found(contract_by_number, request.company, number)
    try:
        other = _number(request)
        customer = _other_customer(request)
        day, actor = _day(request), request.user.email
        made = copy_contract(contract, other, day, actor=actor, customer=customer)
    except InvalidInput as refused:
        return _refused(request, contract, refused)
    messages.success(request, f"Brouillon {made.number} créé d'après le contrat {number}.")
    return redirect(address_of(request, made.number, "lignes"))
