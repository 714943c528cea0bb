"""What the commands show of the payment: our ledger and Chorus Pro, side by side."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from support.portal import no_pause
from wochorus.accounts.services import chorus_client
from wochorus.deposits.statuses.reading import read_statuses
from wochorus.directory.models import Structure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.commands import Done
    from support.portal import Portal


def on_chorus(portal: Portal, folder: Path, *statuses: str) -> None:
    """Deposit one invoice for each status, and have its recipient set it."""
    Structure.objects.update(reports_payment=True)
    portal.invoices(folder, len(statuses))
    portal.deposit()
    portal.follow(rounds=2)
    ids = {row["number"]: row["id"] for row in portal.admin.invoices()}
    for rank, status in enumerate(statuses, start=1):
        portal.admin.set_status(ids[f"FA-{rank:04d}"], status)
    with chorus_client(portal.company, sleep=no_pause) as client:
        read_statuses(portal.company, client)


def payment(call: Callable[..., Done], number: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(call("invoice", "show", number, "--json").stdout)
    found: dict[str, Any] = answer["payment"]
    return found


def test_a_payment_that_chorus_announces_and_the_bank_does_not_is_told_until_it_is_recorded(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    on_chorus(portal, tmp_path, "MISE_EN_PAIEMENT", "SERVICE_FAIT")
    listed = call("journal", "list").stdout
    assert listed.count("Écart de paiement : Chorus Pro l'annonce mise en paiement") == 1
    assert "mis en paiement" in listed
    assert "pas encore annoncé" in listed
    shown = call("invoice", "show", "FA-0001").stdout
    assert "0,00 € sur 120,00 € (à régler), reste dû 120,00 €" in shown
    assert "selon Chorus Pro : mis en paiement" in shown
    assert "wochorus payment import" in shown

    assert call("payment", "add", "120", "--invoice", "FA-0001").returncode == 0
    state = payment(call, "FA-0001")
    assert (state["ledger"], state["chorus"]) == ("paid", "paid")
    assert state["difference"] == ""
    assert "Écart" not in call("journal", "list").stdout


def test_a_payment_that_only_our_ledger_knows_is_told(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    on_chorus(portal, tmp_path, "SERVICE_FAIT")
    call("payment", "add", "120", "--invoice", "FA-0001")
    state = payment(call, "FA-0001")
    assert state["ledger_label"] == "réglée"
    assert state["chorus_label"] == "pas encore annoncé"
    assert "wochorus payment list" in state["difference"]
    (row,) = json.loads(call("journal", "list", "--json").stdout)["invoices"]
    assert row["payment"] == state

    Structure.objects.update(reports_payment=False)
    state = payment(call, "FA-0001")
    assert state["chorus_label"] == "non remonté par cette structure"
    assert state["difference"] == "", "there is nothing more to wait for"
