from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from support.contracts import ME, a_contract
from support.records import (
    SERVICE_CODE,
    SERVICE_REQUIRED,
    UNDEMANDING,
    a_company,
    a_service,
    a_siret,
    a_structure,
)
from wochorus.choruspro.messages.services import ServiceRow
from wochorus.choruspro.messages.structures import StructureRow, StructureSearch
from wochorus.contracts.drift import drifts
from wochorus.contracts.life import terminate_contract
from wochorus.contracts.reference_terms import set_references
from wochorus.customers.models import Customer
from wochorus.customers.services import archive_customer, create_customer
from wochorus.directory.models import Service
from wochorus.directory.watching import read_service_ends

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.django_db
CHORUS_ID = 77


class PortalOnPaper:
    """Chorus Pro as its answers are written: one structure, and its services."""

    def __init__(self, **ends: str | None) -> None:
        self._ends = ends

    def search_structures(self, search: StructureSearch) -> list[StructureRow]:
        if search.identifier != SERVICE_REQUIRED:
            return []
        told = {"idStructureCPP": CHORUS_ID, "identifiantStructure": SERVICE_REQUIRED}
        return [StructureRow.model_validate(told)]

    def search_services(self, structure_id: int) -> list[ServiceRow]:
        assert structure_id == CHORUS_ID
        return [
            ServiceRow.model_validate({"codeService": code, "dateFinService": end})
            for code, end in self._ends.items()
        ]


def _sentences(company: Company | None = None) -> list[str]:
    return [drift.sentence for drift in drifts(TODAY, company)]


@pytest.fixture
def company() -> Company:
    return a_company()


@pytest.fixture
def service(company: Company) -> Service:
    structure = a_structure(SERVICE_REQUIRED, name="MAIRIE DE Y", requires_service=True)
    service = a_service(structure)
    for rank in range(3):
        create_customer(
            company, f"C{rank}", f"N{rank}", siret=SERVICE_REQUIRED, code_service=SERVICE_CODE
        )
    return service


@pytest.mark.usefixtures("service")
def test_nothing_is_told_while_nothing_has_moved() -> None:
    assert drifts(TODAY) == []


def test_a_service_that_will_close_is_told_with_its_users(service: Service) -> None:
    service.closes_on = date(2026, 12, 31)
    service.save()
    assert _sentences() == [
        f"le service {SERVICE_CODE} de MAIRIE DE Y ferme le 31/12/2026, 3 clients l'utilisent"
    ]
    assert drifts(TODAY)[0].trouble.closes_on == date(2026, 12, 31)
    assert "a fermé le 31/12/2026" in drifts(date(2027, 1, 1))[0].sentence


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"is_active": False}, "est devenu inactif"),
        ({"closed_at": timezone.now()}, "a disparu de l'annuaire"),
        ({"code": "AUTRE"}, "n'existe pas dans l'annuaire"),
    ],
)
def test_a_service_that_takes_no_more_is_told(
    service: Service, fields: dict[str, object], told: str
) -> None:
    Service.objects.filter(pk=service.pk).update(**fields)
    assert told in _sentences()[0]


def test_a_structure_that_takes_no_more_goes_before_what_is_to_come(
    company: Company, service: Service
) -> None:
    service.closes_on = date(2027, 1, 31)
    service.save()
    other = a_structure(UNDEMANDING, name="CCAS DE Z")
    create_customer(company, "Z", "Z", siret=UNDEMANDING)
    other.is_active = False
    other.save()
    first, second = _sentences()
    assert first == "la structure CCAS DE Z est devenue inactive, 1 client l'utilise"
    assert "ferme le 31/01/2027" in second


def test_only_customers_in_use_that_may_be_deposited_for_are_watched(company: Company) -> None:
    structure = a_structure(UNDEMANDING, is_active=False)
    create_customer(company, "P", "P", siret=UNDEMANDING, kind="private")
    archive_customer(create_customer(company, "A", "A", siret=UNDEMANDING))
    create_customer(company, "S", "S", kind="public")
    create_customer(company, "I", "I", siret=a_siret(5), kind="public")
    assert drifts(TODAY) == []
    create_customer(a_company("autre", a_siret(8)), "B", "B", siret=structure.identifier)
    assert len(drifts(TODAY)) == 1
    assert drifts(TODAY, company) == []


def test_the_end_of_a_service_is_read_from_the_portal(service: Service) -> None:
    portal = PortalOnPaper(**{SERVICE_CODE: "2026-12-31 00:00", "INCONNU": "2026-12-31 00:00"})
    watched = read_service_ends(portal, [SERVICE_REQUIRED, UNDEMANDING])
    assert (watched.structures, watched.unknown, watched.changed) == (1, [UNDEMANDING], 1)
    service.refresh_from_db()
    assert service.closes_on == date(2026, 12, 31)
    open_ended = PortalOnPaper(**{SERVICE_CODE: "2050-12-31 00:00"})
    assert read_service_ends(open_ended, [SERVICE_REQUIRED]).changed == 1
    service.refresh_from_db()
    assert service.closes_on is None


def test_the_contracts_that_cite_a_service_are_told_with_the_customers(
    company: Company, service: Service
) -> None:
    other = a_service(service.structure, "TRAVAUX", closes_on=date(2026, 12, 31))
    town = Customer.objects.get(code="C0")
    own = a_contract(company, "C-1", customer=town, code_service="TRAVAUX")
    a_contract(company, "C-2", customer=town, code_service="TRAVAUX", is_draft=True)
    over = a_contract(company, "C-3", customer=town, code_service="TRAVAUX")
    terminate_contract(over, date(2026, 10, 31), actor=ME)
    a_contract(company, "C-4", customer=town)
    assert _sentences() == [
        "le service TRAVAUX de MAIRIE DE Y ferme le 31/12/2026, 2 contrats l'utilisent"
    ]
    set_references(own, actor=ME, code_service=SERVICE_CODE, references_from=TODAY)
    (left,) = drifts(TODAY)
    assert [contract.number for contract in left.users.contracts] == ["C-2"]
    assert left.sentence.endswith("1 contrat l'utilise")
    Service.objects.filter(pk=other.pk).update(closes_on=None)
    Service.objects.filter(pk=service.pk).update(is_active=False)
    (told,) = _sentences()
    assert told.endswith("est devenu inactif, 3 clients et 2 contrats l'utilisent")


def test_the_drift_costs_as_many_queries_for_many_contracts(
    company: Company, service: Service, django_assert_num_queries: Any
) -> None:
    town = Customer.objects.get(code="C0")
    for rank in range(5):
        a_contract(company, f"C-{rank}", customer=town, code_service=service.code)
    with django_assert_num_queries(5):
        drifts(TODAY)
