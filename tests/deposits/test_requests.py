"""Completing, recycling and correcting an invoice on the portal: once, whatever breaks."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from support.portal import IMPATIENT, no_pause
from support.records import SERVICE_CODE, SERVICE_REQUIRED, UNDEMANDING, a_customer
from wochorus.accounts.services import chorus_client
from wochorus.billing.models import Invoice
from wochorus.choruspro import Unreachable
from wochorus.core.errors import InvalidInput, Permanent
from wochorus.deposits.environments import deposit_on
from wochorus.deposits.evidence.collecting import evidence_of
from wochorus.deposits.models import InvoiceRequest, RequestKind, RequestState
from wochorus.deposits.moves import TakenOverError
from wochorus.deposits.patience import Patience
from wochorus.deposits.requests.background import companies_with_requests, settle_requests
from wochorus.deposits.requests.moves import claim_request, move_request
from wochorus.deposits.requests.orphans import take_over_requests_if_alone
from wochorus.deposits.requests.reconciliation import reconcile_requests, uncertain_requests
from wochorus.deposits.requests.sending import ask
from wochorus.deposits.requests.services import (
    completion,
    handled_rejection,
    other_validator,
    recycling,
)
from wochorus.deposits.requests.wishes import Recycling

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from support.portal import Portal
    from wochorus.deposits.requests.wishes import Wish

LATE = Patience(timedelta(hours=1), timedelta(0))


@pytest.fixture
def invoice(portal: Portal, tmp_path: Path) -> Invoice:
    """Give an invoice that the portal has integrated."""
    portal.invoices(tmp_path, 1)
    portal.deposit()
    portal.follow()
    return Invoice.objects.get()


def becomes(portal: Portal, invoice: Invoice, status: str, comment: str = "Voyez-nous") -> None:
    assert invoice.chorus_id is not None
    portal.admin.set_status(invoice.chorus_id, status, comment)


def asked(portal: Portal, invoice: Invoice, wish: Wish) -> InvoiceRequest:
    with chorus_client(portal.company, sleep=no_pause) as client:
        return ask(portal.company, invoice, wish, client, sleep=no_pause)


def looked_for(portal: Portal, patience: Patience = IMPATIENT, times: int = 2) -> InvoiceRequest:
    take_over_requests_if_alone(portal.company)
    with chorus_client(portal.company, sleep=no_pause) as client:
        for _ in range(times):
            reconcile_requests(uncertain_requests(portal.company), client, patience)
    return InvoiceRequest.objects.latest("pk")


def a_file(folder: Path, name: str = "bon-livraison.txt", content: str = "Livré le 3.") -> Path:
    path = folder / name
    path.write_text(content)
    return path


def calls(portal: Portal, operation: str) -> list[dict[str, Any]]:
    return portal.admin.ledger(f"*{operation}")


def on_portal(portal: Portal, invoice: Invoice) -> dict[str, Any]:
    (row,) = [row for row in portal.admin.invoices() if row["id"] == invoice.chorus_id]
    return row


def story(invoice: Invoice) -> list[str]:
    kinds: Sequence[str] = list(invoice.events.order_by("pk").values_list("kind", flat=True))
    return [kind.removeprefix("request_") for kind in kinds if kind.startswith("request_")]


def test_a_suspended_invoice_is_completed_with_a_file_and_a_comment(
    portal: Portal, invoice: Invoice, tmp_path: Path
) -> None:
    becomes(portal, invoice, "SUSPENDUE", "Bon de livraison absent")
    path = a_file(tmp_path)
    request = asked(portal, invoice, completion(invoice, [path], "Voici le bon"))
    assert request.state == RequestState.DONE
    assert on_portal(portal, invoice)["status"] == "COMPLETEE"
    assert [given["name"] for given in request.files] == ["bon-livraison.txt"]
    with chorus_client(portal.company) as client:
        sheet = client.invoice_sheet(request.chorus_id)
    assert request.files[0]["file_id"] in [piece.file_id for piece in sheet.attachments]
    invoice.refresh_from_db()
    assert invoice.chorus_status == "COMPLETEE"
    assert story(invoice) == ["sending", "done"]


def test_what_is_sent_is_frozen_with_the_fingerprint_of_its_files(
    portal: Portal, invoice: Invoice, tmp_path: Path
) -> None:
    becomes(portal, invoice, "SUSPENDUE")
    path = a_file(tmp_path, content="abc")
    wish = completion(invoice, [path], "Voici")
    path.write_text("changed since")
    request = asked(portal, invoice, wish)
    assert request.files[0]["sha256"] == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
    assert request.files[0]["size"] == 3
    assert request.body["commentaire"] == "Voici"
    assert request.body["identifiantFactureCPP"] == invoice.chorus_id


@pytest.mark.parametrize(
    "fault", ["cut_after_recording", "lost_answer", "html", "empty", "truncated_json"]
)
def test_a_lost_answer_is_found_on_the_portal_and_nothing_is_completed_twice(
    portal: Portal, invoice: Invoice, tmp_path: Path, fault: str
) -> None:
    becomes(portal, invoice, "SUSPENDUE")
    seconds = {"seconds": 0.1} if fault == "lost_answer" else {}
    portal.admin.fault(fault, operation="*completer", **seconds)
    wish = completion(invoice, [a_file(tmp_path)], "")
    request = asked(portal, invoice, wish)
    assert request.state == RequestState.AMBIGUOUS
    with pytest.raises(InvalidInput, match="incertaine"):
        asked(portal, invoice, wish)
    assert looked_for(portal, times=1).state == RequestState.DONE
    assert len(calls(portal, "completer")) == 1
    assert story(invoice) == ["sending", "ambiguous", "asked", "done"]


def test_a_comment_alone_is_found_by_its_words(portal: Portal, invoice: Invoice) -> None:
    becomes(portal, invoice, "SUSPENDUE")
    portal.admin.fault("cut_after_recording", operation="*completer")
    asked(portal, invoice, completion(invoice, [], "La commande est la 4512"))
    request = looked_for(portal, times=1)
    assert request.state == RequestState.DONE
    assert "notre commentaire" in request.message


def test_what_never_arrived_is_not_done_after_the_delay_and_may_be_asked_again(
    portal: Portal, invoice: Invoice
) -> None:
    becomes(portal, invoice, "SUSPENDUE")
    portal.admin.fault("cut_before_recording", operation="*completer")
    wish = completion(invoice, [], "Voici")
    asked(portal, invoice, wish)
    waiting = looked_for(portal, LATE)
    assert waiting.state == RequestState.AMBIGUOUS
    assert "n'en montre pas encore" in waiting.message
    assert looked_for(portal).state == RequestState.NOT_DONE
    assert on_portal(portal, invoice)["status"] == "SUSPENDUE"
    assert asked(portal, invoice, wish).state == RequestState.DONE
    statuses = [entry["status"] for entry in history(portal, invoice)]
    assert statuses.count("COMPLETEE") == 1


def history(portal: Portal, invoice: Invoice) -> list[dict[str, Any]]:
    assert invoice.chorus_id is not None
    with chorus_client(portal.company) as client:
        entries = client.invoice_history(invoice.chorus_id).statuses
    return [{"status": entry.status, "comment": entry.comment} for entry in entries]


def test_what_someone_else_answered_on_the_portal_is_not_taken_for_ours(
    portal: Portal, invoice: Invoice
) -> None:
    becomes(portal, invoice, "SUSPENDUE")
    portal.admin.fault("cut_before_recording", operation="*completer")
    asked(portal, invoice, completion(invoice, [], "Voici"))
    becomes(portal, invoice, "COMPLETEE", "Répondu par téléphone")
    request = looked_for(portal)
    assert request.state == RequestState.NOT_DONE
    assert "COMPLETEE" in request.message


def test_an_earlier_completion_with_the_same_words_is_not_taken_for_the_new_one(
    portal: Portal, invoice: Invoice
) -> None:
    wish = completion(invoice, [], "Voici")
    becomes(portal, invoice, "SUSPENDUE")
    asked(portal, invoice, wish)
    becomes(portal, invoice, "SUSPENDUE", "Il manque encore le bon")
    portal.admin.fault("cut_before_recording", operation="*completer")
    asked(portal, invoice, wish)
    assert looked_for(portal).state == RequestState.NOT_DONE


@pytest.mark.parametrize("status", ["MANDATEE", "REJETEE", "COMPLETEE"])
def test_an_invoice_in_another_status_is_told_in_words_and_nothing_is_sent(
    portal: Portal, invoice: Invoice, tmp_path: Path, status: str
) -> None:
    Invoice.objects.update(chorus_status="SUSPENDUE")
    becomes(portal, invoice, status)
    with pytest.raises(InvalidInput, match=status) as told:
        asked(portal, invoice, completion(invoice, [a_file(tmp_path)], ""))
    assert "suspendue" in told.value.what
    assert ".." not in str(told.value)
    assert calls(portal, "ajouter/fichier") == calls(portal, "completer") == []
    assert not InvoiceRequest.objects.exists()
    invoice.refresh_from_db()
    assert invoice.chorus_status == status


def test_an_old_status_of_ours_does_not_keep_from_completing(
    portal: Portal, invoice: Invoice
) -> None:
    Invoice.objects.update(chorus_status="MISE_A_DISPOSITION")
    becomes(portal, invoice, "SUSPENDUE")
    assert asked(portal, invoice, completion(invoice, [], "Voici")).state == RequestState.DONE


@pytest.mark.parametrize("as_400", [False, True])
def test_a_refusal_of_the_portal_is_kept_with_its_words(
    portal: Portal, invoice: Invoice, as_400: bool
) -> None:
    becomes(portal, invoice, "SUSPENDUE")
    if as_400:
        portal.admin.fault("refusals_as_400")
    portal.admin.fault("unknown_code", operation="*completer")
    request = asked(portal, invoice, completion(invoice, [], "Voici"))
    assert request.state == RequestState.REFUSED
    assert "29999" in request.message
    assert asked(portal, invoice, completion(invoice, [], "Voici")).state == RequestState.DONE


def test_a_portal_that_lets_nobody_in_leaves_the_request_not_done(
    portal: Portal, invoice: Invoice
) -> None:
    becomes(portal, invoice, "SUSPENDUE")
    portal.admin.fault("status_403", operation="*completer", count=9)
    with pytest.raises(Permanent):
        asked(portal, invoice, completion(invoice, [], "Voici"))
    request = InvoiceRequest.objects.get()
    assert request.state == RequestState.NOT_DONE
    assert "Rien n'est parti" in request.message


def test_files_that_the_portal_did_not_take_leave_no_request(
    portal: Portal, invoice: Invoice, tmp_path: Path
) -> None:
    becomes(portal, invoice, "SUSPENDUE")
    wish = completion(invoice, [a_file(tmp_path)], "")
    portal.simulator.stop()
    try:
        with pytest.raises(Unreachable):
            asked(portal, invoice, wish)
    finally:
        portal.simulator.start()
    assert not InvoiceRequest.objects.exists()
    assert asked(portal, invoice, wish).state == RequestState.DONE


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("programme.exe", "x", "type"),
        ("sans-extension", "x", "sans extension"),
        ("x" * 47 + ".txt", "x", "51 caractères"),
        ("vide.txt", "", "vide"),
        ("gros.txt", "x" * 10_000_001, "pèse"),
    ],
)
def test_a_file_that_the_portal_would_refuse_is_told_before_anything_is_sent(
    portal: Portal, invoice: Invoice, tmp_path: Path, name: str, content: str, what: str
) -> None:
    with pytest.raises(InvalidInput, match=what):
        completion(invoice, [a_file(tmp_path, name, content)], "Voici")
    assert calls(portal, "ajouter/fichier") == []


def test_two_files_of_one_name_and_an_empty_answer_are_refused(
    portal: Portal, invoice: Invoice, tmp_path: Path
) -> None:
    (tmp_path / "autre").mkdir()
    with pytest.raises(InvalidInput, match="deux fichiers"):
        completion(invoice, [a_file(tmp_path), a_file(tmp_path / "autre")], "")
    with pytest.raises(InvalidInput, match="ni pièce ni commentaire"):
        completion(invoice, [], "  ")
    with pytest.raises(InvalidInput, match="2001 caractères"):
        completion(invoice, [], "x" * 2001)
    assert calls(portal, "completer") == []


def test_a_program_dead_while_sending_is_taken_over_and_its_request_looked_for(
    portal: Portal, invoice: Invoice
) -> None:
    becomes(portal, invoice, "SUSPENDUE")
    request = asked(portal, invoice, completion(invoice, [], "Voici"))
    as_the_dead_left_it(request)
    assert companies_with_requests(timezone.now()) == {portal.company.pk}
    settle_requests(portal.company, lambda: True)
    request.refresh_from_db()
    assert request.state == RequestState.DONE
    assert companies_with_requests(timezone.now()) == set()
    assert len(calls(portal, "completer")) == 1


def as_the_dead_left_it(request: InvoiceRequest) -> None:
    InvoiceRequest.objects.filter(pk=request.pk).update(
        state=RequestState.SENDING, message="", ended_at=None
    )


def test_a_program_that_slept_while_another_took_over_sends_nothing(
    portal: Portal, invoice: Invoice
) -> None:
    becomes(portal, invoice, "SUSPENDUE")
    request = asked(portal, invoice, completion(invoice, [], "Voici"))
    as_the_dead_left_it(request)
    asleep = InvoiceRequest.objects.get()
    take_over_requests_if_alone(portal.company)
    with pytest.raises(TakenOverError):
        claim_request(asleep)
    with pytest.raises(TakenOverError):
        move_request(asleep, RequestState.REFUSED)


def test_a_recycled_invoice_goes_to_its_new_service_under_the_same_number(
    portal: Portal, invoice: Invoice
) -> None:
    portal.admin.settings(recycling_withdrawn=False)
    portal.company.recycling_until = None
    portal.company.save()
    other = a_customer(portal.company, SERVICE_REQUIRED)
    becomes(portal, invoice, "A_RECYCLER", "Mauvais service")
    today = timezone.localdate()
    wanted = Recycling(SERVICE_REQUIRED, SERVICE_CODE, engagement="BC-9")
    wish = recycling(portal.company, invoice, wanted, today)
    portal.admin.fault("cut_after_recording", operation="*recycler")
    assert asked(portal, invoice, wish).state == RequestState.AMBIGUOUS
    assert looked_for(portal, times=1).state == RequestState.DONE
    invoice.refresh_from_db()
    assert (invoice.customer, invoice.code_service, invoice.engagement) == (
        other,
        SERVICE_CODE,
        "BC-9",
    )
    assert on_portal(portal, invoice)["number"] == invoice.number
    assert len(calls(portal, "recycler")) == 1
    told = invoice.events.get(kind="request_done").payload
    assert told["before"]["engagement"] == ""


def test_a_recycling_that_did_not_arrive_changes_nothing_here(
    portal: Portal, invoice: Invoice
) -> None:
    portal.admin.settings(recycling_withdrawn=False)
    portal.company.recycling_until = None
    becomes(portal, invoice, "A_RECYCLER")
    wish = recycling(
        portal.company, invoice, Recycling("", engagement="BC-9"), timezone.localdate()
    )
    assert wish.siret == UNDEMANDING
    portal.admin.fault("cut_before_recording", operation="*recycler")
    asked(portal, invoice, wish)
    assert looked_for(portal).state == RequestState.NOT_DONE
    invoice.refresh_from_db()
    assert invoice.engagement == ""


def test_recycling_is_offered_until_its_last_day_and_then_another_way_is_told(
    portal: Portal, invoice: Invoice
) -> None:
    portal.company.recycling_until = date(2026, 8, 31)
    wanted = Recycling("", engagement="BC-9")
    assert recycling(portal.company, invoice, wanted, date(2026, 8, 31)).engagement == "BC-9"
    with pytest.raises(InvalidInput, match="31/08/2026") as told:
        recycling(portal.company, invoice, wanted, date(2026, 9, 1))
    assert "wochorus invoice reissue" in told.value.remedy


@pytest.mark.parametrize(
    ("wanted", "what"),
    [
        (Recycling(""), "Rien ne change"),
        (Recycling("123"), "14 chiffres"),
        (Recycling("55555555555555"), "n'existe pas dans l'annuaire"),
        (Recycling(SERVICE_REQUIRED), "exige un code service"),
        (Recycling(SERVICE_REQUIRED, "INCONNU"), "INCONNU"),
    ],
    ids=["nothing", "no siret", "unknown", "without its service", "unknown service"],
)
def test_a_routing_that_the_annuaire_does_not_know_is_refused_before_anything_is_sent(
    portal: Portal, invoice: Invoice, wanted: Recycling, what: str
) -> None:
    portal.company.recycling_until = None
    with pytest.raises(InvalidInput, match=what):
        recycling(portal.company, invoice, wanted, timezone.localdate())


def test_a_rejection_is_declared_handled_and_a_lost_answer_found(
    portal: Portal, invoice: Invoice
) -> None:
    becomes(portal, invoice, "REJETEE", "Montant faux")
    portal.admin.fault("cut_after_recording", operation="*traiterRejet")
    request = asked(portal, invoice, handled_rejection("Réémise", ""))
    assert (request.kind, request.state) == (RequestKind.HANDLE_REJECTION, RequestState.AMBIGUOUS)
    assert looked_for(portal, times=1).state == RequestState.DONE
    assert len(calls(portal, "traiterRejet")) == 1


def test_the_right_validator_is_named(portal: Portal, invoice: Invoice) -> None:
    becomes(portal, invoice, "ERREUR_FOURNISSEUR_SUR_VALIDEUR")
    request = asked(portal, invoice, other_validator("123 456 782 00028"))
    assert request.state == RequestState.DONE
    invoice.refresh_from_db()
    assert invoice.validator == "12345678200028"
    with pytest.raises(InvalidInput, match="14 chiffres"):
        other_validator("1234")


def test_an_invoice_that_is_not_on_the_portal_cannot_be_asked_about(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 1)
    with pytest.raises(InvalidInput, match="n'est pas sur Chorus Pro"):
        asked(portal, Invoice.objects.get(), handled_rejection("", ""))


def test_an_invoice_whose_portal_number_was_never_told_is_looked_for(
    portal: Portal, invoice: Invoice
) -> None:
    chorus_id = invoice.chorus_id
    becomes(portal, invoice, "SUSPENDUE")
    Invoice.objects.update(chorus_id=None)
    request = asked(portal, invoice, completion(invoice, [], "Voici"))
    assert (request.state, request.chorus_id) == (RequestState.DONE, chorus_id)


def test_the_proof_of_an_invoice_holds_its_requests_and_their_files(
    portal: Portal, invoice: Invoice, tmp_path: Path
) -> None:
    becomes(portal, invoice, "SUSPENDUE")
    request = asked(portal, invoice, completion(invoice, [a_file(tmp_path)], "Voici"))
    invoice.refresh_from_db()
    with zipfile.ZipFile(io.BytesIO(evidence_of(invoice))) as proof:
        piece = proof.read(f"demandes/{request.pk}/bon-livraison.txt")
        (told,) = json.loads(proof.read("demandes.json"))
    assert piece.decode() == "Livré le 3."
    assert (told["state"], told["sent"]["commentaire"]) == (RequestState.DONE, "Voici")


def test_a_company_that_leaves_its_trial_portal_leaves_no_request_behind(
    portal: Portal, invoice: Invoice
) -> None:
    becomes(portal, invoice, "SUSPENDUE")
    portal.admin.fault("cut_before_recording", operation="*completer")
    request = asked(portal, invoice, completion(invoice, [], "Voici"))
    assert deposit_on(portal.company, "production") == 1
    request.refresh_from_db()
    assert request.state == RequestState.NOT_DONE
    assert uncertain_requests(portal.company) == []
