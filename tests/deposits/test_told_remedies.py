"""What the commands advise: the right words, with the number or the code to type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.orders import planned
from wochorus.deposits.models import DepositOrder
from wochorus.deposits.states import DepositMode, FlowState, OrderState
from wochorus.directory.models import Service, Structure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.commands import Done
    from support.portal import Portal
    from wochorus.deposits.workshop import Workshop


@pytest.mark.parametrize("words", [("order", "show", "dix"), ("order", "cancel")])
def test_the_number_of_an_order_is_asked_in_french(
    call: Callable[..., Done], words: tuple[str, ...]
) -> None:
    done = call(*words)
    assert done.returncode == 2
    assert "'ORDRE'" in done.stderr


def test_an_order_that_cannot_pause_is_named_in_the_remedy(
    portal: Portal, tmp_path: Path, call: Callable[..., Done], workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 1)
    order = planned(portal, workshop)
    done = call("order", "pause", str(order.pk))
    assert done.returncode == 1
    assert f"Voyez « wochorus order show {order.pk} »" in done.stderr


def test_an_empty_annuaire_is_to_be_imported_before_it_is_given(
    portal: Portal, call: Callable[..., Done]
) -> None:
    Service.objects.all().delete()
    Structure.objects.all().delete()
    told = " ".join(call("company", "simulator", portal.company.code).stdout.split())
    assert "wochorus directory import" in told
    assert f"relancez « wochorus company simulator {portal.company.code} »" in told


def test_a_wrong_code_is_not_called_an_option_where_it_is_none(
    portal: Portal, call: Callable[..., Done]
) -> None:
    for words in (("company", "show", "nimp"), ("chorus", "test", "nimp")):
        done = call(*words)
        assert "Corrigez le code" in done.stderr
        assert "--company" not in done.stderr
    assert "Corrigez --company" in call("journal", "list", "--company", "nimp").stderr
    assert portal.company.code != "nimp"


def test_an_empty_journal_says_how_to_fill_it_and_a_filter_that_keeps_nothing_says_so(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    empty = call("journal", "list").stdout
    assert "wochorus journal import" in empty
    assert "N° facture" not in empty
    portal.invoices(tmp_path, 1)
    filtered = call("journal", "list", "--search", "introuvable").stdout
    assert "Aucune facture ne répond à ces critères." in filtered
    assert "N° facture" not in filtered
    assert "0 / 1 affichés" in filtered


def test_the_connection_test_names_the_environment_in_french(
    portal: Portal, call: Callable[..., Done]
) -> None:
    told = " ".join(call("chorus", "test", portal.company.code).stdout.split())
    assert "l'environnement simulateur" in told
    assert "simulator" not in told


def test_a_deposit_with_nothing_to_send_says_so_and_was_cancelled_by_nobody(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    portal.invoices(tmp_path, 1)
    assert call("deposit", "--mode", "batch").returncode == 0
    assert call("deposit", "--mode", "batch").returncode == 0
    order = DepositOrder.objects.latest("pk")
    assert (order.state, order.message) == (OrderState.DONE, "Rien à envoyer.")
    assert "terminé" in call("order", "list").stdout
    shown = call("order", "show", str(order.pk)).stdout
    assert "Rien à envoyer." in shown
    assert "Ordre annulé" not in shown


def test_what_another_deposit_sent_meanwhile_is_no_failure_of_a_prepared_order(
    portal: Portal, tmp_path: Path, call: Callable[..., Done], workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 2)
    order = planned(portal, workshop, DepositMode.SEQUENTIAL)
    assert call("deposit", "--mode", "batch", "--number", "FA-0001").returncode == 0
    started = call("order", "start", str(order.pk))
    assert (started.returncode, started.stderr) == (0, "")
    assert "1 facture(s) déjà déposée(s) par un autre dépôt." in started.stdout
    assert dict(portal.held()) == {"FA-0001": 1, "FA-0002": 1}
    told = order.flows.get(state=FlowState.ABANDONED).message
    assert "déposée depuis par un autre dépôt" in told
    history = " ".join(call("order", "show", str(order.pk), "--history").stdout.split())
    assert "Une anomalie est apparue" not in history


def test_an_invoice_that_another_deposit_holds_uncertain_is_not_called_deposited(
    portal: Portal, tmp_path: Path, call: Callable[..., Done], workshop: Workshop
) -> None:
    portal.invoices(tmp_path, 1)
    order = planned(portal, workshop)
    portal.admin.fault("cut_before_recording")
    assert call("deposit", "--mode", "batch", "--no-follow").returncode == 1
    started = call("order", "start", str(order.pk))
    assert started.returncode == 1
    assert "1 facture(s) non déposée(s)" in started.stderr
