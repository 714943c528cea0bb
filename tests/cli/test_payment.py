"""`wochorus payment`: money received, by hand and by file."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from support.bank_statements import IBAN, a_statement, an_entry, details
from support.commands import Done, call_command
from support.records import a_company, an_invoice
from wochorus.accounts.models import Company
from wochorus.billing.models import Invoice, InvoiceKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_files")]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    company = a_company(iban=IBAN)
    for number in ("FA-2026-0001", "FA-2026-0002"):
        an_invoice(company, number)
    an_invoice(company, "AV-2026-0001", kind=InvoiceKind.CREDIT_NOTE, amount_due=20)
    return partial(call_command, capsys, "payment")


def listed(call: Callable[..., Done]) -> list[dict[str, Any]]:
    return list(json.loads(call("list", "--json").stdout)["payments"])


def test_a_cheque_is_typed_in_and_pays_its_invoices_in_their_order(
    call: Callable[..., Done],
) -> None:
    done = call(
        *("add", "200,00", "--on", "20/11/2026", "--means", "20", "--text", "chèque 4711"),
        *("--invoice", "FA-2026-0002", "--invoice", "FA-2026-0001"),
    )
    assert done.returncode == 0, done.stderr
    (payment,) = listed(call)
    assert payment["received_on"] == "2026-11-20"
    assert [(share["number"], share["amount"]) for share in payment["shares"]] == [
        ("FA-2026-0002", "120.00"),
        ("FA-2026-0001", "80.00"),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "dix"), "« dix » n'est pas un montant"),
        (("add", "10", "--on", "31/02/2026"), "n'est pas une date"),
        (("add", "10", "--invoice", "FA-9"), "n'existe pas"),
        (("add", "0"), "doit être positif"),
        (("match", "99"), "Le règlement 99 n'existe pas"),
        (("credit", "FA-2026-0001", "FA-2026-0002"), "ne peut pas être imputé"),
    ],
)
def test_what_cannot_be_recorded_says_why_and_records_nothing(
    call: Callable[..., Done], words: tuple[str, ...], said: str
) -> None:
    done = call(*words)
    assert done.returncode == 1
    assert said in done.stderr
    assert listed(call) == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--on", "31/12/9999"), "ne peut pas être le jour d'un règlement"),
        (("--on", "01/01/0001"), "ne peut pas être le jour d'un règlement"),
        (("--payer", "x" * 201), "--payer a 201 caractères, 200 au plus"),
        (("--text", "x" * 1001), "--text a 1001 caractères, 1000 au plus"),
    ],
)
def test_a_slip_of_the_pen_says_which_and_records_nothing(
    words: tuple[str, ...], why: str, call: Callable[..., Done]
) -> None:
    done = call("add", "5", *words)
    assert done.returncode == 1
    assert why in done.stderr
    assert listed(call) == []


def test_a_bank_s_file_pays_what_is_sure_and_proposes_the_rest(
    call: Callable[..., Done], tmp_path: Path
) -> None:
    path = tmp_path / "releve.xml"
    path.write_bytes(
        a_statement(
            an_entry("120.00", details("FA20260001")),
            an_entry("60.00", details("ACPTE FA 2026 0002")),
        )
    )
    done = call("import", str(path))
    assert done.returncode == 0, done.stderr
    assert "1 affecté(s), 1 à affecter" in done.stdout
    assert "FA-2026-0002 (60,00\u00a0€)" in done.stdout
    assert "0 règlement(s) enregistré(s)" in call("import", str(path)).stdout
    waiting = json.loads(call("list", "--unmatched", "--json").stdout)["payments"]
    assert len(waiting) == 1
    without_answer = call("match", str(waiting[0]["id"]))
    assert "demande une confirmation" in without_answer.stderr
    assert call("match", str(waiting[0]["id"]), "--yes").returncode == 0
    assert "Aucun règlement" in call("list", "--unmatched").stdout


def test_a_mistake_is_taken_back_or_cancelled_and_stays_told(call: Callable[..., Done]) -> None:
    call("add", "120", "--invoice", "FA-2026-0001")
    (payment,) = listed(call)
    reference = str(payment["id"])
    assert call("unmatch", reference, "FA-2026-0001").returncode == 0
    assert call("match", reference, "--invoice", "FA-2026-0002").returncode == 0
    assert "Il ne reste rien du règlement" in call("match", reference, "--yes").stderr
    assert call("cancel", reference, "--why", "rejeté", "--yes").returncode == 0
    shown = call("show", reference).stdout
    assert "rejeté" in shown
    assert shown.count("retiré le") == 2


def test_one_number_in_two_years_is_told_apart_by_its_year(call: Callable[..., Done]) -> None:
    an_invoice(
        Company.objects.get(), "FA-2026-0001", issue_date=date(2025, 3, 1), amount_due=Decimal(50)
    )
    unsure = call("add", "50", "--invoice", "FA-2026-0001")
    assert unsure.returncode == 1
    assert "--year" in unsure.stderr
    named = ("FA-2026-0001", "--year", "2025")
    assert call("add", "50", "--invoice", *named).returncode == 0
    (payment,) = listed(call)
    reference = str(payment["id"])
    assert call("unmatch", reference, "FA-2026-0001").returncode == 1
    assert call("unmatch", reference, *named).returncode == 0
    assert call("match", reference, "--invoice", *named).returncode == 0
    assert Invoice.objects.get(issue_year=2025).paid == Decimal(50)


def test_a_credit_note_is_set_against_its_invoice(call: Callable[..., Done]) -> None:
    done = call("credit", "AV-2026-0001", "FA-2026-0001")
    assert "FA-2026-0001 (20,00\u00a0€)" in done.stdout
    assert call("credit", "AV-2026-0001", "FA-2026-0001").returncode == 1


def test_the_template_is_a_table_that_the_import_reads(
    call: Callable[..., Done], tmp_path: Path
) -> None:
    path = tmp_path / "reglements.csv"
    assert call("template", str(path)).returncode == 0
    with path.open("a", encoding="utf-8") as file:
        file.write("24/11/2026;120,00;FA-2026-0001;;;\r\n")
    assert "1 affecté(s)" in call("import", str(path)).stdout


def test_what_is_left_of_a_credit_note_is_paid_back_and_undone(call: Callable[..., Done]) -> None:
    assert call("credit", "AV-2026-0001", "FA-2026-0001", "--amount", "5").returncode == 0
    too_much = call("refund", "AV-2026-0001", "--amount", "15,01")
    assert "Il ne reste que 15,00" in too_much.stderr
    done = call("refund", "AV-2026-0001", "--on", "20/11/2026", "--text", "virement 12")
    assert "AV-2026-0001 (15,00\u00a0€)" in done.stdout, done.stderr
    assert "déjà imputé ou remboursé en entier" in call("refund", "AV-2026-0001").stderr
    made = next(each for each in listed(call) if each["is_refund"])
    assert "-15,00" in call("list").stdout.replace("\u2212", "-")
    assert "Bénéficiaire" in call("show", str(made["id"])).stdout
    undone = call("cancel", str(made["id"]), "--why", "rejeté", "--yes")
    assert "ses avoirs sont à rendre de nouveau" in undone.stdout
    assert Invoice.objects.get(number="AV-2026-0001").paid == Decimal(5)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("FA-2026-0001",), "seul un avoir se rembourse"),
        (("AV-9",), "n'existe pas"),
        (("AV-2026-0001", "--amount", "-3"), "doit être positif"),
    ],
)
def test_what_cannot_be_paid_back_says_why(
    call: Callable[..., Done], words: tuple[str, ...], said: str
) -> None:
    done = call("refund", *words)
    assert done.returncode == 1
    assert said in done.stderr
    assert listed(call) == []
