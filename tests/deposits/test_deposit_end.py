"""How `wochorus deposit` ends: by what is known after its own follow-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.portal import IMPATIENT
from wochorus.billing.models import DepositState
from wochorus.deposits.models import Flow
from wochorus.deposits.states import FlowState

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.commands import Done
    from support.portal import Portal


def test_an_answer_lost_and_found_by_the_follow_up_is_a_success(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    portal.invoices(tmp_path, 1)
    portal.admin.fault("cut_after_recording")
    done = call("deposit", "--mode", "batch")
    assert "incertaine" in done.stdout
    assert portal.states() == {"FA-0001": DepositState.INTEGRATED}
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("fault", "raw", "kept_as"),
    [("lost_answer", "Server disconnected", "raw"), ("html", "<html", "body")],
)
def test_a_lost_answer_is_told_in_french_and_kept_raw_in_the_history(
    portal: Portal, tmp_path: Path, call: Callable[..., Done], fault: str, raw: str, kept_as: str
) -> None:
    portal.invoices(tmp_path, 1)
    portal.admin.fault(fault, operation="*deposer/flux", seconds=0)
    done = call("deposit", "--mode", "batch", "--no-follow")
    assert "incertaine" in done.stdout
    assert raw not in done.stdout + done.stderr + call("flow", "list").stdout
    event = Flow.objects.get().events.get(kind=FlowState.AMBIGUOUS)
    assert raw in event.payload[kept_as]


@pytest.mark.parametrize(
    ("fault", "state", "told"),
    [
        ("cut_before_recording", FlowState.NOT_RECEIVED, "que Chorus Pro n'a pas reçue(s)"),
        ("flow_incident", FlowState.INCIDENT, "rendue(s) par un incident de Chorus Pro"),
    ],
)
def test_what_the_follow_up_gave_back_is_to_be_sent_again_and_not_corrected(
    portal: Portal,
    tmp_path: Path,
    call: Callable[..., Done],
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    state: FlowState,
    told: str,
) -> None:
    monkeypatch.setattr("wochorus.deposits.patience.SIMULATOR_PATIENCE", IMPATIENT)
    portal.invoices(tmp_path, 2)
    portal.admin.fault(fault)
    done = call("deposit", "--mode", "batch")
    flow = Flow.objects.get(state=state)
    assert done.returncode == 1
    assert f"2 facture(s) {told}" in done.stderr
    assert f"wochorus flow resend {flow.pk}" in done.stderr
    assert "sans réponse" not in done.stderr
    assert "Corrigez" not in done.stderr
    assert call("flow", "resend", str(flow.pk)).returncode == 0
    assert call("follow").returncode == 0
    assert set(portal.held().values()) == {1}


def test_what_chorus_pro_refused_is_to_be_corrected(
    portal: Portal, tmp_path: Path, call: Callable[..., Done]
) -> None:
    portal.invoices(tmp_path, 1)
    portal.admin.fault("flow_rejected")
    done = call("deposit", "--mode", "batch")
    assert done.returncode == 1
    assert "1 facture(s) refusée(s) par Chorus Pro" in done.stderr
    assert "Corrigez ce que les tableaux montrent" in done.stderr
