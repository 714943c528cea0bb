"""Reading what structures and services require."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.directory_files import (
    LANGON,
    MONTREUIL,
    VILLEJUIF,
    a_service_row,
    a_structure_row,
    write_csv,
)
from wochorus.directory.importer import Choices, import_directory
from wochorus.directory.models import Structure
from wochorus.directory.queries import (
    ServiceRules,
    StructureRules,
    changes_of,
    directory_status,
    last_imports,
    services_by_code,
    services_of,
    structure_by_siret,
    structures_by_siret,
    what_an_invoice_needs,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def bring_in(tmp_path: Path, *rows: dict[str, Any]) -> None:
    import_directory([write_csv(tmp_path / "fichier.csv", rows)], Choices(allow_closing=True))


def test_the_rules_of_many_structures_come_in_one_query(
    tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bring_in(
        tmp_path,
        a_structure_row(GestionService="true", EstMOAUniquement="true"),
        a_structure_row(MONTREUIL, GestionServiceEngagement="true", StructureActive="false"),
    )
    with django_assert_num_queries(1):
        rules = structures_by_siret(iter([VILLEJUIF, MONTREUIL, LANGON, VILLEJUIF]))
    assert rules == {
        VILLEJUIF: StructureRules(
            siret=VILLEJUIF,
            is_active=True,
            requires_engagement=False,
            requires_service=True,
            requires_service_or_engagement=False,
            is_works_only=True,
            is_closed=False,
        ),
        MONTREUIL: StructureRules(
            siret=MONTREUIL,
            is_active=False,
            requires_engagement=False,
            requires_service=False,
            requires_service_or_engagement=True,
            is_works_only=False,
            is_closed=False,
        ),
    }


def test_the_rules_of_many_services_come_in_one_query(
    tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bring_in(tmp_path, a_structure_row(), a_structure_row(MONTREUIL))
    bring_in(
        tmp_path,
        a_service_row(code="COMPTA", GestionEGMT="true"),
        a_service_row(code="RH"),
        a_service_row(MONTREUIL, "RH"),
    )
    bring_in(tmp_path, a_service_row(code="COMPTA", GestionEGMT="true"))
    with django_assert_num_queries(1):
        rules = services_by_code([(VILLEJUIF, "COMPTA"), (MONTREUIL, "RH"), (MONTREUIL, "COMPTA")])
    assert rules == {
        (VILLEJUIF, "COMPTA"): ServiceRules(
            siret=VILLEJUIF,
            code="COMPTA",
            is_active=True,
            requires_engagement=True,
            is_closed=False,
        ),
        (MONTREUIL, "RH"): ServiceRules(
            siret=MONTREUIL, code="RH", is_active=True, requires_engagement=False, is_closed=True
        ),
    }


def test_nothing_asked_is_nothing_found() -> None:
    assert structures_by_siret([]) == {}
    assert services_by_code([]) == {}
    assert structure_by_siret(VILLEJUIF) is None


def test_services_in_use_are_listed_first(tmp_path: Path) -> None:
    bring_in(tmp_path, a_structure_row())
    bring_in(
        tmp_path,
        a_service_row(code="A", ServiceActif="false"),
        a_service_row(code="B"),
        a_service_row(code="C"),
    )
    bring_in(tmp_path, a_service_row(code="A", ServiceActif="false"), a_service_row(code="C"))
    assert [service.code for service in services_of(Structure.objects.get())] == ["C", "A", "B"]


@pytest.mark.parametrize(
    ("service", "engagement", "either", "sentence"),
    [
        (False, False, False, "ni de code service ni de numéro d'engagement"),
        (True, False, False, "doit porter un code service."),
        (False, True, False, "doit porter un numéro d'engagement."),
        (True, True, False, "un code service et un numéro d'engagement"),
        (False, False, True, "un code service ou un numéro d'engagement"),
        (True, True, True, "un code service ou un numéro d'engagement"),
    ],
)
def test_what_an_invoice_needs_is_said_in_one_sentence(
    service: bool, engagement: bool, either: bool, sentence: str
) -> None:
    structure = Structure(
        requires_service=service,
        requires_engagement=engagement,
        requires_service_or_engagement=either,
    )
    assert sentence in what_an_invoice_needs(structure)


def test_the_status_counts_the_active_and_the_closed(tmp_path: Path) -> None:
    bring_in(tmp_path, a_structure_row(), a_structure_row(MONTREUIL, StructureActive="false"))
    bring_in(tmp_path, a_structure_row(MONTREUIL, StructureActive="false"))
    status = directory_status()
    assert (status.structures, status.active_structures, status.closed_structures) == (2, 0, 1)
    assert status.services == 0
    assert [imported.kind for imported in status.last_imports] == ["structures"]


def test_the_changes_are_those_of_the_last_import(tmp_path: Path) -> None:
    bring_in(tmp_path, a_structure_row())
    bring_in(tmp_path, a_structure_row(Ville="UN"))
    bring_in(tmp_path, a_structure_row(Ville="DEUX"))
    (last,) = last_imports()
    assert [(change.before, change.after) for change in changes_of(last)] == [
        ({"town": "UN"}, {"town": "DEUX"})
    ]
