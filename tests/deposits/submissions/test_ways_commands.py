"""The ways in without XML as their user sees them: plan, anomalies, deposit, flows, proof."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from support.bills import attach_printed
from support.commands import Done, call_command
from support.records import an_invoice
from wochorus.accounts.models import WayIn
from wochorus.billing.models import DepositState
from wochorus.deposits.models import Flow

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from support.portal import Portal

SUBMIT = "*soumettre"


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> Done:
    return call_command(capsys, *words)


def test_a_company_of_pdfs_deposits_them_without_being_told_how(
    portal: Portal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.company.way_in = WayIn.PDF
    portal.company.save()
    for number in ("FA-1", "FA-2"):
        attach_printed(an_invoice(portal.company, number), tmp_path)
    done = run(capsys, "deposit", "--mode", "batch")
    assert done.returncode == 0, done.stderr
    assert "cette voie n'a pas de lot" in done.stdout
    assert "Enregistrée par Chorus Pro sous l'identifiant" in done.stdout
    assert portal.held() == {"FA-1": 1, "FA-2": 1}
    listed = run(capsys, "flow", "list").stdout
    assert listed.count(" PDF ") == 2
    shown = run(capsys, "flow", "show", str(Flow.objects.earliest("pk").pk)).stdout
    assert "PDF lu par Chorus Pro" in shown
    assert "documents donnés" in shown
    assert run(capsys, "follow").returncode == 0
    proof = tmp_path / "preuve.zip"
    exported = run(capsys, "evidence", "export", "FA-1", "--out", proof)
    assert exported.returncode == 0, exported.stderr
    assert run(capsys, "evidence", "verify", proof).returncode == 0


def test_a_check_tells_what_the_way_asks(
    portal: Portal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.invoices(tmp_path, 1)
    portal.detailed("FA-2", cadre="A9")
    told = json.loads(run(capsys, "check", "--way", "typed", "--json").stdout)
    codes = {(each["number"], each["code"]) for each in told["anomalies"]}
    assert {("FA-0001", "TYPED_LINES_MISSING"), ("FA-2", "VALIDATOR_MISSING")} <= codes
    assert told["formats"] == {"typed": 2}
    told = json.loads(run(capsys, "check", "--way", "signed_pdf", "--json").stdout)
    assert [each["code"] for each in told["common"]] == ["CERTIFICATE_MISSING"]


def test_a_format_of_xml_does_not_go_with_another_way(
    portal: Portal, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.detailed("FA-1")
    asked = ("deposit", "--mode", "batch", "--syntax", "ubl", "--way", "pdf")
    assert run(capsys, *asked).returncode == 2
    portal.company.way_in = WayIn.TYPED
    portal.company.save()
    assert run(capsys, *asked[:5]).returncode == 0
    assert Flow.objects.get().way_in == WayIn.XML


def test_a_trial_run_says_where_the_requests_lie_and_they_leave_later(
    portal: Portal, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.detailed("FA-1")
    asked = ("deposit", "--mode", "sequential", "--way", "typed")
    told = json.loads(run(capsys, *asked, "--dry-run", "--json").stdout)
    [flow] = told["flows"]
    assert (flow["format"], flow["file"].endswith(".json")) == ("typed", True)
    assert portal.admin.ledger(SUBMIT) == []
    assert run(capsys, "order", "start", str(told["order"])).returncode == 0
    assert portal.held() == {"FA-1": 1}
    assert portal.states() == {"FA-1": DepositState.INTEGRATED}


def test_differences_are_shown_before_anything_is_submitted(
    portal: Portal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    attach_printed(an_invoice(portal.company, "FA-1"), tmp_path, gross="999,00 €")
    asked = ("deposit", "--mode", "sequential", "--way", "pdf", "--no-follow")
    done = run(capsys, *asked)
    assert done.returncode == 1
    assert "TTC : 999,00" in done.stdout
    assert portal.admin.ledger(SUBMIT) == []
    done = run(capsys, *asked, "--accept-reading-differences")
    assert done.returncode == 0, done.stderr
    assert portal.held() == {"FA-1": 1}


def test_differences_may_be_accepted_when_an_order_that_lies_ready_is_started(
    portal: Portal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    attach_printed(an_invoice(portal.company, "FA-1"), tmp_path, gross="999,00 €")
    asked = ("deposit", "--mode", "sequential", "--way", "pdf", "--dry-run", "--json")
    order = str(json.loads(run(capsys, *asked).stdout)["order"])
    assert "voie « dépôt de PDF »," in run(capsys, "order", "show", order).stdout
    done = run(capsys, "order", "start", order, "--accept-reading-differences")
    assert done.returncode == 0, done.stderr
    assert portal.held() == {"FA-1": 1}
    shown = run(capsys, "order", "show", order).stdout
    assert "voie « dépôt de PDF » (différences de lecture acceptées)" in " ".join(shown.split())
    told = json.loads(run(capsys, "order", "show", order, "--json").stdout)
    assert (told["way_in"], told["accepts_reading"]) == ("pdf", True)


def test_an_order_that_sends_no_pdf_has_no_reading_to_accept(
    portal: Portal, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.detailed("FA-1")
    asked = ("deposit", "--mode", "sequential", "--way", "typed", "--dry-run", "--json")
    order = str(json.loads(run(capsys, *asked).stdout)["order"])
    done = run(capsys, "order", "start", order, "--accept-reading-differences")
    assert done.returncode == 1
    assert "voie « saisie »" in done.stderr
    assert "sans --accept-reading-differences" in done.stderr
    assert portal.held() == {}


def test_a_submission_without_answer_is_settled_by_hand(
    portal: Portal, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.detailed("FA-1")
    portal.admin.fault("cut_after_recording", operation=SUBMIT)
    assert (
        run(capsys, "deposit", "--mode", "sequential", "--way", "typed", "--no-follow").returncode
        == 1
    )
    pk = str(Flow.objects.get().pk)
    refused = run(capsys, "flow", "resolve", pk, "--flow-number", "CPP0011113000000000000001")
    assert "--integrated" in refused.stderr
    done = run(capsys, "flow", "resolve", pk, "--integrated", "--yes")
    assert done.returncode == 0, done.stderr
    assert portal.states() == {"FA-1": DepositState.INTEGRATED}
