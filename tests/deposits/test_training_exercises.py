"""The exercises of the training guide in which the buyer acts at the simulator's desk."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import pytest

from simulator.browsing import Page, Person
from support.commands import Done, call_command
from support.guides import DOCS
from support.records import UNDEMANDING, a_pdf
from wochorus.billing.models import DepositState, Invoice
from wochorus.deposits.models import FollowEnd, InvoiceLife
from wochorus.directory.models import Structure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.portal import Portal

GUIDE = (DOCS / "guides" / "former-avec-le-simulateur.md").read_text("utf-8")


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    return partial(call_command, capsys)


@pytest.fixture
def buyer(portal: Portal) -> Iterator[Person]:
    with Person(portal.simulator) as found:
        yield found


def exercise(title: str) -> list[str]:
    """List the commands of an exercise, as the guide writes them."""
    found = re.search(rf"^### \d+\. {re.escape(title)}$(.*?)^##", GUIDE, re.MULTILINE | re.DOTALL)
    assert found is not None
    said = " ".join(found[1].split())
    return re.findall(r"`wochorus ([^`]+)`", said)


def deposited(portal: Portal, number: str) -> str:
    """Deposit an invoice of the exercises; give the address of its page at the desk."""
    portal.detailed(number)
    portal.deposit()
    portal.follow(rounds=2)
    assert portal.states()[number] == DepositState.INTEGRATED
    (row,) = [row for row in portal.admin.invoices() if row["number"] == number]
    return f"/acheteur/{UNDEMANDING}/factures/{row['id']}"


def act(buyer: Person, address: str, status: str, **fields: str) -> Page:
    return buyer.submit(buyer.look(address), {"statut": status}, **fields)


def test_the_town_hall_suspends_and_the_pupil_completes(
    portal: Portal, buyer: Person, tmp_path: Path, call: Callable[..., Done]
) -> None:
    address = deposited(portal, "EX-01")
    act(buyer, address, "SUSPENDUE", commentaire="le bon de livraison signé")
    asked = exercise("La mairie suspend")
    assert asked[:3] == ["follow", "invoice show EX-01", "invoice history EX-01"]
    assert "EX-01 : Suspendue" in call("follow").stdout
    shown = call("invoice", "show", "EX-01").stdout
    assert "le bon de livraison signé" in shown
    assert re.search(r"Doit agir\s+fournisseur", shown)
    assert "suspendue" in call("invoice", "history", "EX-01").stdout
    assert asked[3] == "chorus explain JUSTIF_ABS"
    assert asked[4].startswith("invoice complete EX-01 --file bon.pdf --comment")
    (tmp_path / "bon.pdf").write_bytes(a_pdf("bon"))
    file = tmp_path / "bon.pdf"
    done = call("invoice", "complete", "EX-01", "--file", file, "--comment", "Le voici", "--yes")
    assert done.returncode == 0, done.stderr
    assert "Complétée" in buyer.look(address).text


def test_the_town_hall_rejects_and_the_pupil_issues_another(
    portal: Portal, buyer: Person, call: Callable[..., Done]
) -> None:
    address = deposited(portal, "EX-02")
    act(buyer, address, "REJETEE", motif="EJ_ERR", commentaire="c'est 4411")
    asked = exercise("La mairie rejette")
    assert asked == ["follow", "invoice list --to-act", "invoice reissue EX-02 --engagement 4411"]
    call("follow")
    listed = call("invoice", "list", "--to-act").stdout
    assert "EX-02" in listed
    assert "c'est 4411" in listed
    done = call("invoice", "reissue", "EX-02", "--engagement", "4411", "--yes")
    assert done.returncode == 0, done.stderr
    assert "EX-02" not in call("invoice", "list", "--to-act").stdout
    assert Invoice.objects.get(number="EX-02-R1").deposit_state == DepositState.TO_DEPOSIT
    assert "EX-02-R1" in call("invoice", "show", "EX-02").stdout


def test_a_body_that_does_not_tell_the_payment_is_said_so(
    portal: Portal, buyer: Person, call: Callable[..., Done]
) -> None:
    assert not Structure.objects.get(identifier=UNDEMANDING).reports_payment
    act(buyer, deposited(portal, "EX-03"), "MANDATEE", mandat="2026-4411")
    assert exercise("L'organisme qui ne dit pas le paiement") == ["follow", "invoice show"]
    call("follow")
    shown = call("invoice", "show", "EX-03").stdout
    assert "mandatée" in shown
    assert "Cet organisme n'annonce pas le paiement" in shown
    assert InvoiceLife.objects.get().end == FollowEnd.NO_PAYMENT_NEWS


def test_the_desk_says_which_bodies_do_not_tell_the_payment(portal: Portal, buyer: Person) -> None:
    columns = "TypeIdentifiant;Identifiant;RaisonSociale;StructureActive;{}\n"
    csv = columns.format("GestionStatutMiseEnPaiement")
    portal.admin.load_directory((csv + f"1;{UNDEMANDING};MAIRIE;true;false\n").encode())
    assert "ne remonte pas la mise en paiement" in buyer.look(f"/acheteur/{UNDEMANDING}/").text
