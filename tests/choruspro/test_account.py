from __future__ import annotations

from typing import Any

import pytest

from choruspro.desk import a_desk
from choruspro.portal import answers, computes
from choruspro.shelf import a_shelf
from wochorus.choruspro import BusinessRefusal, IncompleteSearch, UnexpectedAnswer

SIRET = "00000000000018"


@pytest.mark.parametrize("name", ["identifiant", "identifiantStructure"])
def test_the_structures_that_may_deposit_are_read_whatever_the_name_of_their_identifier(
    name: str,
) -> None:
    row = {"idStructureCPP": 5, name: SIRET, "designationStructure": "Éts Martin", "neuf": 1}
    with a_desk(answers(200, {"codeRetour": 0, "listeStructures": [row]})) as desk:
        [found] = desk.client.active_supplier_structures()
        [request] = desk.api.seen
    assert request.path == "/cpro/transverses/v1/recuperer/structures/actives/fournisseur"
    assert request.json == {}
    assert (found.chorus_id, found.identifier, found.name) == (5, SIRET, "Éts Martin")
    assert found.raw["neuf"] == 1


def test_an_unpaged_listing_is_asked_once_and_checked_against_a_total_if_there_is_one() -> None:
    answer: dict[str, Any] = {"codeRetour": 0, "listeStructures": {"identifiant": SIRET}}
    with a_desk(answers(200, answer)) as desk:
        assert [row.identifier for row in desk.client.active_supplier_structures()] == [SIRET]
        assert len(desk.api.seen) == 1
    more = answer | {"parametresRetour": {"total": 2}}
    with a_desk(answers(200, more)) as desk, pytest.raises(IncompleteSearch, match="1 sur 2"):
        desk.client.active_supplier_structures()


def test_attachments_are_read_to_the_last_page() -> None:
    rows = [
        {"idRattachementStructure": number, "idStructure": 1, "identifiantStructure": SIRET}
        for number in range(25)
    ]
    shelf = a_shelf(
        rows, paging="parametresRecherche", listing="listeStructureRattachement", page_size=10
    )
    with a_desk(computes(shelf)) as desk:
        found = desk.client.account_attachments()
        assert [request.json for request in desk.api.seen] == [
            {"parametresRecherche": {"nbResultatsParPage": 100, "pageResultatDemandee": page}}
            for page in (1, 2, 3)
        ]
        path = desk.api.seen[0].path
    assert path == "/cpro/utilisateurs/v1/monCompte/recuperer/rattachements"
    assert [row.attachment_id for row in found] == list(range(25))


def test_an_attachment_is_read_with_its_services() -> None:
    row = {
        "idStructure": 9,
        "identifiantStructure": SIRET,
        "roleUtilisateur": "GESTIONNAIRE",
        "statutRattachementStructure": "VALIDEE",
        "statutUtilisateur": "ETAT_DE_DEMAIN",
        "listeServicesRattache": {
            "codeService": "FIN",
            "estActif": True,
            "dateFinService": "2050-12-31 00:00",
            "statutRattachementService": "VALIDEE",
        },
    }
    answer = {"codeRetour": 0, "listeStructureRattachement": [row]}
    with a_desk(answers(200, answer)) as desk:
        [found] = desk.client.account_attachments()
    assert (found.chorus_id, found.role) == (9, "GESTIONNAIRE")
    assert (found.attachment_status, found.user_status) == ("VALIDEE", "ETAT_DE_DEMAIN")
    [service] = found.services
    assert (service.code, service.is_active, str(service.ends_on)) == ("FIN", True, "2050-12-31")


@pytest.mark.parametrize("status", [200, 400])
def test_a_refusal_is_told_and_another_answer_is_not_an_empty_list(status: int) -> None:
    refusal = answers(status, {"codeRetour": 20001, "libelle": "UTI_MSG_01.001"})
    with a_desk(refusal) as desk, pytest.raises(BusinessRefusal, match="UTI_MSG_01"):
        desk.client.account_attachments()
    with a_desk(answers(200, {"codeRetour": 0})) as desk, pytest.raises(UnexpectedAnswer):
        desk.client.active_supplier_structures()
