from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from choruspro.desk import a_desk
from choruspro.portal import answers, computes
from choruspro.shelf import a_shelf
from wochorus.choruspro import BusinessRefusal, IncompleteSearch, UnexpectedAnswer

PAGING = "parametresRechercherServicesStructure"


def services(count: int) -> list[dict[str, Any]]:
    return [{"idService": number, "codeService": f"S{number}"} for number in range(count)]


def test_the_services_of_a_structure_are_read_to_the_last_page() -> None:
    shelf = a_shelf(services(218), paging=PAGING, listing="listeServices", page_size=10)
    with a_desk(computes(shelf)) as desk:
        rows = desk.client.search_services(26346724)
        first = desk.api.seen[0]
        assert len(desk.api.seen) == 22
    assert [row.chorus_id for row in rows] == list(range(218))
    assert first.path == "/cpro/structures/v1/rechercher/services"
    assert first.json == {
        "idStructure": 26346724,
        PAGING: {
            "nbResultatsParPage": 100,
            "pageResultatDemandee": 1,
            "triColonne": "CodeService",
            "triSens": "Ascendant",
        },
    }


def test_a_service_is_read_with_its_dates_and_what_nobody_knows_yet() -> None:
    row = {
        "idService": 7,
        "codeService": "FACTURES_PUBLIQUES",
        "libelleService": "Comptabilité",
        "estActif": "true",
        "statutService": "ETAT_DE_DEMAIN",
        "dateDbtService": "2017-01-01 00:00",
        "dateFinService": "2050-12-31 00:00",
        "nouveau": {"a": 1},
    }
    with a_desk(answers(200, {"codeRetour": 0, "listeServices": row})) as desk:
        [service] = desk.client.search_services(1)
    assert (service.code, service.name) == ("FACTURES_PUBLIQUES", "Comptabilité")
    assert (service.is_active, service.status) == (True, "ETAT_DE_DEMAIN")
    assert (service.starts_on, service.ends_on) == (date(2017, 1, 1), date(2050, 12, 31))
    assert service.raw["nouveau"] == {"a": 1}


def test_services_that_do_not_add_up_are_told() -> None:
    short = {"codeRetour": 0, "listeServices": services(2), "parametresRetour": {"total": 3}}
    with a_desk(answers(200, short)) as desk, pytest.raises(IncompleteSearch, match="2 sur 3"):
        desk.client.search_services(1)


def test_the_details_of_a_service_are_read() -> None:
    details = {
        "codeRetour": 0,
        "informationsGenerales": {"codeService": "FIN", "nomService": "Finances"},
        "parametres": {
            "numeroEngagement": True,
            "miseEnPaiement": False,
            "dateDebutValidite": "2019-03-27T11:12:24.777+01:00",
            "dateFinValidite": None,
        },
        "adressePostale": {"ville": "Brest", "telephone": 298000000},
        "total": 0,
    }
    with a_desk(answers(200, details)) as desk:
        service = desk.client.service_details(26346724, 7)
        [request] = desk.api.seen
    assert request.path == "/cpro/structures/v1/consulter/service"
    assert request.json == {"idStructure": 26346724, "idService": 7, "codeLangue": "FR"}
    assert (service.identity.code, service.identity.name) == ("FIN", "Finances")
    assert service.settings.requires_engagement is True
    assert service.settings.reports_payment is False
    assert service.settings.starts_on == date(2019, 3, 27)
    assert service.settings.ends_on is None
    assert (service.address.town, service.address.phone) == ("Brest", "298000000")


@pytest.mark.parametrize("status", [200, 400])
def test_a_refused_service_is_told_and_details_of_nothing_are_not_details(status: int) -> None:
    refusal = answers(status, {"codeRetour": 20002, "libelle": "GSE_MSG_01.004 - Service absent"})
    with a_desk(refusal) as desk, pytest.raises(BusinessRefusal, match="Service absent"):
        desk.client.service_details(1, 2)
    with a_desk(answers(200, {"codeRetour": 0})) as desk, pytest.raises(UnexpectedAnswer):
        desk.client.service_details(1, 2)
