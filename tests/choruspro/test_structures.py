from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from choruspro import portal
from choruspro.desk import a_desk
from choruspro.portal import answers, computes
from choruspro.shelf import a_shelf
from wochorus.choruspro import (
    BusinessRefusal,
    IncompleteSearch,
    StructureSearch,
    UnexpectedAnswer,
)

SIRET = "11000201100044"
DETAILS: dict[str, Any] = {
    "codeRetour": 0,
    "libelle": "TRA_MSG_00.000",
    "informationGenerales": {
        "idStructureCPP": 26346724,
        "identifiantStructure": SIRET,
        "typeIdentifiantStructure": "SIRET",
        "raisonSocialeStructure": "Mairie de Saint-Élan",
        "structurePriveePublique": "PUBLIQUE",
        "listeStructureDupliquees": {"structureDupliquee": 7},
        "dateExpirationMotPasseCompteTech": "2027-01-09T11:12:24.777+01:00",
    },
    "adressePostaleDuSiege": {"adresse": "1 place de la Mairie", "codePostal": "01000"},
    "parametres": {
        "numeroEJDoitEtreRenseigne": False,
        "codeServiceDoitEtreRenseigne": True,
        "gestionNumeroEJOuCodeService": None,
        "statutMiseEnPaiementNestPasRemonte": True,
        "getaMoa": True,
        "reglageDeDemain": "X",
    },
}


def structures(count: int) -> list[dict[str, Any]]:
    return [
        {"idStructureCPP": number, "identifiantStructure": f"{number:014}", "statut": "ACTIVE"}
        for number in range(count)
    ]


def test_a_search_asks_in_the_portals_words_and_only_what_is_set() -> None:
    with a_desk(answers(200, {"codeRetour": 0, "listeStructures": []})) as desk:
        desk.client.search_structures(
            StructureSearch(
                identifier=SIRET,
                identifier_type="SIRET",
                kind="PUBLIQUE",
                status="ACTIF",
                is_works_only=False,
                restricts_private=True,
            )
        )
        [request] = desk.api.seen
    assert (request.method, request.path) == ("POST", "/cpro/structures/v1/rechercher")
    assert request.json == {
        "structure": {
            "identifiantStructure": SIRET,
            "typeIdentifiantStructure": "SIRET",
            "typeStructure": "PUBLIQUE",
            "statutStructure": "ACTIF",
            "estMOAUniquement": False,
        },
        "restreindreStructuresPrivees": True,
        "parametres": {
            "nbResultatsParPage": 100,
            "pageResultatDemandee": 1,
            "triColonne": "IdentifiantStructure",
            "triSens": "Ascendant",
        },
    }


@pytest.mark.parametrize("page_size", [None, 10])
@pytest.mark.parametrize("totals", [True, False])
def test_structures_are_read_to_the_last_page(page_size: int | None, totals: bool) -> None:
    shelf = a_shelf(
        structures(218),
        paging="parametres",
        listing="listeStructures",
        page_size=page_size,
        totals=totals,
    )
    with a_desk(computes(shelf)) as desk:
        rows = desk.client.search_structures(StructureSearch())
    assert [row.chorus_id for row in rows] == list(range(218))


def test_a_structure_is_read_with_what_nobody_knows_yet() -> None:
    row = {
        "idStructureCPP": "12",
        "identifiantStructure": SIRET,
        "typeIdentifiantStructure": "SIRET",
        "designationStructure": "Mairie",
        "statut": "EN_SOMMEIL",
        "nouveau": [1],
    }
    answer = {"codeRetour": 0, "listeStructures": row, "parametresRetour": {"total": 1}}
    with a_desk(answers(200, answer)) as desk:
        [found] = desk.client.search_structures(StructureSearch(identifier=SIRET))
    assert (found.chorus_id, found.identifier, found.name) == (12, SIRET, "Mairie")
    assert found.status == "EN_SOMMEIL"
    assert found.raw["nouveau"] == [1]


def test_rows_without_their_number_are_not_taken_for_one_another() -> None:
    rows = [{"identifiantStructure": SIRET, "designationStructure": name} for name in ("A", "B")]
    answer = {"codeRetour": 0, "listeStructures": rows, "parametresRetour": {"total": 2}}
    with a_desk(answers(200, answer)) as desk:
        found = desk.client.search_structures(StructureSearch(identifier=SIRET))
    assert [row.name for row in found] == ["A", "B"]


@pytest.mark.parametrize("status", [200, 400])
def test_a_search_that_finds_nothing_is_empty_however_chorus_says_it(status: int) -> None:
    nothing = answers(status, {"codeRetour": 20000, "libelle": "TRA_MSG_00.015 - Aucun résultat"})
    with a_desk(nothing) as desk:
        assert desk.client.search_structures(StructureSearch(identifier=SIRET)) == []


def test_pages_that_end_too_early_are_told() -> None:
    first = {
        "codeRetour": 0,
        "listeStructures": structures(100),
        "parametresRetour": {"total": 101},
    }
    nothing = answers(200, {"codeRetour": 20000, "libelle": "TRA_MSG_00.015"})
    with a_desk(nothing) as desk:
        desk.api.play(answers(200, first))
        with pytest.raises(IncompleteSearch, match="100 sur 101"):
            desk.client.search_structures(StructureSearch())


@pytest.mark.parametrize("status", [200, 400])
def test_a_refused_search_is_told_with_its_code(status: int) -> None:
    refusal = answers(status, {"codeRetour": 20003, "libelle": "STR_MSG_01.002 - Critère absent"})
    with a_desk(refusal) as desk, pytest.raises(BusinessRefusal) as caught:
        desk.client.search_structures(StructureSearch())
    assert (caught.value.code, caught.value.label) == (20003, "STR_MSG_01.002 - Critère absent")


@pytest.mark.parametrize("rows", ["text", [1], {"codeRetour": 0}])
def test_a_strange_answer_does_not_pass_for_an_empty_search(rows: object) -> None:
    answer = {"codeRetour": 0, "listeStructures": rows}
    if isinstance(rows, dict):
        answer = rows
    with a_desk(answers(200, answer)) as desk, pytest.raises(UnexpectedAnswer):
        desk.client.search_structures(StructureSearch())


def test_the_details_of_a_structure_are_read() -> None:
    with a_desk(answers(200, DETAILS)) as desk:
        desk.api.play(portal.cuts_after_body)
        details = desk.client.structure_details(26346724)
        request = desk.api.seen[-1]
        assert len(desk.api.seen) == 2
    assert request.path == "/cpro/structures/v1/consulter"
    assert request.json == {"idStructureCPP": 26346724, "codeLangue": "FR"}
    assert details.identity.name == "Mairie de Saint-Élan"
    assert details.identity.password_expires_on == date(2027, 1, 9)
    assert [other.chorus_id for other in details.identity.duplicates] == [7]
    assert details.address.postcode == "01000"
    assert details.settings.requires_service is True
    assert details.settings.requires_engagement is False
    assert details.settings.requires_service_or_engagement is None
    assert details.settings.is_works_authority is True
    assert details.settings.raw["reglageDeDemain"] == "X"
    assert details.raw == DETAILS


@pytest.mark.parametrize(("hidden", "reported"), [(True, False), (False, True), (None, None)])
def test_whether_payment_is_reported_is_the_contrary_of_what_the_portal_says(
    hidden: bool | None, reported: bool | None
) -> None:
    settings = {"statutMiseEnPaiementNestPasRemonte": hidden, "connexionEDI": "NON"}
    with a_desk(answers(200, DETAILS | {"parametres": settings})) as desk:
        details = desk.client.structure_details(1)
    assert details.settings.reports_payment is reported
    assert details.settings.sends_edi is False


def test_details_without_address_are_read_but_details_of_nothing_are_told() -> None:
    with a_desk(answers(200, DETAILS | {"adressePostaleDuSiege": None})) as desk:
        assert desk.client.structure_details(1).address.town == ""
    with a_desk(answers(200, {"codeRetour": 0})) as desk, pytest.raises(UnexpectedAnswer):
        desk.client.structure_details(1)
    broken = DETAILS | {"parametres": "aucun"}
    with a_desk(answers(200, broken)) as desk, pytest.raises(UnexpectedAnswer, match="forme"):
        desk.client.structure_details(1)
