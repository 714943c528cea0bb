"""The life of an invoice is read to its last entry, in Paris time, the oldest first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from choruspro.desk import a_desk
from choruspro.inner_shelf import InnerShelf
from choruspro.portal import answers, computes
from wochorus.choruspro import BusinessRefusal, UnexpectedAnswer

if TYPE_CHECKING:
    from choruspro.portal import Request

HISTORY: dict[str, Any] = {
    "codeRetour": 0,
    "libelle": "GCU_MSG_01_000",
    "idFacture": 4242,
    "numeroFacture": "F-2026-1",
    "modeDepot": "UPLOAD_API",
    "statutCourantCode": "SUSPENDUE",
    "derniereAction": {"derniereActionId": 8, "derniereActionCode": "ACTION_DE_DEMAIN"},
    "historiquesDesStatuts": {
        "histoStatut": [
            {
                "histoStatutId": 2,
                "histoStatutCode": "SUSPENDUE",
                "histoStatutCommentaire": "Il manque le bon de livraison",
                "histoStatutDatePassage": "2026-07-14 09:05",
                "histoStatutUtilisateurNom": "Durand",
                "champDeDemain": [1],
            },
            {
                "histoStatutId": 1,
                "histoStatutCode": "DEPOSEE",
                "histoStatutDatePassage": "2026-01-14 23:59",
            },
        ],
        "totalHistoStatut": 2,
    },
    "historiquesDesEvenementsComplementaires": None,
    "historiquesDesActionsUtilisateurs": {
        "histoAction": {
            "histoActionId": 8,
            "histoActionCode": "TELECHARGEMENT_FACTURE",
            "histoActionDateHeure": "2026-11-24T11:12:24.777+01:00",
        }
    },
}


def test_minutes_of_paris_are_moments_and_the_oldest_entry_comes_first() -> None:
    with a_desk(answers(200, HISTORY)) as desk:
        history = desk.client.invoice_history(4242)
    deposited, suspended = history.statuses
    assert deposited.status == "DEPOSEE"
    assert deposited.at == datetime(2026, 1, 14, 22, 59, tzinfo=UTC)
    assert suspended.at == datetime(2026, 7, 14, 7, 5, tzinfo=UTC)
    assert suspended.comment == "Il manque le bon de livraison"
    assert suspended.user_last_name == "Durand"
    assert suspended.raw["champDeDemain"] == [1]
    assert (history.status, history.last_action.code) == ("SUSPENDUE", "ACTION_DE_DEMAIN")
    assert history.events == []
    [action] = history.actions
    assert action.at == datetime(2026, 11, 24, 10, 12, 24, 777000, tzinfo=UTC)


def test_a_history_is_asked_in_the_portals_words() -> None:
    with a_desk(answers(200, HISTORY | {"historiquesDesActionsUtilisateurs": None})) as desk:
        desk.client.invoice_history(4242)
        [request] = desk.api.seen
    assert request.path == "/cpro/factures/v1/consulter/historique"
    assert request.json == {
        "idFacture": 4242,
        "paramRechercheHistoStatuts": {
            "nbResultatsParPageListeHistoStatut": 100,
            "pageResultatDemandeeListeHistoStatut": 1,
        },
        "paramRechercheHistoEvenementsComplementaires": {
            "nbResultatsParPageListeHistoEvenement": 100,
            "pageResultatDemandeeListeHistoEvenement": 1,
        },
        "paramRechercheHistoActionsUtilisateurs": {
            "nbResultatsParPageListeHistoAction": 100,
            "pageResultatDemandeeListeHistoAction": 1,
        },
    }


def test_the_three_lists_are_read_to_their_ends() -> None:
    statuses = [
        {"histoStatutId": number, "histoStatutDatePassage": f"2026-11-{30 - number:02} 10:00"}
        for number in range(21)
    ]
    shelves = {
        "historiquesDesStatuts": InnerShelf(
            statuses,
            "paramRechercheHistoStatuts",
            "pageResultatDemandeeListeHistoStatut",
            "histoStatut",
            "HistoStatut",
        ),
        "historiquesDesEvenementsComplementaires": InnerShelf(
            [{"evenementId": number, "evenementLibelle": "x"} for number in range(12)],
            "paramRechercheHistoEvenementsComplementaires",
            "pageResultatDemandeeListeHistoEvenement",
            "evenement",
            "Evenement",
        ),
        "historiquesDesActionsUtilisateurs": InnerShelf(
            [{"histoActionId": number} for number in range(11)],
            "paramRechercheHistoActionsUtilisateurs",
            "pageResultatDemandeeListeHistoAction",
            "histoAction",
            "HistoAction",
        ),
    }

    def reply(request: Request) -> dict[str, Any]:
        return HISTORY | {name: shelf.holder(request) for name, shelf in shelves.items()}

    with a_desk(computes(reply)) as desk:
        history = desk.client.invoice_history(4242)
        assert len(desk.api.seen) == 1 + 2 + 1 + 1
    assert [entry.chorus_id for entry in history.statuses] == list(reversed(range(21)))
    assert [entry.chorus_id for entry in history.events] == list(range(12))
    assert [entry.chorus_id for entry in history.actions] == list(range(11))


def test_an_unreadable_moment_does_not_hide_its_status() -> None:
    rows = [{"histoStatutCode": "REJETEE", "histoStatutDatePassage": "hier"}]
    with a_desk(answers(200, HISTORY | {"historiquesDesStatuts": {"histoStatut": rows}})) as desk:
        [entry] = desk.client.invoice_history(4242).statuses
    assert (entry.status, entry.at) == ("REJETEE", None)
    assert entry.raw["histoStatutDatePassage"] == "hier"


def test_a_success_that_tells_nothing_is_told() -> None:
    with a_desk(answers(200, {"codeRetour": 0})) as desk, pytest.raises(UnexpectedAnswer):
        desk.client.invoice_history(1)


@pytest.mark.parametrize("status", [200, 400])
def test_a_refusal_is_told_whatever_its_status(status: int) -> None:
    body = {"codeRetour": 20000, "libelle": "GDP_MSG_11.008"}
    with a_desk(answers(status, body)) as desk, pytest.raises(BusinessRefusal) as caught:
        desk.client.invoice_history(1)
    assert caught.value.label == "GDP_MSG_11.008"
