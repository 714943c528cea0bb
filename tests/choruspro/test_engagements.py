from __future__ import annotations

import pytest

from choruspro.desk import a_desk
from choruspro.portal import answers
from wochorus.choruspro import BusinessRefusal, IncompleteSearch, UnexpectedAnswer


def test_an_order_of_the_state_is_looked_up_by_its_number() -> None:
    order = {"numeroEngagementJuridique": 1300012345, "champ": "inconnu"}
    with a_desk(answers(200, {"codeRetour": 0, "listeEngagementJuridique": order})) as desk:
        [found] = desk.client.search_engagements(5, "1300012345")
        [request] = desk.api.seen
    assert request.path == "/cpro/engagementsJuridiques/v1/rechercher"
    assert request.json == {
        "structureReceptriceEngagementJuridique": "5",
        "numeroEngagementJuridique": "1300012345",
        "etatCourantEngagementJuridique": "COMMANDE",
    }
    assert found.number == "1300012345"
    assert found.raw["champ"] == "inconnu"


def test_an_order_that_nobody_knows_is_an_empty_list_and_silence_is_not() -> None:
    for nothing in (
        {"codeRetour": 0, "listeEngagementJuridique": None},
        {"codeRetour": 20000, "libelle": "TRA_MSG_00.015 - Aucun résultat"},
    ):
        with a_desk(answers(200, nothing)) as desk:
            assert desk.client.search_engagements(5, "1300012345") == []
    with a_desk(answers(200, {"codeRetour": 0})) as desk, pytest.raises(UnexpectedAnswer):
        desk.client.search_engagements(5, "1300012345")


@pytest.mark.parametrize("status", [200, 400])
def test_a_refusal_is_told_and_more_orders_than_shown_too(status: int) -> None:
    refusal = answers(status, {"codeRetour": 20001, "libelle": "EJ_MSG_01.001"})
    with a_desk(refusal) as desk, pytest.raises(BusinessRefusal):
        desk.client.search_engagements(5, "1")
    orders = [{"numeroEngagementJuridique": "1"}]
    more = {"codeRetour": 0, "listeEngagementJuridique": orders, "parametresRetour": {"total": 2}}
    with a_desk(answers(200, more)) as desk:
        with pytest.raises(IncompleteSearch):
            desk.client.search_engagements(5, "1")
        assert len(desk.api.seen) == 1
