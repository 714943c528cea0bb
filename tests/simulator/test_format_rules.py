"""The official rules of EN 16931, as the simulator applies them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chorus_simulator.settings import Settings
from simulator.bills import FORMS, Bill, BillLine, a_tar
from simulator.minimal_ubl import SYNTAX as MINIMAL_UBL
from simulator.minimal_ubl import MinimalBill
from simulator.running import a_simulator
from simulator.speaking import AnInvoice, Supplier, a_flow

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.bills import Form
    from simulator.running import Simulator

SOUND = Bill(conforming=True)
NO_ADDRESS = Bill()
CII = FORMS["CII"]
JUDGED = {name: FORMS[name] for name in ("CII", "UBL", "Factur-X")}
EXTENDED = "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended"


@pytest.fixture(autouse=True)
def strict(simulator: Simulator) -> None:
    simulator.admin.settings(format_rules=True)


def report_on(supplier: Supplier, bill: Bill, form: Form) -> Any:
    name = f"flux.{form.extension}"
    return supplier.report(supplier.deposit(form.write(bill), name, form.syntax)["numeroFluxDepot"])


def label_of(report: Any) -> str:
    assert report["listeErreurTechnique"] is None, report
    (line,) = report["listeErreurDP"]
    return str(line["libelleErreurDP"])


def test_the_official_rules_apply_unless_told_otherwise() -> None:
    assert Settings().format_rules


@pytest.mark.parametrize("form", JUDGED.values(), ids=JUDGED)
@pytest.mark.parametrize(
    "bill",
    [
        SOUND,
        Bill(conforming=True, scheme="1"),
        Bill(conforming=True, kind="381", payment=None, iban=None),
    ],
    ids=["an invoice", "with the portal's own scheme", "a credit note"],
)
def test_what_conforms_is_integrated(supplier: Supplier, bill: Bill, form: Form) -> None:
    report = report_on(supplier, bill, form)
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE", report


@pytest.mark.parametrize(
    "bill",
    [
        Bill(conforming=True, date_format=None),
        Bill(conforming=True, guideline=None),
        Bill(conforming=True, scheme="1", lines_total=None, date_format=None),
    ],
    ids=["a date without format", "no guideline", "no sum of lines"],
)
def test_the_marks_of_the_older_dialect_are_let_through(supplier: Supplier, bill: Bill) -> None:
    report = report_on(supplier, bill, FORMS["Factur-X"])
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE", report


@pytest.mark.parametrize("form", JUDGED.values(), ids=JUDGED)
@pytest.mark.parametrize("scheme", ["0002", "1"])
def test_a_broken_rule_refuses_the_invoice_and_is_named(
    simulator: Simulator, supplier: Supplier, form: Form, scheme: str
) -> None:
    label = label_of(report_on(supplier, Bill(scheme=scheme), form))
    assert "règle BR-" in label
    assert "non respectée" in label
    assert simulator.admin.invoices() == []


def test_a_rule_is_told_with_the_path_of_its_field(supplier: Supplier) -> None:
    label = label_of(report_on(supplier, Bill(conforming=True, lines_total="900.00"), CII))
    settlement = "SupplyChainTradeTransaction.ApplicableHeaderTradeSettlement."
    summation = "SpecifiedTradeSettlementHeaderMonetarySummation"
    assert label.startswith(f"FichierXml.{settlement}{summation}.value : règle BR-CO-1"), label


def test_only_a_file_of_the_older_dialect_may_leave_out_what_the_samples_leave_out(
    supplier: Supplier,
) -> None:
    bill = Bill(conforming=True, lines_total=None)
    assert "BR-CO-10" in label_of(report_on(supplier, bill, FORMS["Factur-X"]))


def test_the_rules_are_those_of_the_profile_that_is_named(supplier: Supplier) -> None:
    """The extended profile wants a due date; the others do not look for one in this file."""
    bill = Bill("E", conforming=True, guideline=EXTENDED)
    assert "BR-CO-25" in label_of(report_on(supplier, bill, FORMS["Factur-X"]))
    other = Bill("O", conforming=True, guideline="urn:cen.eu:en16931:2017#compliant#urn:autre")
    assert "FX-SCH-A-000556" in label_of(report_on(supplier, other, FORMS["Factur-X"]))
    report = report_on(supplier, other, CII)
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE", report


def test_rules_come_after_our_own_rules_of_the_format_and_before_the_parties(
    supplier: Supplier,
) -> None:
    label = label_of(report_on(supplier, Bill("A", recipient="99999999999999"), CII))
    assert label.startswith("FichierXml.SupplyChain")
    assert "règle BR-" in label
    label = label_of(report_on(supplier, Bill("B", cadre="S1"), CII))
    assert "règle" not in label.partition("|")[0]
    assert "S1" in label.partition("|")[0]


def test_a_batch_is_judged_file_by_file(simulator: Simulator, supplier: Supplier) -> None:
    bills = (Bill("A", conforming=True), Bill("B"), Bill("C", conforming=True))
    content = a_tar({f"{bill.number}.xml": bill.cii() for bill in bills})
    flow = supplier.deposit(content, "lot.tar.gz", CII.syntax)["numeroFluxDepot"]
    report = supplier.report(flow)
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE_PARTIEL"
    assert [line["numeroDP"] for line in report["listeErreurDP"]] == ["B"]
    assert [row["number"] for row in simulator.admin.invoices()] == ["A", "C"]


def test_the_minimal_syntaxes_are_not_held_to_them(supplier: Supplier) -> None:
    report = report_on(supplier, NO_ADDRESS, FORMS["CII minimal"])
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE", report
    flow = supplier.deposit(MinimalBill("U").xml(), "flux.xml", MINIMAL_UBL)["numeroFluxDepot"]
    assert supplier.report(flow)["etatCourantDepotFlux"] == "IN_INTEGRE"
    flow = supplier.deposit(a_flow(AnInvoice("C")))["numeroFluxDepot"]
    assert supplier.report(flow)["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_they_can_be_switched_off_and_on(simulator: Simulator, supplier: Supplier) -> None:
    simulator.admin.settings(format_rules=False, integration_delay=1000)
    form = CII
    flows = [
        supplier.deposit(Bill(number).cii(), "a.xml", form.syntax)["numeroFluxDepot"]
        for number in "AB"
    ]
    simulator.admin.settings(format_rules=True)
    simulator.admin.advance(2000)
    states = [supplier.report(flow)["etatCourantDepotFlux"] for flow in flows]
    assert states == ["IN_REJETE"] * 2, "a flow that waits is judged by the settings of the moment"
    simulator.admin.settings(format_rules=False, integration_delay=0)
    assert report_on(supplier, Bill(), form)["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_a_saxon_that_does_not_work_is_an_incident_and_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "saxonche.py").write_text("raise ImportError('cassé')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with (
        a_simulator(tmp_path, integration_delay=0, format_rules="on") as simulator,
        Supplier(simulator) as supplier,
    ):
        report = report_on(supplier, SOUND, CII)
        assert report["etatCourantDepotFlux"] == "IN_INCIDENTE"
        assert "ImportError: cassé" in (simulator.state.parent / "simulator.log").read_text()
        flow = supplier.deposit(a_flow(AnInvoice("C")))["numeroFluxDepot"]
        assert supplier.report(flow)["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_an_invoice_that_is_too_large_is_not_judged_and_the_log_says_so(tmp_path: Path) -> None:
    with (
        a_simulator(tmp_path, integration_delay=0, format_rules="on") as simulator,
        Supplier(simulator) as supplier,
    ):
        long = Bill(lines=(BillLine(net="0.00"),) * 5_000 + (BillLine(),))
        report = report_on(supplier, long, FORMS["UBL"])
        assert report["etatCourantDepotFlux"] == "IN_INTEGRE", report
        log = (simulator.state.parent / "simulator.log").read_text()
        assert "Règles officielles non appliquées : plus de 5000 lignes" in log
        note = b"<ram:IncludedNote><ram:Content>a</ram:Content></ram:IncludedNote>" * 100_001
        end = b"</rsm:ExchangedDocument>"
        noisy = Bill("N").cii().replace(end, note + end)
        flow = supplier.deposit(noisy, "a.xml", CII.syntax)["numeroFluxDepot"]
        assert supplier.report(flow)["etatCourantDepotFlux"] == "IN_INTEGRE"
        log = (simulator.state.parent / "simulator.log").read_text()
        assert "plus de 200000 éléments" in log
