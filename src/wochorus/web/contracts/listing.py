"""The list of contracts: found as one types, filtered by the address, sorted, written to a file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from wochorus.contracts.queries import (
    ContractFilter,
    contracts_found,
    contracts_matching,
    sectors_of,
    state_of,
)
from wochorus.contracts.table_export import export_contracts
from wochorus.contracts.terms import ContractState
from wochorus.core.dates import parse_date
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
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from django.core.paginator import Page
    from django.http import HttpResponse, QueryDict, StreamingHttpResponse

    from wochorus.contracts.models import Contract
    from wochorus.web.access import CompanyRequest

ORDERS = {
    "numero": ("number",),
    "client": ("customer__folded_name", "number"),
    "effet": ("starts_on", "number"),
    "prochaine": ("next_start", "number"),
}
TITLES = (
    *(("numero", "N° contrat"), ("", "État"), ("client", "Client"), ("", "Objet"), ("", "Type")),
    *(("effet", "Effet"), ("", "Avance / Échu"), ("", "Tous les"), ("prochaine", "Prochaine")),
)
_STATES = {state.value: state for state in ContractState}


def wanted(query: QueryDict) -> ContractFilter:
    """Read the filter in the address; a date that cannot be read asks nothing."""
    state = _STATES.get(query.get("etat", ""))
    return ContractFilter(
        text=asked(query, "q"),
        customer=asked(query, "client"),
        sector=asked(query, "secteur"),
        salesperson=asked(query, "vrp"),
        states=(state,) if state else (),
        due_by=_day(query.get("a-facturer", "")),
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@company_page()
def contracts(request: CompanyRequest) -> HttpResponse:
    """Show one page of them."""
    order = order_of(request.GET, ORDERS, "numero")
    page = _page(request, order)
    shown: dict[str, Any] = {
        "page": page,
        "rows": _stated(page),
        "query": request.GET,
        "due_by": request.GET.get("a-facturer", ""),
        "heads": heads(request.GET, TITLES, order),
        "previous_address": with_query(request.GET, page=str(page.number - 1)),
        "next_address": with_query(request.GET, page=str(page.number + 1)),
        "file_query": with_query(request.GET, page="", tri=""),
        "sectors": sectors_of(request.company),
        "states": [(state.value, state.label) for state in ContractState],
    }
    whole = "web/contracts/_rows.html" if request.htmx else "web/contracts/contracts.html"
    return render(request, whole, shown)


def _page(request: CompanyRequest, order: str) -> Page[Any]:
    """Cut out a page in the database, unless a state or a due day must be reckoned for each."""
    asks = wanted(request.GET)
    found = contracts_found(request.company, asks).order_by(*columns_of(order, ORDERS))
    if not asks.states and asks.due_by is None:
        return page_of(found, request.GET)
    kept = {each.pk for each, _ in contracts_matching(request.company, asks, _today())}
    return page_of(found.filter(pk__in=kept), request.GET)


def _stated(page: Page[Any]) -> Iterator[tuple[Contract, ContractState]]:
    return ((contract, state_of(contract, _today())) for contract in page)


def _today() -> date:
    return timezone.localdate()


@company_page()
def export(request: CompanyRequest, kind: str) -> StreamingHttpResponse:
    """Write the contracts that the filter keeps, as the table that an import reads."""
    if kind not in MEDIA_TYPES:
        raise Http404("Ce format n'existe pas.")
    name = f"contrats-{request.company.code}-{_today():%Y-%m-%d}.{kind}"
    found = [each for each, _ in contracts_matching(request.company, wanted(request.GET), _today())]
    return sent_table(request, name, kind, partial(_write, found))


def _write(found: list[Contract], path: Path) -> object:
    return export_contracts(found, path, _today())
