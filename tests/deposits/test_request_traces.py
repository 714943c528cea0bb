"""By what a request is recognised on the portal, and by what it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.records import UNDEMANDING, a_company, an_invoice
from wochorus.choruspro import ChorusClient, InvoiceHistory, InvoiceSheet
from wochorus.deposits.models import InvoiceRequest, RequestKind, RequestState
from wochorus.deposits.requests.standing import entry_key
from wochorus.deposits.requests.traces import trace_of

if TYPE_CHECKING:
    from wochorus.billing.models import Invoice

pytestmark = pytest.mark.django_db

SUSPENDED = (1, "SUSPENDUE", "Il manque le bon")


class Shown(ChorusClient):
    """A portal that shows one sheet."""

    def __init__(self, sheet: dict[str, Any]) -> None:
        self._sheet = sheet

    def invoice_sheet(self, chorus_id: int) -> InvoiceSheet:
        return InvoiceSheet.read({"identifiantFactureCPP": chorus_id, **self._sheet})


def a_history(*lines: tuple[int | None, str, str], actions: tuple[str, ...] = ()) -> InvoiceHistory:
    statuses = [
        {"histoStatutId": number, "histoStatutCode": status, "histoStatutCommentaire": comment}
        for number, status, comment in lines
    ]
    done = [
        {"histoActionId": rank, "histoActionCode": action} for rank, action in enumerate(actions, 1)
    ]
    return InvoiceHistory.read(
        {
            "statutCourantCode": lines[-1][1],
            "historiquesDesStatuts": {"histoStatut": statuses},
            "historiquesDesActionsUtilisateurs": {"histoAction": done},
        }
    )


@pytest.fixture
def invoice() -> Invoice:
    return an_invoice(a_company(), "FA-1", chorus_id=7)


def a_request(
    invoice: Invoice, kind: RequestKind, body: dict[str, Any], *files: dict[str, Any]
) -> InvoiceRequest:
    return InvoiceRequest.objects.create(
        invoice=invoice,
        environment="simulator",
        chorus_id=7,
        kind=kind,
        state=RequestState.AMBIGUOUS,
        body=body,
        files=list(files),
        before={"status": "SUSPENDUE", "statuses": ["1"], "actions": ["1"]},
        actor="claire",
    )


def found(request: InvoiceRequest, history: InvoiceHistory, **sheet: Any) -> bool:
    return bool(trace_of(request, history, Shown(sheet)))


LONG = "Le bon de livraison signé par le chef de chantier est joint. " * 10


@pytest.mark.parametrize(
    ("ours", "shown", "is_ours"),
    [
        ("Voici le bon", "Voici le bon", True),
        ("Voici le bon", " Voici  le bon ", True),
        (LONG, LONG[:255], True),
        (LONG, LONG[:20], False),
        ("Voici le bon", "Répondu par téléphone", False),
        ("Voici le bon", "", True),
    ],
    ids=["same", "spaces", "cut", "cut too short", "of someone else", "not shown"],
)
def test_a_comment_is_recognised_by_its_words(
    invoice: Invoice, ours: str, shown: str, is_ours: bool
) -> None:
    request = a_request(invoice, RequestKind.COMPLETE, {"commentaire": ours})
    history = a_history(SUSPENDED, (2, "COMPLETEE", shown))
    assert found(request, history) is is_ours


def test_what_was_there_before_is_no_trace(invoice: Invoice) -> None:
    request = a_request(invoice, RequestKind.COMPLETE, {"commentaire": "Voici"})
    assert not found(request, a_history((1, "COMPLETEE", "Voici")))
    assert not found(request, a_history(SUSPENDED))


@pytest.mark.parametrize(
    ("piece", "is_ours"),
    [
        ({"pieceJointeId": 42, "pieceJointeDesignation": "autre nom"}, True),
        ({"pieceJointeId": 9, "pieceJointeDesignation": "bon.pdf"}, True),
        ({"pieceJointeId": 9, "pieceJointeDesignation": "autre.pdf"}, False),
    ],
    ids=["its number", "its name", "another"],
)
def test_files_are_recognised_on_the_sheet(
    invoice: Invoice, piece: dict[str, Any], is_ours: bool
) -> None:
    given = {"name": "bon.pdf", "file_id": 42}
    request = a_request(invoice, RequestKind.COMPLETE, {}, given)
    pieces = {"listeDesPiecesJointes": {"pieceJointe": [piece]}}
    back_to_its_recipient = a_history(SUSPENDED, (2, "MISE_A_DISPOSITION", ""))
    assert found(request, back_to_its_recipient, **pieces) is is_ours
    assert found(request, a_history(SUSPENDED, (2, "COMPLETEE", "")), **pieces) is is_ours


@pytest.mark.parametrize(
    ("lines", "service", "is_ours"),
    [
        ((SUSPENDED, (2, "DEPOSEE", "")), "ACHATS", True),
        ((SUSPENDED, (2, "MISE_A_DISPOSITION", "")), "ACHATS", True),
        ((SUSPENDED, (2, "DEPOSEE", "")), "AUTRE", False),
        ((SUSPENDED, (2, "A_RECYCLER", "Encore")), "ACHATS", False),
        ((SUSPENDED,), "ACHATS", False),
    ],
    ids=["again", "already there", "other service", "still to recycle", "nothing new"],
)
def test_a_recycling_is_recognised_by_its_routing(
    invoice: Invoice, lines: tuple[tuple[int, str, str], ...], service: str, is_ours: bool
) -> None:
    body = {"destinataire": {"codeDestinataire": UNDEMANDING, "codeServiceExecutant": "ACHATS"}}
    request = a_request(invoice, RequestKind.RECYCLE, body)
    recipient = {"codeDestinataire": UNDEMANDING, "codeServiceExecutant": service}
    assert found(request, a_history(*lines), destinataire=recipient) is is_ours


@pytest.mark.parametrize(
    ("actions", "is_ours"),
    [
        (("TRAITEMENT_REJET",), False),
        (("ACQUITTEMENT_REJET", "TRAITEMENT_REJET"), True),
        (("ACQUITTEMENT_REJET", "TELECHARGEMENT_FACTURE"), False),
    ],
    ids=["an old one", "a new one", "another action"],
)
def test_a_handled_rejection_is_recognised_by_its_action(
    invoice: Invoice, actions: tuple[str, ...], is_ours: bool
) -> None:
    request = a_request(invoice, RequestKind.HANDLE_REJECTION, {})
    assert found(request, a_history((1, "REJETEE", ""), actions=actions)) is is_ours


def test_a_validator_is_recognised_on_the_sheet(invoice: Invoice) -> None:
    body = {"identifiantStructure": UNDEMANDING}
    request = a_request(invoice, RequestKind.CORRECT_VALIDATOR, body)
    history = a_history(SUSPENDED, (2, "A_VALIDER_1", ""))
    assert found(request, history, cadreDeFacturation={"codeValideur1": UNDEMANDING})
    assert not found(request, history, cadreDeFacturation={"codeValideur1": "12345678200028"})


def test_lines_that_the_portal_does_not_number_are_told_apart_by_what_they_say(
    invoice: Invoice,
) -> None:
    request = a_request(invoice, RequestKind.COMPLETE, {"commentaire": "Voici"})
    request.before = {"statuses": [], "actions": []}
    old = a_history((None, "COMPLETEE", "Voici"))
    assert found(request, old)
    request.before = {"statuses": [entry_key(entry) for entry in old.statuses]}
    assert not found(request, old)
