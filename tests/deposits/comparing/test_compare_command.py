"""The command `compare`: three columns, exit codes that scripts rely on, adoption and its undo."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Protocol

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from support.commands import Done, call_command
from support.going_back import forget_all_deposits
from support.manual_entries import type_on_the_portal
from support.records import an_invoice
from wochorus.billing.models import DepositState, Invoice
from wochorus.deposits.models import Comparison, Flow

if TYPE_CHECKING:
    from pathlib import Path

    from support.portal import Portal

THIS_MONTH = timezone.localdate().replace(day=1)


class Call(Protocol):
    """The type of the fixture `call`."""

    def __call__(self, *arguments: str) -> Done:
        """Run `wochorus ARGUMENTS` here."""


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    return partial(call_command, capsys)


def deposited(portal: Portal, folder: Path, count: int) -> None:
    portal.invoices(folder, count)
    portal.deposit()
    portal.follow()


def test_nothing_to_do_is_told_and_ends_with_zero(
    portal: Portal, tmp_path: Path, call: Call
) -> None:
    deposited(portal, tmp_path, 2)
    done = call("compare")
    assert done.returncode == 0, done.stderr
    assert "Au journal : 2 · sur Chorus Pro : 2 · identiques : 2" in done.stdout
    assert "Différentes : 0" in done.stdout


def test_the_three_columns_tell_what_to_do_and_the_last_one_is_shown_again(
    portal: Portal, tmp_path: Path, call: Call
) -> None:
    deposited(portal, tmp_path, 2)
    type_on_the_portal(portal, "MAIN-1", THIS_MONTH, with_tax=Decimal(1200))
    an_invoice(portal.company, "FA-0009", tmp_path)
    Invoice.objects.filter(number="FA-0002").update(total_with_tax=Decimal(121))
    done = call("compare")
    assert done.returncode == 1
    assert "3 facture(s) demandent un geste" in done.stderr
    for words in (
        "Ici seulement : 1",
        "wochorus deposit --number FA-0009",
        "Sur Chorus Pro seulement : 1",
        "MAIN-1",
        "1\u202f200,00",
        "Différentes : 1",
        "TTC : 121,00 ici, 120,00 là-bas",
    ):
        assert words in done.stdout, done.stdout
    again = call("compare", "--last")
    assert again.stdout == done.stdout
    assert again.returncode == 1
    portal.admin.fault("status_403", count=99)
    assert call("compare").returncode == 1
    later = call("compare", "--last").stdout
    assert later.startswith(done.stdout)
    assert "Attention : dernier relevé" in later
    assert "dernier essai" in later


def test_programs_get_each_column_with_its_findings(
    portal: Portal, tmp_path: Path, call: Call
) -> None:
    deposited(portal, tmp_path, 1)
    forget_all_deposits()
    done = call("compare", "--json")
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    assert (answer["in_journal"], answer["on_chorus"], answer["same"]) == (1, 1, 0)
    assert (answer["here"], answer["there"], answer["to_do"]) == ([], [], 1)
    [row] = answer["different"]
    assert (row["number"], row["finding"], row["is_to_do"]) == ("FA-0001", "lost", True)
    assert answer["issued_to"] == timezone.localdate().isoformat()


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_table_is_written_to_a_spreadsheet(
    portal: Portal, tmp_path: Path, call: Call, suffix: str
) -> None:
    portal.invoices(tmp_path, 1)
    target = tmp_path / f"comparaison.{suffix}"
    assert call("compare", "--output", str(target)).returncode == 1
    if suffix == "csv":
        with target.open(encoding="utf-8-sig", newline="") as file:
            [row] = csv.DictReader(file, delimiter=";")
        assert (row["Où"], row["N° facture"], row["TTC"]) == ("Ici seulement", "FA-0001", "120,00")
    else:
        sheet = CalamineWorkbook.from_path(target).get_sheet_by_name("Comparaison")
        assert sheet.to_python()[1][:2] == ["Ici seulement", "FA-0001"]
    refused = call("compare", "--output", str(target))
    assert refused.returncode == 1
    assert "existe déjà" in refused.stderr
    assert Comparison.objects.count() == 1, "refused before anything is asked"
    assert call("compare", "--output", str(target), "--force").returncode == 1
    assert Comparison.objects.count() == 2


def test_what_a_backup_lost_is_taken_up_at_once_and_given_back_one_by_one(
    portal: Portal, tmp_path: Path, call: Call
) -> None:
    deposited(portal, tmp_path, 3)
    forget_all_deposits()
    assert call("compare").returncode == 1
    adopted = call("compare", "adopt", "--all")
    assert adopted.returncode == 0, adopted.stderr
    assert adopted.stdout.count("reprise de Chorus Pro (flux CPP001") == 3
    assert call("compare").returncode == 0
    assert call("compare", "adopt", "--all").stdout.count("Aucune facture n'est à reprendre") == 1
    assert call("deposit", "--mode", "batch").returncode == 0
    assert portal.deposits_received() == 1
    flow = Flow.objects.get()
    shown = call("flow", "show", str(flow.pk))
    assert shown.returncode == 0, shown.stderr
    for words in ("repris de Chorus Pro", "3 intégrées", "facture reprise de Chorus Pro"):
        assert words in " ".join(shown.stdout.split()), shown.stdout
    assert json.loads(call("flow", "show", str(flow.pk), "--json").stdout)["is_adopted"] is True
    proof = call("evidence", "export", "FA-0001", "--out", str(tmp_path / "preuve.zip"))
    assert proof.returncode == 1
    assert "n'est pas partie d'ici" in " ".join(proof.stderr.split())
    unconfirmed = call("compare", "release", "FA-0001")
    assert unconfirmed.returncode == 1
    assert "--yes" in unconfirmed.stderr
    assert call("compare", "release", "FA-0001", "--yes").returncode == 0
    assert portal.states()["FA-0001"] == DepositState.TO_DEPOSIT


def test_an_invoice_that_differs_is_not_adopted_and_the_command_says_why(
    portal: Portal, tmp_path: Path, call: Call
) -> None:
    type_on_the_portal(portal, "FA-0001", THIS_MONTH, with_tax=Decimal(60))
    portal.invoices(tmp_path, 2)
    done = call("compare", "adopt", "FA-0001", "FA-0002", "--json")
    assert done.returncode == 1
    told = {each["number"]: each["message"] for each in json.loads(done.stdout)}
    assert "le TTC est 60,00" in told["FA-0001"]
    assert "ne montre pas de facture FA-0002" in told["FA-0002"]
    assert set(portal.states().values()) == {DepositState.TO_DEPOSIT}


def test_the_year_tells_two_invoices_of_one_number_apart(
    portal: Portal, tmp_path: Path, call: Call
) -> None:
    type_on_the_portal(portal, "FA-1", THIS_MONTH)
    an_invoice(portal.company, "FA-1", tmp_path)
    before = THIS_MONTH.replace(year=THIS_MONTH.year - 1)
    old = an_invoice(portal.company, "FA-1", tmp_path, issue_date=before)
    assert "désigne 2 factures" in call("compare", "adopt", "FA-1").stderr
    done = call("compare", "adopt", "FA-1", "--year", str(THIS_MONTH.year))
    assert done.returncode == 0
    old.refresh_from_db()
    assert old.deposit_state == DepositState.TO_DEPOSIT


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("compare", "--last", "--to", "24/11/2026"), "--last"),
        (("compare", "adopt"), "--all"),
        (("compare", "adopt", "FA-1", "--all"), "--all"),
        (("compare", "--from", "demain"), "24/11/2026"),
    ],
)
def test_a_mistyped_comparison_is_told(
    portal: Portal, call: Call, words: tuple[str, ...], told: str
) -> None:
    assert portal.company
    done = call(*words)
    assert done.returncode == 2
    assert told in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("compare", "--last"), "Aucune comparaison"),
        (("compare", "adopt", "--all"), "Aucune comparaison"),
        (("compare", "adopt", "INCONNUE"), "n'existe pas"),
        (("compare", "release", "INCONNUE"), "n'existe pas"),
        (("compare", "--from", "02/11/2026", "--to", "01/11/2026"), "après sa fin"),
        (("compare", "--from", "01/01/2020"), "deux ans"),
        (("compare", "--output", "journal.pdf"), ".xlsx"),
    ],
)
def test_what_cannot_be_compared_is_told(
    portal: Portal, call: Call, words: tuple[str, ...], told: str
) -> None:
    assert portal.company
    done = call(*words)
    assert done.returncode == 1
    assert told in done.stderr
    assert not Comparison.objects.exists()


def test_a_period_of_the_past_is_compared_whole(portal: Portal, tmp_path: Path, call: Call) -> None:
    old = THIS_MONTH - timedelta(days=200)
    an_invoice(portal.company, "FA-VIEILLE", tmp_path, issue_date=old)
    assert call("compare").returncode == 0
    done = call("compare", "--to", f"{old:%d/%m/%Y}")
    assert done.returncode == 1, "without --from, the month before too"
    assert call("compare", "--from", f"{old:%Y-%m-%d}").returncode == 1
    later = old + timedelta(days=1)
    assert call("compare", "--from", f"{later:%Y-%m-%d}").returncode == 0
