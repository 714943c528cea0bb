"""What is offered and reckoned while one types a contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from wochorus.contracts.calendar import Rhythm, billing_periods
from wochorus.contracts.contract_format import FIELD
from wochorus.contracts.references import References, reference_defects, reference_text
from wochorus.customers.models import Customer
from wochorus.customers.queries import CustomerFilter, customers_matching
from wochorus.directory.demands import missing_references, service_fault
from wochorus.directory.queries import services_by_code, structures_by_siret
from wochorus.spreadsheets.cells import CellRefused
from wochorus.web.access import company_page
from wochorus.web.record_lists import asked
from wochorus.web.records import service_options

if TYPE_CHECKING:
    from django.http import HttpResponse, QueryDict

    from wochorus.accounts.models import Company
    from wochorus.web.access import CompanyRequest

MOST_OFFERED = 20


@company_page()
def customers(request: CompanyRequest) -> HttpResponse:
    """List the customers that hold what is typed."""
    found = customers_matching(request.company, CustomerFilter(text=asked(request.GET, "q")))
    shown = {"customers": found[:MOST_OFFERED]}
    return render(request, "web/contracts/_customers.html", shown)


@company_page()
def services(request: CompanyRequest) -> HttpResponse:
    """List the services of the structure of the customer that is typed."""
    customer = _customer(request.company, request.GET)
    siret = customer.siret if customer else ""
    shown = service_options(siret, asked(request.GET, "q"))
    if customer is None:
        shown["why_none"] = "Choisissez d'abord le client : ses services viennent de l'annuaire."
    return render(request, "web/records/_services.html", shown)


def _customer(company: Company, query: QueryDict) -> Customer | None:
    return Customer.objects.filter(company=company, code=asked(query, "customer")).first()


@company_page()
def references(request: CompanyRequest) -> HttpResponse:
    """Compose the text of the references, and say what the annuaire asks for beside."""
    customer = _customer(request.company, request.GET)
    typed = References(
        asked(request.GET, "marche"),
        asked(request.GET, "engagement"),
        asked(request.GET, "code_service"),
    )
    return render(request, "web/contracts/_reference_text.html", references_about(customer, typed))


def references_about(customer: Customer | None, typed: References) -> dict[str, Any]:
    """Give the text that invoices carry, and what is wrong about it."""
    service = typed.code_service or (customer.code_service if customer else "")
    cited = References(typed.marche, typed.engagement, service)
    return {
        "reference_text": reference_text(cited),
        "defects": reference_defects(cited) + _against(customer, cited),
    }


def _against(customer: Customer | None, cited: References) -> list[str]:
    """Say what the annuaire asks for and the references do not give."""
    siret = customer.siret if customer else ""
    structure = structures_by_siret([siret]).get(siret) if siret else None
    if structure is None:
        return []
    service = cited.code_service
    told = [each.value for each in missing_references(structure, service, cited.engagement)]
    known = services_by_code([(siret, service)]).get((siret, service)) if service else None
    fault = service_fault(structure, known, service, cited.engagement)
    return [*told, f"le service {service} {fault.value}"] if fault else told


@company_page()
def period(request: CompanyRequest) -> HttpResponse:
    """Reckon until when the next invoice goes."""
    return render(request, "web/contracts/_period.html", {"period": period_typed(request.GET)})


def period_typed(query: QueryDict) -> object:
    """Reckon the next period from what is typed; nothing while it cannot be read."""
    try:
        start = _read(query, "starts_on")
        first = _read(query, "next_start") or start
        anchor = _read(query, "anchor") or start
        months, day = _read(query, "every_months") or 1, _read(query, "anchor_day")
        if start is None:
            return None
        rhythm = Rhythm(months, anchor, day or anchor.day)
    except (CellRefused, ValueError):
        return None
    found = next(billing_periods(rhythm, first, None), None)
    return found.billed if found else None


def _read(query: QueryDict, name: str) -> Any:  # noqa: ANN401 - dates and numbers
    text = asked(query, name)
    return FIELD[name].read(text) if text else None
