"""The annuaire: found as one types, one structure, what closes, how old it all is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from wochorus.contracts.drift import drifts
from wochorus.contracts.models import Contract
from wochorus.core.identifiers import compact_identifier
from wochorus.customers.models import Customer
from wochorus.customers.service_choice import is_open
from wochorus.directory.age import is_stale, told_age
from wochorus.directory.drift import troubles_of
from wochorus.directory.queries import (
    directory_status,
    search,
    services_of,
    structure_by_siret,
    what_an_invoice_needs,
)
from wochorus.web.access import company_page
from wochorus.web.record_lists import asked

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.directory.models import Structure
    from wochorus.directory.queries import Hit
    from wochorus.web.access import CompanyRequest

MOST_HITS = 50
MOST_USERS = 200


@company_page()
def directory(request: CompanyRequest) -> HttpResponse:
    """Show what is found, else what closes among what is used."""
    words, active = asked(request.GET, "q"), bool(request.GET.get("actives"))
    shown: dict[str, Any] = {"words": words, "active": active}
    if words:
        hits = search(words, limit=MOST_HITS, active_only=active)
        shown["hits"] = [{"hit": hit, "needs": _needs(hit)} for hit in hits]
        shown["is_cut"] = len(hits) == MOST_HITS
    if request.htmx:
        return render(request, "web/directory/_hits.html", shown)
    status, now = directory_status(), timezone.now()
    shown |= {
        "status": status,
        "age": told_age(status.read_at, now),
        "is_stale": is_stale(status.read_at, now),
        "drifts": drifts(timezone.localdate(), request.company),
    }
    return render(request, "web/directory/directory.html", shown)


def _needs(hit: Hit) -> str:
    """Say in a few words what an invoice must carry; the order is that of Chorus Pro."""
    if hit.requires_service_or_engagement:
        return "service ou engagement"
    found = ((hit.requires_service, "service"), (hit.requires_engagement, "engagement"))
    return " et ".join(word for is_asked, word in found if is_asked)


@company_page()
def structure(request: CompanyRequest, identifier: str) -> HttpResponse:
    """Show a structure: what it asks for, its services, who here uses it."""
    found = structure_by_siret(compact_identifier(identifier)) or structure_by_siret(identifier)
    if found is None:
        raise Http404("Cette structure n'est pas dans l'annuaire.")
    shown = {
        "structure": found,
        "needs": what_an_invoice_needs(found),
        "services": _services(request, found),
        **_users(request, found),
    }
    return render(request, "web/directory/structure.html", shown)


def _services(request: CompanyRequest, found: Structure) -> list[dict[str, Any]]:
    services = services_of(found)
    today = timezone.localdate()
    pairs = [(found.identifier, service.code) for service in services]
    troubles = troubles_of(pairs, today)
    words = asked(request.GET, "service").casefold()
    return [
        {"service": each, "is_open": is_open(each), "trouble": troubles.get(pair)}
        for each, pair in zip(services, pairs, strict=True)
        if words in f"{each.code} {each.name}".casefold()
    ]


def _users(request: CompanyRequest, found: Structure) -> dict[str, Any]:
    siret = found.identifier
    customers = Customer.objects.filter(company=request.company, siret=siret)
    contracts = Contract.objects.filter(
        Q(customer__siret=siret) | Q(chantiers__siret=siret), company=request.company
    ).select_related("customer")
    return {
        "customers": customers.order_by("code")[:MOST_USERS],
        "contracts": contracts.distinct().order_by("number")[:MOST_USERS],
    }
