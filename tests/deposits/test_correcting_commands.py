"""The commands that correct and send again: what they answer, and what the portal then holds."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Protocol

import pytest
from django.utils import timezone

from support.commands import Done, call_command
from support.portal import no_pause
from support.records import UNDEMANDING, a_customer, a_pdf, a_structure, an_invoice
from wochorus.accounts.services import chorus_client
from wochorus.billing.documents import attach_main
from wochorus.billing.journal import journal_page
from wochorus.billing.models import DepositState, Invoice, InvoiceKind, Reissue
from wochorus.billing.reissue import ReissueWish
from wochorus.billing.reissue_numbers import new_numbers
from wochorus.core.errors import InvalidInput
from wochorus.deposits.models import Flow, InvoiceRequest, RequestState
from wochorus.deposits.moves import move_lines
from wochorus.deposits.reissuing import reissue_rejected
from wochorus.deposits.states import LineState

if TYPE_CHECKING:
    from pathlib import Path

    from support.portal import Portal
    from wochorus.choruspro import InvoiceRow


class Call(Protocol):
    """The type of the fixture `call`."""

    def __call__(self, *arguments: str | Path) -> Done:
        """Run `wochorus ARGUMENTS` here."""


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    return partial(call_command, capsys)


@pytest.fixture
def deposited(portal: Portal, tmp_path: Path) -> Portal:
    """Give two invoices that the portal has integrated: FA-0001, FA-0002."""
    portal.invoices(tmp_path, 2)
    portal.deposit()
    portal.follow()
    return portal


def becomes(portal: Portal, number: str, status: str, comment: str = "Voyez-nous") -> None:
    chorus_id = Invoice.objects.get(number=number).chorus_id
    assert chorus_id is not None
    portal.admin.set_status(chorus_id, status, comment)


def a_file(folder: Path, name: str = "bon.txt") -> Path:
    path = folder / name
    path.write_text("Bon de livraison")
    return path


def test_a_suspended_invoice_is_completed(deposited: Portal, tmp_path: Path, call: Call) -> None:
    becomes(deposited, "FA-0001", "SUSPENDUE")
    done = call(
        "invoice", "complete", "FA-0001", "--file", a_file(tmp_path), "--comment", "Voici [1]"
    )
    assert done.returncode == 0, done.stderr
    assert "À faire : compléter FA-0001 : bon.txt (1\xa0ko), commentaire" in done.stdout
    assert "« Voici [1] »" in done.stdout
    assert "FA-0001 : compléter, faite" in done.stdout
    shown = json.loads(call("invoice", "show", "FA-0001", "--json").stdout)
    assert shown["standing"]["status"] == "COMPLETEE"


def test_a_lost_answer_is_told_and_settled_by_follow(
    deposited: Portal, tmp_path: Path, call: Call
) -> None:
    becomes(deposited, "FA-0001", "SUSPENDUE")
    deposited.admin.fault("cut_after_recording", operation="*completer")
    complete = ("invoice", "complete", "FA-0001", "--file", a_file(tmp_path), "--json")
    lost = call(*complete)
    assert lost.returncode == 1
    assert json.loads(lost.stdout)["state"] == RequestState.AMBIGUOUS
    assert "wochorus follow" in lost.stderr
    again = call(*complete)
    assert again.returncode == 1
    assert "incertaine" in again.stderr
    found = call("follow")
    assert found.returncode == 0, found.stdout + found.stderr
    assert "FA-0001 : compléter, faite" in found.stdout
    assert len(deposited.admin.ledger("*completer")) == 1


def test_follow_says_that_a_request_is_still_uncertain(deposited: Portal, call: Call) -> None:
    becomes(deposited, "FA-0001", "SUSPENDUE")
    deposited.admin.fault("cut_before_recording", operation="*completer")
    call("invoice", "complete", "FA-0001", "--comment", "Voici")
    done = call("follow", "--for", "0", "--json")
    assert done.returncode == 1
    assert "1 demande(s) restent sans réponse" in done.stderr
    (request,) = json.loads(done.stdout)["requests"]
    assert (request["invoice"], request["state"]) == ("FA-0001", RequestState.AMBIGUOUS)


def test_nothing_is_asked_in_production_without_a_confirmation(
    deposited: Portal, call: Call
) -> None:
    deposited.company.environment = "production"
    deposited.company.save()
    for words in (
        ("complete", "FA-0001", "--comment", "Voici"),
        ("reissue", "FA-0001"),
        ("handled", "FA-0001", "FA-0002"),
        ("validator", "FA-0001", "--siret", UNDEMANDING),
    ):
        done = call("invoice", *words)
        assert done.returncode == 1
        assert "PRODUCTION" in done.stderr
    assert Invoice.objects.count() == 2
    assert not InvoiceRequest.objects.exists()


def test_a_rejected_invoice_is_reissued_deposited_and_told(
    deposited: Portal, tmp_path: Path, call: Call
) -> None:
    becomes(deposited, "FA-0001", "REJETEE", "Engagement inconnu")
    call("follow")
    assert "wochorus invoice reissue" in call("invoice", "show", "FA-0001").stdout
    done = call("invoice", "reissue", "FA-0001", "--engagement", "BC-9", "--handled", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["replacement"], told["credit_note"]) == ("FA-0001-R1", "FA-0001-AV")
    assert (told["total_with_tax"], told["pdf_needed"]) == ("120.00", True)
    assert told["handled"]["state"] == RequestState.DONE
    assert "PDF_MISSING" in call("check", "--json").stdout
    give_page(tmp_path, "FA-0001-R1", deposited)
    assert call("deposit", "--mode", "batch").returncode == 0
    assert deposited.held() == {"FA-0001": 1, "FA-0002": 1, "FA-0001-R1": 1}
    assert deposited.states()["FA-0001-AV"] == DepositState.INTERNAL
    shown = call("invoice", "show", "FA-0001")
    assert "remplacée par FA-0001-R1" in shown.stdout
    assert "FA-0001-AV" in shown.stdout
    assert "annulée et réémise" in call("invoice", "history", "FA-0001").stdout


def test_a_reissue_says_first_what_was_paid_under_the_old_number(
    deposited: Portal, call: Call
) -> None:
    becomes(deposited, "FA-0001", "REJETEE")
    assert call("payment", "add", "50", "--invoice", "FA-0001").returncode == 0
    done = call("invoice", "reissue", "FA-0001")
    before, after = " ".join(done.stdout.split()).split("annulée par", 1)
    assert "50,00 € réglés sous FA-0001" in before
    assert "--move-payments" in before
    assert "remplacée par FA-0001-R1" in after
    moved = call("payment", "move", "FA-0001")
    assert "portés de FA-0001 à FA-0001-R1" in moved.stdout, moved.stderr
    assert Invoice.objects.get(number="FA-0001-R1").paid == Decimal(50)


def test_a_reissue_takes_the_payments_along_when_asked(deposited: Portal, call: Call) -> None:
    becomes(deposited, "FA-0001", "REJETEE")
    call("payment", "add", "50", "--invoice", "FA-0001")
    done = call("invoice", "reissue", "FA-0001", "--move-payments", "--json")
    told = json.loads(done.stdout)
    assert (told["paid"], told["left_under_the_old_number"]) == ("50.00", "0")


def give_page(folder: Path, number: str, portal: Portal) -> None:
    path = folder / f"{number}.pdf"
    path.write_bytes(a_pdf(number))
    attach_main(Invoice.objects.get(company=portal.company, number=number), path)


def test_a_rejection_taken_back_after_the_reissue_is_told(deposited: Portal, call: Call) -> None:
    becomes(deposited, "FA-0001", "REJETEE")
    assert call("invoice", "reissue", "FA-0001").returncode == 0
    assert "Rien à faire sur celle-ci" in call("invoice", "show", "FA-0001").stdout
    assert "FA-0001" not in call("invoice", "list", "--to-act").stdout
    becomes(deposited, "FA-0001", "MISE_EN_PAIEMENT")
    call("follow")
    shown = call("invoice", "show", "FA-0001").stdout
    assert "n'est pourtant plus rejetée" in " ".join(shown.split())
    assert "FA-0001" in call("invoice", "list", "--to-act").stdout


@pytest.mark.parametrize("status", ["MISE_A_DISPOSITION", "SUSPENDUE", "MANDATEE"])
def test_what_the_portal_does_not_show_as_rejected_is_not_reissued(
    deposited: Portal, call: Call, status: str
) -> None:
    Invoice.objects.update(chorus_status="REJETEE")
    becomes(deposited, "FA-0001", status)
    done = call("invoice", "reissue", "FA-0001")
    assert done.returncode == 1
    assert status in done.stderr
    assert Invoice.objects.count() == 2


def test_a_number_that_only_the_portal_knows_is_not_used_again(
    deposited: Portal, call: Call
) -> None:
    becomes(deposited, "FA-0001", "REJETEE")
    Invoice.objects.filter(number="FA-0002").update(number="FA-0009")
    done = call("invoice", "reissue", "FA-0001", "--number", "FA-0002")
    assert done.returncode == 1
    assert "déjà celui d'une facture sur Chorus Pro" in done.stderr
    assert not Reissue.objects.exists()


def test_a_reissue_that_the_portal_cannot_confirm_is_not_made(
    deposited: Portal, call: Call
) -> None:
    Invoice.objects.update(chorus_status="REJETEE")
    deposited.simulator.stop()
    try:
        done = call("invoice", "reissue", "FA-0001")
    finally:
        deposited.simulator.start()
    assert done.returncode == 1
    assert not Reissue.objects.exists()


def test_what_is_set_free_while_the_portal_is_asked_is_not_reissued(deposited: Portal) -> None:
    becomes(deposited, "FA-0001", "REJETEE")
    rejected = Invoice.objects.get(number="FA-0001")

    def search(*_: object) -> list[InvoiceRow]:
        line = rejected.lines.get()
        move_lines(line.flow, [line.pk], LineState.RELEASED)
        return []

    wish = ReissueWish(new_numbers(rejected), timezone.localdate())
    with (
        chorus_client(deposited.company, sleep=no_pause) as client,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(type(client), "search_invoices", search)
        with pytest.raises(InvalidInput, match="n'est pas sur Chorus Pro"):
            reissue_rejected(deposited.company, rejected, wish, client)
    assert not Reissue.objects.exists()


def test_a_reissue_is_undone_until_a_deposit_has_seen_it(
    deposited: Portal, tmp_path: Path, call: Call
) -> None:
    becomes(deposited, "FA-0001", "REJETEE")
    assert call("invoice", "reissue", "FA-0001").returncode == 0
    undone = call("invoice", "reissue", "FA-0001", "--undo")
    assert undone.returncode == 0, undone.stderr
    assert Invoice.objects.count() == 2
    assert call("invoice", "reissue", "FA-0001").returncode == 0
    give_page(tmp_path, "FA-0001-R1", deposited)
    assert call("deposit", "--mode", "batch", "--dry-run").returncode == 0
    refused = call("invoice", "reissue", "FA-0001", "--undo")
    assert refused.returncode == 1
    assert "ne peut plus être défaite" in refused.stderr
    assert Invoice.objects.count() == 4


def test_an_internal_credit_note_is_never_a_candidate(
    deposited: Portal, tmp_path: Path, call: Call
) -> None:
    becomes(deposited, "FA-0001", "REJETEE")
    call("invoice", "reissue", "FA-0001")
    give_page(tmp_path, "FA-0001-R1", deposited)
    assert "FA-0001-AV" not in call("check", "--json").stdout
    asked = call("deposit", "--mode", "sequential", "--number", "FA-0001-AV")
    assert asked.returncode == 1
    assert "annulation interne" in asked.stdout
    assert deposited.held() == {"FA-0001": 1, "FA-0002": 1}
    rows = {row.number: row.state_label for row in journal_page(deposited.company).rows}
    assert rows["FA-0001-AV"] == "Interne"


def test_rejections_are_declared_handled_and_one_that_is_not_rejected_stops_no_other(
    deposited: Portal, call: Call
) -> None:
    becomes(deposited, "FA-0002", "REJETEE")
    done = call("invoice", "handled", "FA-0001", "FA-0002", "--json")
    assert done.returncode == 1
    states = [each["state"] for each in json.loads(done.stdout)]
    assert states == [RequestState.NOT_DONE, RequestState.DONE]
    assert call("invoice", "handled", "FA-0002").returncode == 0


def test_recycling_after_its_last_day_says_what_to_do_instead(
    deposited: Portal, call: Call
) -> None:
    done = call("invoice", "recycle", "FA-0001", "--engagement", "BC-9")
    assert done.returncode == 1
    assert "31/08/2026" in done.stderr
    assert "wochorus invoice reissue" in done.stderr
    assert call("company", "set", "propre", "--recycling-until", "bientôt").returncode == 1
    assert call("company", "set", "propre", "--recycling-until", "sans fin").returncode == 0
    deposited.admin.settings(recycling_withdrawn=False)
    becomes(deposited, "FA-0001", "A_RECYCLER")
    again = call("invoice", "recycle", "FA-0001", "--engagement", "BC-9")
    assert again.returncode == 0, again.stderr
    assert Invoice.objects.get(number="FA-0001").engagement == "BC-9"


def test_what_was_refused_at_integration_leaves_corrected_under_the_same_number(
    portal: Portal, tmp_path: Path, call: Call
) -> None:
    wrong = a_customer(portal.company, "99999999900017", code="C1", name="Mairie fermée")
    an_invoice(portal.company, "FA-1", tmp_path, customer=wrong)
    a_structure("99999999900017")
    assert call("deposit", "--mode", "batch").returncode == 1
    assert portal.states() == {"FA-1": DepositState.REFUSED}
    Invoice.objects.update(customer=a_customer(portal.company), engagement="x" * 51)
    assert call("deposit", "--mode", "batch").returncode == 1
    assert portal.deposits_received() == 1
    assert "51 caractères" in call("check").stdout
    Invoice.objects.update(engagement="BC-9")
    assert call("deposit", "--mode", "batch").returncode == 0
    assert portal.states() == {"FA-1": DepositState.INTEGRATED}
    assert portal.held() == {"FA-1": 1}
    told = call("invoice", "history", "FA-1").stdout
    assert told.index("facture refusée") < told.rindex("intégré")
    assert Flow.objects.count() == 2


def test_a_credit_note_may_be_reissued_too(portal: Portal, tmp_path: Path, call: Call) -> None:
    portal.invoices(tmp_path, 1)
    note = an_invoice(
        portal.company,
        "AV-1",
        tmp_path,
        kind=InvoiceKind.CREDIT_NOTE,
        preceding_invoice="FA-0001",
    )
    portal.deposit()
    portal.follow()
    becomes(portal, "AV-1", "REJETEE")
    done = call("invoice", "reissue", "AV-1")
    assert done.returncode == 0, done.stderr
    reissued = Reissue.objects.get(original=note)
    assert reissued.replacement.preceding_invoice == "FA-0001"
    assert reissued.credit_note.kind == InvoiceKind.INVOICE
