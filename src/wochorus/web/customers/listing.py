"""The list of customers: found as one types, filtered by the address, sorted, written to a file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from wochorus.customers.models import BuyerKind
from wochorus.customers.queries import CustomerFilter, customers_matching, groups_and_sectors
from wochorus.customers.table import export_customers
from wochorus.web.access import company_page
from wochorus.web.record_lists import (
    MEDIA_TYPES,
    asked,
    columns_of,
    heads,
    order_of,
    page_of,
    sent_table,
    with_query,
)

if TYPE_CHECKING:
    from django.http import HttpResponse, QueryDict, StreamingHttpResponse

    from wochorus.web.access import CompanyRequest

UNKNOWN = "inconnu"
KINDS = {"public": BuyerKind.PUBLIC.value, "prive": BuyerKind.PRIVATE.value, UNKNOWN: ""}
ORDERS = {
    "code": ("code",),
    "nom": ("folded_name", "code"),
    "ville": ("town", "folded_name", "code"),
    "groupe": ("group", "folded_name", "code"),
}
TITLES = (
    *(("code", "Code"), ("nom", "Client"), ("", "SIRET"), ("", "Public / Privé")),
    *(("", "Code service"), ("", "Échéance"), ("groupe", "Groupe"), ("ville", "Ville")),
)


def wanted(query: QueryDict) -> CustomerFilter:
    """Read the filter in the address."""
    return CustomerFilter(
        text=asked(query, "q"),
        kind=KINDS.get(query.get("genre", "")),
        group=asked(query, "groupe"),
        sector=asked(query, "secteur"),
        without_siret=bool(query.get("sans-siret")),
        archived=bool(query.get("archives")),
    )


@company_page()
def customers(request: CompanyRequest) -> HttpResponse:
    """Show one page of them."""
    found = customers_matching(request.company, wanted(request.GET))
    order = order_of(request.GET, ORDERS, "nom")
    page = page_of(found.order_by(*columns_of(order, ORDERS)), request.GET)
    shown = {
        "page": page,
        "query": request.GET,
        "without_siret": bool(request.GET.get("sans-siret")),
        "heads": heads(request.GET, TITLES, order),
        "previous_address": with_query(request.GET, page=str(page.number - 1)),
        "next_address": with_query(request.GET, page=str(page.number + 1)),
        "file_query": with_query(request.GET, page="", tri=""),
    }
    if request.htmx:
        return render(request, "web/customers/_rows.html", shown)
    shown["groups"], shown["sectors"] = groups_and_sectors(request.company)
    return render(request, "web/customers/customers.html", shown)


@company_page()
def export(request: CompanyRequest, kind: str) -> StreamingHttpResponse:
    """Write the customers that the filter keeps, as the table that an import reads."""
    if kind not in MEDIA_TYPES:
        raise Http404("Ce format n'existe pas.")
    name = f"clients-{request.company.code}-{timezone.localdate():%Y-%m-%d}.{kind}"
    write = partial(export_customers, request.company, wanted=wanted(request.GET))
    return sent_table(request, name, kind, write)
