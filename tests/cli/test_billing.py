"""`wochorus billing`: a month of contracts, a free invoice, a credit note, the numbers."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from support.commands import Done, call_command
from support.contracts import a_contract
from support.database import address_of
from support.records import a_company, a_customer
from wochorus.billing.drafts.services import add_line, create_draft
from wochorus.billing.models import Invoice, InvoiceSource

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import RunWoChorus

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_files")]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Give a function that runs `wochorus billing …` for a company with two monthly contracts."""
    company = a_company()
    for number in ("C-1", "C-2"):
        a_contract(company, number)

    def run(*arguments: str | Path) -> Done:
        return call_command(capsys, "billing", *arguments)

    return run


JANUARY = ("--date", "31/01/2026")


def test_a_month_is_proposed_sorted_issued_and_undone(call: Callable[..., Done]) -> None:
    proposed = call("run", "propose", *JANUARY)
    assert proposed.returncode == 0, proposed.stderr
    assert "Proposée : 2 période(s), 2\u202f400,00\u00a0€ TTC" in proposed.stdout
    assert "wochorus billing run issue" in proposed.stdout
    assert "1 période(s) écartée(s)" in call("run", "exclude", "C-2", "--why", "litige").stdout
    refused = call("run", "issue")
    assert refused.returncode == 1
    assert "confirmation" in refused.stderr
    issued = call("run", "issue", "--yes")
    assert "1 facture(s) émise(s), FA-2026-00001, " in issued.stdout
    shown = json.loads(call("run", "show", "--json").stdout)
    told = [(item["contract"], item["state"], item["invoice"]) for item in shown["items"]]
    assert told == [("C-1", "issued", "FA-2026-00001"), ("C-2", "excluded", None)]
    assert "Émise" in call("run", "list").stdout
    assert "1 facture(s) effacée(s)" in call("run", "undo", "--yes").stdout
    assert not Invoice.objects.exists()


def test_what_cannot_be_found_says_what_to_do(call: Callable[..., Done]) -> None:
    assert "wochorus billing run propose" in call("run", "issue", "--yes").stderr
    assert "n'existe pas" in call("run", "show", "77").stderr
    assert "wochorus billing draft list" in call("draft", "show", "9").stderr
    assert "« X » n'existe pas" in call("run", "propose", "--customer", "X").stderr
    assert "Voulez-vous dire C-1" in call("run", "propose", "--contract", "C-").stderr
    assert "Aucun contrat n'a de période" in call("run", "propose", "--sector", "X").stdout
    far = call("run", "propose", *JANUARY, "--until", "31/01/2126")
    assert "erreur de frappe" in far.stderr


def test_extra_works_are_typed_corrected_issued_and_credited(call: Callable[..., Done]) -> None:
    begun = call(
        *("draft", "new", "C00051", "--kind", "extra-work", "--contract", "C-1", "--json"),
        *("--subject", "Remise en état", "--engagement", "ENG-9", "--done", "20/11/2026"),
    )
    assert begun.returncode == 0, begun.stderr
    draft = str(json.loads(begun.stdout)["draft"])
    line = ("draft", "line", "add", draft, "--name", "Décapage", "--rate", "20")
    assert "prix" in call(*line, "--price", "abc").stderr.lower()
    assert call(*line, "--price", "12,50", "--quantity", "8", "--unit", "heures").returncode == 0
    call(*line, "--price", "1", "--quantity", "1")
    assert call("draft", "line", "remove", draft, "2").returncode == 0
    shown = call("draft", "show", draft).stdout
    assert "Travaux complémentaires" in shown
    assert "HT 100,00\u00a0€ · TVA 20,00\u00a0€ · TTC 120,00\u00a0€" in shown
    assert "Références N° d'engagement: ENG-9" in shown
    issued = call("draft", "issue", draft, "--date", "24/11/2026", "--yes")
    assert "FA-2026-00001" in issued.stdout, issued.stderr
    again = call("draft", "issue", draft, "--yes")
    assert "c'est la facture FA-2026-00001" in again.stderr
    invoice = Invoice.objects.get()
    assert (invoice.source, invoice.engagement) == ("extra_work", "ENG-9")
    credit = ("credit", "FA-2026-00001", "--date", "24/11/2026", "--yes")
    assert "motif" in call(*credit).stderr
    twice = call(*credit, "--why", "erreur d'heures", "--line", "1=1", "--line", "1=2")
    assert "La ligne 1 est donnée deux fois" in twice.stderr
    made = call(*credit, "--why", "erreur d'heures", "--line", "1=2")
    assert "Avoir AV-2026-00001 de 30,00\u00a0€" in made.stdout, made.stderr
    assert "Imputé sur la facture : 30,00\u00a0€" in made.stdout
    left = call("credit", "FA-2026-00001", "--list").stdout
    assert "Reste à créditer : 90,00\u00a0€ TTC" in left
    assert "ligne 1 : 6" in left


def test_a_draft_is_changed_copied_listed_and_deleted(call: Callable[..., Done]) -> None:
    draft = str(json.loads(call("draft", "new", "C00051", "--json").stdout)["draft"])
    assert "elle n'a aucune ligne" in call("draft", "show", draft).stdout
    assert "Vitres" in call("draft", "change", draft, "--subject", "Vitres").stdout
    copied = json.loads(call("draft", "copy", draft, "--json").stdout)
    assert copied["subject"] == "Vitres"
    assert call("draft", "delete", draft).returncode == 0
    listed = json.loads(call("draft", "list", "--json").stdout)
    assert [each["draft"] for each in listed["drafts"]] == [copied["draft"]]


def test_series_are_listed_set_and_moved(call: Callable[..., Done]) -> None:
    assert "FA-{AAAA}-{NNNNN}" in call("series", "list").stdout
    year = ("--year", "2026")
    assert "F/26/0001" in call("series", "set", "F/{AA}/{NNNN}", *year).stdout
    assert "F/26/0042" in call("series", "next", "42", *year).stdout
    refused = call("series", "set", "FACTURES-DE-LA-SOCIETE-{NNNN}", *year)
    assert "Chorus Pro en accepte 20" in refused.stderr


def test_two_programs_that_issue_at_once_share_the_numbers_without_a_hole(
    run_wochorus: RunWoChorus,
) -> None:
    customer = a_customer(a_company())
    drafts = []
    for _ in range(4):
        draft = create_draft(customer, InvoiceSource.FREE, actor="claire")
        add_line(draft, name="Vitres", price=Decimal(10), tax_rate=Decimal(20))
        drafts.append(str(draft.pk))
    url = address_of(connection.settings_dict["NAME"])

    def issue(some: list[str]) -> list[str]:
        done = run_wochorus(
            *("billing", "draft", "issue", *some, "--date", "24/11/2026", "--yes", "--json"),
            database_url=url,
        )
        assert done.returncode == 0, done.stderr
        return list(json.loads(done.stdout)["invoices"])

    with ThreadPoolExecutor(2) as pool:
        made = [*pool.map(issue, (drafts[:2], drafts[2:]))]
    numbers = sorted(number for some in made for number in some)
    assert numbers == [f"FA-2026-{rank:05}" for rank in range(1, 5)]
