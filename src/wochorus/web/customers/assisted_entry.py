"""Assisted entry: the register as one types, its answer in the form, the annuaire at hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.core.errors import InvalidInput, WoChorusError
from wochorus.core.identifiers import compact_identifier
from wochorus.customers.annuaire_facts import annuaire_facts
from wochorus.customers.drift_words import service_troubles
from wochorus.customers.kinds import guess_kind, is_in_directory
from wochorus.customers.lookup import fields_from, look_up_name, look_up_siret, remarks_on
from wochorus.customers.models import BuyerKind, Customer
from wochorus.customers.queries import customers_of_siret
from wochorus.web.access import company_page
from wochorus.web.customers.forms import FORM_TABS, CustomerForm
from wochorus.web.record_lists import asked
from wochorus.web.records import open_tab, service_options

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.customers.lookup import Establishment
    from wochorus.web.access import CompanyRequest

_SIRET_LIKE = re.compile(r"\d{10,}")
_SHORTEST = 3
BY_HAND = "saisissez le client à la main, rien d'autre ne change"


@company_page(Role.CLERK)
def offers(request: CompanyRequest) -> HttpResponse:
    """List the establishments that what is typed may mean, a name or a SIRET."""
    typed = asked(request.GET, "q")
    if len(typed) < _SHORTEST:
        return render(request, "web/customers/_offers.html", {"hits": [], "is_short": True})
    try:
        hits, refusal = _establishments(typed), ""
    except WoChorusError as error:
        hits, refusal = [], _told(error)
    shown = {"hits": [_as_offer(hit) for hit in hits], "refusal": refusal}
    return render(request, "web/customers/_offers.html", shown)


def _establishments(typed: str) -> list[Establishment]:
    if _SIRET_LIKE.fullmatch(compact_identifier(typed)):
        found = look_up_siret(typed)
        return [found] if found else []
    return look_up_name(typed)


def _told(error: WoChorusError) -> str:
    if isinstance(error, InvalidInput):
        return f"{error.what}."
    return f"{error.what} : {BY_HAND}."


def _as_offer(hit: Establishment) -> dict[str, Any]:
    guess = guess_kind(
        is_in_directory=is_in_directory(hit.siret),
        legal_category=hit.legal_category,
        is_administration=hit.is_administration,
    )
    kind = str(BuyerKind(guess.kind).label) if guess.kind else ""
    return {"found": hit, "kind": kind, "remarks": remarks_on(hit)}


@require_POST
@company_page(Role.CLERK)
def fill(request: CompanyRequest) -> HttpResponse:
    """Draw the fields anew, filled from the establishment that was chosen.

    What a person typed stays, but for the SIRET, which was chosen; what a former choice had filled
    gives way to the new one.
    """
    siret = compact_identifier(request.POST.get("choisi", ""))
    typed = {key: value for key, value in request.POST.items() if isinstance(value, str)}
    shown: dict[str, Any] = {"remarks": [], "hint": ""}
    try:
        found = look_up_siret(siret)
    except WoChorusError as error:
        found, shown["refusal"] = None, _told(error)
    if found is not None:
        news = _filled(typed, found)
        shown |= _about(request, found) | {"kept": _kept(typed | news, found)}
        typed |= news | {"register": found.siret}
    elif "refusal" not in shown:
        shown["refusal"] = f"Le registre ne connaît pas ce SIRET : {BY_HAND}."
    form = CustomerForm(
        initial=typed,
        services=reverse("customer-services", args=[request.company.code]),
        customer=_as_customer(typed),
    )
    shown |= {"form": form, "tabs": FORM_TABS, "tab": open_tab(FORM_TABS, typed.get("onglet", ""))}
    return render(request, "web/customers/_panels.html", shown)


def _filled(typed: dict[str, str], found: Establishment) -> dict[str, str]:
    news = _texts(found)
    former = typed.get("register", "")
    before = look_up_siret(former) if former else None
    olds = _texts(before) if before else {}
    chosen = {"siret": found.siret, "siren": found.siren}
    return {
        name: value
        for name, value in (dict.fromkeys(olds, "") | news).items()
        if not typed.get(name) or typed[name] == olds.get(name)
    } | chosen


def _kept(typed: dict[str, str], found: Establishment) -> list[tuple[str, str]]:
    """Name what stays as a person typed it and the register tells otherwise, with its words."""
    labels = CustomerForm.base_fields
    return [
        (str(labels[name].label), value)
        for name, value in _texts(found).items()
        if name in labels and typed.get(name, "").casefold() != value.casefold()
    ]


def _texts(found: Establishment) -> dict[str, str]:
    told = {name: value for name, value in fields_from(found).items() if isinstance(value, str)}
    return told | {"siren": found.siren}


def _about(request: CompanyRequest, found: Establishment) -> dict[str, Any]:
    guess = guess_kind(
        is_in_directory=is_in_directory(found.siret),
        legal_category=found.legal_category,
        is_administration=found.is_administration,
    )
    known = customers_of_siret(request.company, found.siret)
    this_one = request.POST.get("code", "")
    return {
        "remarks": remarks_on(found),
        "hint": guess.hint,
        "twins": [each for each in known if each.code != this_one],
        "filled_from": found,
    }


def _as_customer(typed: dict[str, str]) -> Customer:
    """Make a customer that is not saved, for what is guessed and suggested."""
    siret = compact_identifier(typed.get("siret", ""))
    customer = Customer(
        siret=siret,
        legal_category=typed.get("legal_category", ""),
        kind=typed.get("kind", "") if typed.get("kind") in BuyerKind.values else "",
    )
    guess = guess_kind(
        is_in_directory=is_in_directory(siret), legal_category=customer.legal_category
    )
    if not customer.kind:
        customer.kind, customer.kind_source = guess.kind, guess.source
    return customer


@company_page()
def services(request: CompanyRequest) -> HttpResponse:
    """List the services of the structure of a SIRET that hold what is typed."""
    siret = compact_identifier(request.GET.get("siret", ""))
    return render(
        request, "web/records/_services.html", service_options(siret, asked(request.GET, "q"))
    )


@company_page()
def annuaire(request: CompanyRequest) -> HttpResponse:
    """Show what the annuaire says of the SIRET and of the service that are typed."""
    siret = compact_identifier(request.GET.get("siret", ""))
    service = asked(request.GET, "code_service")
    return render(request, "web/customers/_annuaire.html", annuaire_about(siret, service))


def annuaire_about(siret: str, service: str) -> dict[str, Any]:
    """Give what the panel of the annuaire is drawn with."""
    customer = Customer(siret=siret, code_service=service)
    return {
        "siret": siret,
        "facts": annuaire_facts(customer),
        "service": service,
        "trouble": service_troubles(siret, service),
    }
