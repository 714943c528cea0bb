"""The statuses read from the simulator, whose lives and faults nobody here has written."""

from __future__ import annotations

import json
import re
import zipfile
from functools import partial
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from support.commands import Done, call_command
from support.people import a_person
from support.portal import no_pause
from support.records import an_invoice
from wochorus.accounts.services import chorus_client
from wochorus.accounts.users.models import Membership, Role
from wochorus.billing.models import DepositState, Invoice
from wochorus.core.errors import Transient
from wochorus.deposits.background.statuses import read_company
from wochorus.deposits.environments import deposit_on
from wochorus.deposits.evidence.collecting import evidence_of
from wochorus.deposits.evidence.sealing import check
from wochorus.deposits.models import FollowEnd, InvoiceLife, LifeEntry, LifeEntryKind
from wochorus.deposits.statuses.reading import StatusRound, read_statuses
from wochorus.deposits.statuses.telling import standing_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.portal import Portal

DAY = 86_400


def read(portal: Portal) -> StatusRound:
    with chorus_client(portal.company, sleep=no_pause) as client:
        return read_statuses(portal.company, client)


def integrated(portal: Portal, folder: Path, count: int) -> None:
    portal.invoices(folder, count)
    portal.deposit()
    portal.follow(rounds=2)
    assert set(portal.states().values()) == {DepositState.INTEGRATED}


def ours() -> dict[str, str]:
    return dict(Invoice.objects.values_list("number", "chorus_status"))


def theirs(portal: Portal) -> dict[str, str]:
    return {row["number"]: row["status"] for row in portal.admin.invoices()}


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    return partial(call_command, capsys)


def test_the_life_of_an_invoice_begins_with_its_integration(portal: Portal, tmp_path: Path) -> None:
    integrated(portal, tmp_path, 2)
    for life in InvoiceLife.objects.select_related("invoice"):
        assert life.chorus_id == life.invoice.chorus_id
        assert life.status == life.invoice.chorus_status != ""
        assert life.status_at == life.invoice.chorus_status_at is not None
    assert InvoiceLife.objects.count() == 2


def test_months_of_drawn_lives_are_followed_to_the_last_status(
    portal: Portal, tmp_path: Path
) -> None:
    portal.admin.settings(lives="drawn", lives_seed=7)
    integrated(portal, tmp_path, 25)
    for days in (1, 6, 14, 30, 60):
        portal.admin.advance(days * DAY)
        read(portal)
        assert ours() == theirs(portal)
    assert len(set(ours().values())) > 1
    for life in InvoiceLife.objects.all():
        lines = LifeEntry.objects.filter(life=life, kind=LifeEntryKind.STATUS)
        assert lines.order_by("at", "key").filter(code=life.status).exists()
        assert lines.filter(code="DEPOSEE").exists()


def test_statuses_that_all_come_in_one_minute_and_in_disorder_end_with_the_last(
    portal: Portal, tmp_path: Path
) -> None:
    portal.admin.fault("statuses_out_of_order")
    integrated(portal, tmp_path, 1)
    read(portal)
    assert ours() == theirs(portal) == {"FA-0001": "MISE_A_DISPOSITION"}
    codes = LifeEntry.objects.filter(kind=LifeEntryKind.STATUS).values_list("code", flat=True)
    assert {"MISE_EN_PAIEMENT", "REJETEE", "SUSPENDUE"} <= set(codes)


def test_a_status_that_nobody_knows_is_shown_raw_then_replaced(
    portal: Portal, tmp_path: Path
) -> None:
    integrated(portal, tmp_path, 1)
    portal.admin.fault("unknown_invoice_status", value="STATUT_NEUF", count=2)
    (invoice,) = portal.admin.invoices()
    portal.admin.set_status(invoice["id"], "SERVICE_FAIT")
    read(portal)
    assert ours() == {"FA-0001": "STATUT_NEUF"}
    assert "inconnu" in standing_of(Invoice.objects.get()).sentence
    portal.admin.clear_faults()
    portal.admin.advance(120)
    portal.admin.set_status(invoice["id"], "MANDATEE")
    read(portal)
    assert ours() == {"FA-0001": "MANDATEE"}


@pytest.mark.parametrize("kind", ["maintenance", "truncated_json", "status_429", "status_500"])
def test_a_portal_that_is_ill_during_the_histories_is_read_again_later(
    portal: Portal, tmp_path: Path, kind: str
) -> None:
    integrated(portal, tmp_path, 3)
    for row in portal.admin.invoices():
        portal.admin.set_status(row["id"], "REJETEE", "faux")
    portal.admin.fault(kind, operation="*consulter/historique", count=99)
    with pytest.raises(Transient):
        read(portal)
    assert set(ours().values()) == {"REJETEE"}
    assert not LifeEntry.objects.exists()
    portal.admin.clear_faults()
    read_company(portal.company)
    assert InvoiceLife.objects.filter(history_read_at=None).count() == 0
    assert LifeEntry.objects.filter(code="REJETEE").count() == 3


def test_leaving_the_trial_portal_clears_all_that_it_said(portal: Portal, tmp_path: Path) -> None:
    integrated(portal, tmp_path, 1)
    (row,) = portal.admin.invoices()
    portal.admin.set_status(row["id"], "REJETEE", "faux")
    read(portal)
    assert Invoice.objects.get().chorus_comment
    deposit_on(portal.company, "production")
    invoice = Invoice.objects.get()
    assert (invoice.chorus_id, invoice.chorus_status, invoice.chorus_status_at) == (None, "", None)
    assert invoice.chorus_comment == ""
    assert standing_of(invoice).label == "pas encore déposée"


def test_follow_reads_the_statuses_and_says_what_changed(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    integrated(portal, tmp_path, 3)
    assert call("follow").returncode == 0
    portal.admin.advance(DAY)
    first, second, _ = portal.admin.invoices()
    portal.admin.set_status(first["id"], "SUSPENDUE", "le bon signé")
    portal.admin.set_status(second["id"], "MISE_EN_PAIEMENT")
    done = call("follow")
    assert done.returncode == 0, done.stderr
    assert "Aucun flux n'attend de réponse." in done.stdout
    assert "FA-0001 : Suspendue" in done.stdout
    assert "le bon signé" in done.stdout
    assert "1 facture(s) : mise en paiement" in done.stdout
    assert "2 statut(s) changé(s) ; dernier relevé à l'instant" in done.stdout
    again = json.loads(call("follow", "--statuses-only", "--json").stdout)
    assert again["statuses"]["changes"] == []
    assert again["statuses"]["histories_left"] == 0
    assert json.loads(call("follow", "--no-statuses", "--json").stdout)["statuses"] is None


def test_follow_says_that_the_statuses_could_not_be_read(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    integrated(portal, tmp_path, 1)
    portal.admin.fault("status_403", operation="*rechercher/fournisseur", count=9)
    done = call("follow")
    assert done.returncode == 1
    assert "Aucun flux n'attend de réponse." in done.stdout
    assert "dernier essai à l'instant" in done.stdout
    assert "Que faire" in done.stderr


def test_an_invoice_is_shown_with_its_standing_and_its_whole_history(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    integrated(portal, tmp_path, 1)
    (row,) = portal.admin.invoices()
    portal.admin.set_status(row["id"], "SUSPENDUE", "le bon signé")
    call("follow")
    shown = call("invoice", "show", "FA-0001").stdout
    for words in ("SUSPENDUE", "le bon signé", "fournisseur", "evidence export FA-0001"):
        assert words in shown
    facts = json.loads(call("invoice", "show", "FA-0001", "--json").stdout)
    assert facts["standing"]["actor"] == "fournisseur"
    told = json.loads(call("invoice", "history", "FA-0001", "--json").stdout)["history"]
    assert {"ici", "Chorus Pro"} == {each["place"] for each in told}
    assert "SUSPENDUE" in [each["code"] for each in told]
    assert "suspendue" in call("invoice", "history", "FA-0001").stdout


def test_a_number_of_two_years_asks_for_the_year(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    portal.invoices(tmp_path, 1)
    day = timezone.localdate().replace(day=1)
    an_invoice(portal.company, "FA-0001", issue_date=day.replace(year=day.year - 1))
    refused = call("invoice", "show", "FA-0001")
    assert refused.returncode == 1
    assert f"--year {day.year}" in refused.stderr
    last_year = str(day.year - 1)
    facts = json.loads(call("invoice", "show", "FA-0001", "--year", last_year, "--json").stdout)
    assert facts["issue_date"].startswith(last_year)
    assert "n'existe pas en 1999" in call("invoice", "show", "FA-0001", "--year", "1999").stderr
    assert "n'existe pas" in call("invoice", "history", "FA-X").stderr


def test_invoices_are_listed_by_what_they_wait_for(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    integrated(portal, tmp_path, 3)
    Invoice.objects.filter(number="FA-0003").update(
        due_date=timezone.localdate().replace(year=2025)
    )
    first, second, third = portal.admin.invoices()
    portal.admin.set_status(first["id"], "REJETEE", "faux")
    portal.admin.set_status(second["id"], "MANDATEE")
    portal.admin.set_status(third["id"], "STATUT_NEUF")
    call("follow")

    def listed(*asked: str) -> list[str]:
        found = json.loads(call("invoice", "list", *asked, "--json").stdout)["invoices"]
        return sorted(invoice["number"] for invoice in found)

    assert listed() == ["FA-0001", "FA-0002", "FA-0003"]
    assert listed("--to-act") == ["FA-0001"]
    assert listed("--status", "mandatee") == ["FA-0002"]
    assert listed("--unknown") == ["FA-0003"]
    assert listed("--late") == ["FA-0003"]
    assert "1 / 1 facture(s)" in call("invoice", "list", "--to-act").stdout
    misspelt = "Aucun statut connu ne s'appelle SUSPENDU :"
    assert misspelt in call("invoice", "list", "--status", "suspendu").stdout
    for asked in ("STATUT_NEUF", "SUSPENDUE"):
        assert "Aucun statut connu" not in call("invoice", "list", "--status", asked).stdout
    journal = json.loads(call("journal", "list", "--number", "FA-0001", "--json").stdout)
    (row,) = journal["invoices"]
    assert (row["chorus_status"], row["chorus_comment"]) == ("REJETEE", "faux")
    assert row["chorus_status_label"].startswith("rejetée")
    assert InvoiceLife.objects.get(invoice__number="FA-0001").end == FollowEnd.FINAL


def test_the_proof_of_a_deposit_holds_what_its_recipient_did(
    portal: Portal, tmp_path: Path
) -> None:
    integrated(portal, tmp_path, 1)
    (row,) = portal.admin.invoices()
    portal.admin.set_status(row["id"], "REJETEE", "le bon est périmé")
    read(portal)
    path = tmp_path / "preuve.zip"
    path.write_bytes(evidence_of(Invoice.objects.get()))
    assert check(path).is_intact
    with zipfile.ZipFile(path) as proof:
        told = proof.read("vie-sur-chorus.csv").decode("utf-8-sig")
        lines = json.loads(proof.read("vie-sur-chorus.json"))
    assert "REJETEE;le bon est périmé" in told
    assert "le bon est périmé" in [line["line"].get("histoStatutCommentaire") for line in lines]


def test_reading_chorus_now_on_the_screens_tells_which_invoices_changed(
    portal: Portal, tmp_path: Path
) -> None:
    integrated(portal, tmp_path, 3)
    read(portal)
    person = a_person("marie@propre.example")
    Membership.objects.create(user=person, company=portal.company, role=Role.CLERK)
    clerk = Client()
    clerk.force_login(person)
    assert "aucune facture n'a changé de statut" in told_by(clerk, portal)
    first, second, _ = portal.admin.invoices()
    portal.admin.set_status(first["id"], "SUSPENDUE")
    portal.admin.set_status(second["id"], "MANDATEE")
    assert "2 factures ont changé de statut" in told_by(clerk, portal)
    assert ours() == theirs(portal)


def told_by(clerk: Client, portal: Portal) -> str:
    """Press « Relever maintenant », and wait for what the page says in the end."""
    base = f"/societe/{portal.company.code}"
    page = clerk.post(f"{base}/flux/releve/").content.decode()
    while "Chorus Pro est interrogé" in page:
        address = re.search(r'hx-get="([^"]+)"', page)
        assert address is not None
        page = clerk.get(unescape(address[1])).content.decode()
    return unescape(page)
