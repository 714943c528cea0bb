"""A change to a recorded invoice is sent once, and its outcome is never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from choruspro import portal
from choruspro.broken import BROKEN_CHANGES, refusal
from choruspro.desk import a_desk
from choruspro.portal import Conduct, answers
from wochorus.choruspro import (
    AccessDenied,
    BusinessRefusal,
    ChangeReceipt,
    ChorusClient,
    InvoiceCompletion,
    InvoiceRecycling,
    RejectionsHandled,
    SubmittedAttachment,
    SubmittedRecipient,
    SubmittedReferences,
    Timeouts,
    UncertainChange,
    ValidatorCorrection,
)
from wochorus.core.errors import Ambiguous, InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable

SIRET = "12345678200051"
DONE = answers(
    200,
    {
        "codeRetour": 0,
        "libelle": "GCU_MSG_01_000",
        "identifiantFactureCPP": 4242,
        "numeroFacture": "F1",
        "statutFacture": "STATUT_DE_DEMAIN",
        "dateDepot": "2026-11-24",
        "dateTraitement": "2026-11-24",
        "champDeDemain": 1,
    },
)
HURRIED = Timeouts(connect=5, write=5, token=5, read=5, deposit=0.3)
COMPLETION = InvoiceCompletion(
    chorus_id=4242,
    comment="Voici le bon de livraison",
    attachments=(SubmittedAttachment(file_id=7, name="bl.pdf", type_code="01", line_number=2),),
)
RECYCLING = InvoiceRecycling(
    chorus_id=4242,
    recipient=SubmittedRecipient(siret=SIRET, code_service="FIN"),
    references=SubmittedReferences(engagement="ENG-2", marche="M-1"),
)
HANDLED = RejectionsHandled(chorus_ids=(4242, 4243), reason="Autre", details="Facture F2 émise")
CORRECTION = ValidatorCorrection(chorus_id=4242, structure_id=5, identifier=SIRET)

CHANGES: dict[str, Callable[[ChorusClient], ChangeReceipt]] = {
    "completer": lambda client: client.complete_invoice(COMPLETION),
    "recycler": lambda client: client.recycle_invoice(RECYCLING),
    "traiterRejet": lambda client: client.mark_rejections_handled(HANDLED),
    "corriger/valideur/facture": lambda client: client.correct_validator(CORRECTION),
}
REQUESTS: dict[str, dict[str, Any]] = {
    "completer": {
        "identifiantFactureCPP": 4242,
        "commentaire": "Voici le bon de livraison",
        "pieceJointeComplementaire": [
            {
                "pieceJointeComplementaireId": 7,
                "pieceJointeComplementaireDesignation": "bl.pdf",
                "pieceJointeComplementaireType": "01",
                "pieceJointeComplementaireNumeroLigneFacture": 2,
            }
        ],
    },
    "recycler": {
        "identifiantFactureCPP": 4242,
        "destinataire": {"codeDestinataire": SIRET, "codeServiceExecutant": "FIN"},
        "reference": {"numeroBonCommande": "ENG-2", "numeroMarche": "M-1"},
    },
    "traiterRejet": {
        "listeDemandePaiement": [{"idDemandePaiement": 4242}, {"idDemandePaiement": 4243}],
        "motifRejet": "Autre",
        "cpltInfos": "Facture F2 émise",
    },
    "corriger/valideur/facture": {
        "idFacture": 4242,
        "idStructure": 5,
        "identifiantStructure": SIRET,
        "typeIdentifiantStructure": "SIRET",
    },
}
each_change = pytest.mark.parametrize("operation", CHANGES)


@each_change
def test_a_change_is_asked_in_the_portals_words_and_its_receipt_is_read(operation: str) -> None:
    with a_desk(DONE) as desk:
        receipt = CHANGES[operation](desk.client)
        [request] = desk.api.seen
    assert (request.method, request.path) == ("POST", f"/cpro/factures/v1/{operation}")
    assert request.json == REQUESTS[operation]
    assert request.headers["connection"] == "close"
    assert (receipt.chorus_id, receipt.invoice_number) == (4242, "F1")
    assert (receipt.status, str(receipt.handled_on)) == ("STATUT_DE_DEMAIN", "2026-11-24")
    assert receipt.raw["champDeDemain"] == 1


@each_change
def test_a_bare_success_is_a_success(operation: str) -> None:
    with a_desk(answers(200, {"codeRetour": "0"})) as desk:
        assert CHANGES[operation](desk.client).invoice_number == ""


@each_change
@pytest.mark.parametrize("conduct", BROKEN_CHANGES.values(), ids=BROKEN_CHANGES)
def test_a_change_without_a_clear_answer_is_ambiguous_and_sent_once(
    operation: str, conduct: Conduct
) -> None:
    with a_desk(DONE) as desk:
        desk.api.play(conduct)
        with pytest.raises(UncertainChange, match=operation) as caught:
            CHANGES[operation](desk.client)
        assert len(desk.api.seen) == 1
    assert isinstance(caught.value, Ambiguous)
    assert "relisez d'abord" in caught.value.remedy
    assert "4242" in caught.value.where
    assert str(caught.value.evidence) in caught.value.what
    assert desk.time.slept == []


@each_change
def test_a_change_that_is_not_answered_in_time_is_ambiguous(operation: str) -> None:
    with a_desk(portal.stalls_after_body, timeouts=HURRIED) as desk:
        with pytest.raises(UncertainChange, match="délai dépassé"):
            CHANGES[operation](desk.client)
        assert len(desk.api.seen) == 1


@each_change
@pytest.mark.parametrize("status", [200, 400])
def test_a_refusal_of_a_change_is_told_in_french_whatever_its_status(
    operation: str, status: int
) -> None:
    body = refusal(20002, "GDP_MSG_11.033 - Le statut", identifiantFactureCPP=4242)
    with a_desk(answers(status, body)) as desk:
        with pytest.raises(BusinessRefusal) as caught:
            CHANGES[operation](desk.client)
        assert len(desk.api.seen) == 1
    assert (caught.value.code, caught.value.label) == (20002, "GDP_MSG_11.033 - Le statut")
    assert "la facture n'est pas suspendue" in caught.value.what


@pytest.mark.parametrize(
    ("number", "label", "told"),
    [
        (20000, "GDP_MSG_11.008", "cette facture n'existe pas"),
        (20001, "GDP_MSG_11.005", "n'a pas le droit"),
        (20002, "", "la facture n'est pas suspendue"),
        (29999, "GDP_MSG_99.999 - Nouveau", "GDP_MSG_99.999 - Nouveau (code 29999)"),
    ],
)
def test_the_known_refusals_of_a_completion_have_their_meaning(
    number: int, label: str, told: str
) -> None:
    answer = answers(200, refusal(number, label))
    with a_desk(answer) as desk, pytest.raises(BusinessRefusal) as caught:
        desk.client.complete_invoice(COMPLETION)
    assert told in caught.value.what
    assert str(number) in caught.value.what


@each_change
def test_a_refusal_at_the_door_changes_nothing(operation: str) -> None:
    with a_desk(answers(403)) as desk, pytest.raises(AccessDenied) as caught:
        CHANGES[operation](desk.client)
    assert not isinstance(caught.value, Ambiguous)


@each_change
def test_a_401_is_replayed_once_and_a_cut_after_it_is_ambiguous(operation: str) -> None:
    with a_desk(DONE) as desk:
        desk.api.play(answers(401, {}))
        assert CHANGES[operation](desk.client).chorus_id == 4242
        desk.api.play(answers(401, {}), portal.cuts_after_body)
        with pytest.raises(UncertainChange):
            CHANGES[operation](desk.client)
        assert len(desk.api.seen) == 4


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (InvoiceCompletion(chorus_id=1), "ni commentaire ni pièce"),
        (InvoiceCompletion(chorus_id=1, comment="x" * 2001), "le commentaire a 2001 caractères"),
        (
            InvoiceCompletion(
                chorus_id=1,
                attachments=(SubmittedAttachment(file_id=1, name="x" * 101),),
            ),
            "pièce complémentaire 1, la désignation a 101 caractères, 100 au plus",
        ),
    ],
)
def test_a_wrong_completion_does_not_leave(wrong: InvoiceCompletion, told: str) -> None:
    with a_desk(DONE) as desk:
        with pytest.raises(InvalidInput, match="ne peut pas être envoyée") as caught:
            desk.client.complete_invoice(wrong)
        assert desk.api.seen == []
    assert told in caught.value.what


def test_other_wrong_changes_do_not_leave() -> None:
    too_long = SubmittedReferences(engagement="e" * 51, marche="m" * 51, currency="EURO")
    nowhere = SubmittedRecipient(siret="")
    with a_desk(DONE) as desk:
        with pytest.raises(InvalidInput) as caught:
            desk.client.recycle_invoice(
                InvoiceRecycling(chorus_id=1, recipient=nowhere, references=too_long)
            )
        for told in (
            "le SIRET du destinataire manque",
            "le numéro d'engagement a 51 caractères, 50 au plus",
            "le numéro de marché a 51 caractères",
            "la devise a 4 caractères, 3 au plus",
        ):
            assert told in caught.value.what
        with pytest.raises(InvalidInput, match="aucune facture"):
            desk.client.mark_rejections_handled(RejectionsHandled(chorus_ids=()))
        with pytest.raises(InvalidInput, match="l'identifiant du valideur manque"):
            desk.client.correct_validator(ValidatorCorrection(chorus_id=1, identifier=" "))
        assert desk.api.seen == []
