"""What Chorus Pro refuses is told in plain French wherever it shows, with its own words beside."""

from __future__ import annotations

import csv
import json
from functools import partial
from typing import TYPE_CHECKING, Protocol

import pytest

from support.commands import Done, call_command
from support.records import SERVICE_REQUIRED, a_customer, an_invoice
from wochorus.billing.models import Invoice
from wochorus.deposits.models import Flow
from wochorus.directory.models import Structure

if TYPE_CHECKING:
    from pathlib import Path

    from support.portal import Portal

MEANING = "le code service est refusé"
TAG = "Debiteur.CodeService"


class Call(Protocol):
    """The type of the fixture `call`."""

    def __call__(self, *arguments: str) -> Done:
        """Run `wochorus ARGUMENTS` here."""


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    return partial(call_command, capsys)


@pytest.fixture
def refused(portal: Portal, tmp_path: Path, call: Call) -> str:
    """Give the number of an invoice that our annuaire lets go and that the portal refuses."""
    Structure.objects.filter(identifier=SERVICE_REQUIRED).update(requires_service=False)
    customer = a_customer(portal.company, SERVICE_REQUIRED)
    an_invoice(portal.company, "FA-REFUS", tmp_path, customer=customer)
    assert call("deposit", "--mode", "batch").returncode == 1
    assert TAG in Invoice.objects.get().refusal
    return "FA-REFUS"


def test_a_flow_shows_the_meaning_the_remedy_and_the_words_of_chorus_pro(
    refused: str, call: Call
) -> None:
    flow = Flow.objects.get()
    shown = call("flow", "show", str(flow.pk)).stdout
    for words in (refused, MEANING, TAG, "→ Cherchez le bon service"):
        assert words in " ".join(shown.split()), shown
    answer = json.loads(call("flow", "show", str(flow.pk), "--json").stdout)
    assert answer["chorus_state"] == "IN_REJETE"
    assert answer["chorus_state_label"].startswith("rejeté")
    [invoice] = answer["invoices"]
    [explanation] = invoice["explanations"]
    assert explanation["meanings"][0]["label"].startswith(MEANING)
    assert TAG in invoice["message"]


def test_the_journal_tells_why_an_invoice_is_refused(
    refused: str, tmp_path: Path, call: Call
) -> None:
    [row] = json.loads(call("journal", "list", "--json").stdout)["invoices"]
    assert row["number"] == refused
    assert MEANING not in row["refusal"]
    assert row["refusal_in_plain_words"].startswith(MEANING)
    assert row["refusal_in_plain_words"].endswith(f" ({row['refusal']})")
    exported = tmp_path / "journal.csv"
    assert call("journal", "export", str(exported)).returncode == 0
    with exported.open(encoding="utf-8-sig", newline="") as file:
        [cells] = csv.DictReader(file, delimiter=";")
    assert any(MEANING in cell and TAG in cell for cell in cells.values())


def test_a_refusal_at_the_deposit_is_told_at_once(
    portal: Portal, tmp_path: Path, call: Call
) -> None:
    portal.admin.settings(size_limit=1000)
    an_invoice(portal.company, "FA-LOURDE", tmp_path)
    done = call("deposit", "--mode", "batch", "--no-follow")
    assert done.returncode == 1
    assert "le fichier est trop gros — GDP_MSG_11.022" in " ".join(done.stdout.split())
