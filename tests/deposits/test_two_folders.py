"""Two machines on one database, each with its own data folder."""

from __future__ import annotations

from dataclasses import replace
from shutil import copytree
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from support.orders import drafted, planned
from support.portal import no_pause
from wochorus.accounts.services import chorus_client
from wochorus.billing.documents import content_store
from wochorus.deposits.background.due import waiting_orders
from wochorus.deposits.background.steps import Turn, carry_on
from wochorus.deposits.models import DepositOrder, Event
from wochorus.deposits.orders.placing import leave_to_workers
from wochorus.deposits.orders.queries import counts_of
from wochorus.deposits.services import carry_out
from wochorus.deposits.states import DepositMode, FlowState, OrderState

if TYPE_CHECKING:
    from pathlib import Path

    from support.portal import Portal
    from wochorus.deposits.workshop import Workshop


@pytest.fixture
def other_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "other"
    folder.mkdir()
    return folder


def go_to(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Work from another machine's folder, which has the key of the accesses and nothing else."""
    copytree(settings.ENVIRONMENT.home / "keys", folder / "keys")
    patch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, home=folder))


def waiting(order: DepositOrder) -> DepositOrder:
    """Read the order again, as a worker does once its rest is over."""
    DepositOrder.objects.filter(pk=order.pk).update(next_try_at=None)
    return DepositOrder.objects.select_related("company").get(pk=order.pk)


def test_flows_made_elsewhere_are_made_anew_where_the_documents_are_too(
    portal: Portal, workshop: Workshop, other_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal.detailed("FX-1", "FX-2")
    order = planned(portal, workshop, DepositMode.SEQUENTIAL)
    leave_to_workers(order)
    go_to(other_folder, monkeypatch)
    assert carry_on(waiting(order), lambda: True) is Turn.OVER
    assert dict(portal.held()) == {"FX-1": 1, "FX-2": 1}
    assert dict(counts_of(order)) == {"déposée": 2}
    given_up = order.flows.filter(state=FlowState.ABANDONED)
    assert given_up.count() == 2
    assert "dossier des données" in given_up[0].message


def test_an_order_whose_documents_lie_elsewhere_waits_for_the_machine_that_has_them(
    portal: Portal,
    tmp_path: Path,
    workshop: Workshop,
    other_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    portal.invoices(tmp_path, 2)
    order = planned(portal, workshop)
    frozen = order.flows.get().file_sha256
    leave_to_workers(order)
    with monkeypatch.context() as there:
        go_to(other_folder, there)
        assert carry_on(waiting(order), lambda: True) is Turn.LATER
    order.refresh_from_db()
    assert order.state == OrderState.RUNNING
    assert "autre dossier de données" in order.message
    assert portal.deposits_received() == 0
    assert carry_on(waiting(order), lambda: True) is Turn.OVER
    assert [each["sha256"] for each in portal.admin.flows()] == [frozen], "the very same file"
    assert set(portal.held().values()) == {1}


def test_a_draft_is_not_judged_where_none_of_its_documents_lies(
    portal: Portal, tmp_path: Path, other_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal.invoices(tmp_path, 2)
    order = drafted(portal, unattended=True)
    with monkeypatch.context() as there:
        go_to(other_folder, there)
        assert carry_on(waiting(order), lambda: True) is Turn.LATER
    assert dict(counts_of(order)) == {"choisie": 2}, "or they would all be blocked"
    assert not waiting_orders(Event.objects.latest("id").at).filter(pk=order.pk).exists()
    assert carry_on(waiting(order), lambda: True) is Turn.OVER
    assert set(portal.held().values()) == {1}


def test_one_document_that_is_gone_is_an_anomaly_and_stops_no_other(
    portal: Portal, tmp_path: Path
) -> None:
    portal.invoices(tmp_path, 2)
    order = drafted(portal, unattended=True)
    link = order.items.order_by("position")[0].invoice.documents.get()
    content_store().path(link.document.sha256).unlink()
    assert carry_on(waiting(order), lambda: True) is Turn.OVER
    assert dict(portal.held()) == {"FA-0002": 1}


def test_a_program_that_somebody_looks_at_says_at_once_that_the_files_are_elsewhere(
    portal: Portal,
    tmp_path: Path,
    workshop: Workshop,
    other_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    portal.invoices(tmp_path, 1)
    order = planned(portal, workshop)
    go_to(other_folder, monkeypatch)
    with chorus_client(portal.company, sleep=no_pause) as client:
        told = carry_out(order, client, lambda _: None, workshop=workshop, sleep=no_pause)
    assert "n'est pas dans le dossier des données" in told.lines[0].detail
    assert portal.deposits_received() == 0


def test_a_worker_without_the_key_of_the_accesses_waits_and_says_so(
    portal: Portal, workshop: Workshop, other_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal.detailed("FX-1")
    order = planned(portal, workshop)
    leave_to_workers(order)
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, home=other_folder))
    assert carry_on(waiting(order), lambda: True) is Turn.LATER
    order.refresh_from_db()
    assert order.state == OrderState.RUNNING, "another worker may have the key"
    assert "illisible" in order.message
