"""The public samples of the portal, of 2018, deposited as they are.

Those named FSO1116A are minimal CII files with their PDF, those named FSO1117A are Factur-X. What
is told of them is what today's rules say: in the Factur-X ones the totals do not reconcile, and
two have a gross price without its allowance.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from simulator.speaking import Supplier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator.running import Simulator

SHOP, DIY = "81034732800017", "40668031401116"
TOWNS = ("53514650090018", "75356054900010")
STATE = "11000201100044"
MINIMAL, FACTURX = "IN_DP_E2_CII_MIN_16B", "IN_DP_E2_CII_FACTURX"
TOTALS = "SpecifiedTradeSettlementHeaderMonetarySummation."
NET, GROSS = f"{TOTALS}TaxBasisTotalAmount.value", f"{TOTALS}GrandTotalAmount.value"
GROSS_PRICE = "AppliedTradeAllowanceCharge.ActualAmount.value"


@pytest.fixture
def samples() -> Path:
    shared = os.environ.get("WOCHORUS_SHARED", str(Path(__file__).parents[3] / "shared"))
    folder = Path(shared) / "corpus" / "aife-chorus"
    if not folder.is_dir():
        pytest.skip("the portal's public samples are not here (see WOCHORUS_SHARED)")
    return folder


@pytest.fixture
def known(simulator: Simulator) -> None:
    """Register in the directory the recipients and services that the samples name."""
    for town in TOWNS:
        simulator.admin.put_structure(town)
        simulator.admin.put_service(town, "SERV1")
    simulator.admin.put_service(STATE, "AAASCPV")


@pytest.fixture
def shop(simulator: Simulator, known: None) -> Iterator[Supplier]:  # noqa: ARG001
    with Supplier(simulator, SHOP) as found:
        yield found


@pytest.fixture
def diy(simulator: Simulator, known: None) -> Iterator[Supplier]:  # noqa: ARG001
    with Supplier(simulator, DIY) as found:
        yield found


def report_on(supplier: Supplier, sample: Path, syntax: str) -> Any:
    answer = supplier.deposit(sample.read_bytes(), sample.name, syntax)
    return supplier.report(answer["numeroFluxDepot"])


@pytest.mark.parametrize(
    ("name", "number", "cadre", "engagement", "marche"),
    [
        ("P01", "JMRPOR1116000103", "A1", None, None),
        ("P02", "JMRPOR1116000138", "A9", "CDE234", "CT12345"),
        ("P08", "JMRPOR1116000108", "A1", None, None),
        ("P20", "JMRPOR1116000108", "A1", None, None),
        ("P40", "JMRPOR1116000103", "A1", "1501966748", None),
        ("P42", "JMRPOR1116000103", "A1", "BC12345", None),
    ],
)
def test_a_minimal_sample_is_integrated(
    simulator: Simulator,
    shop: Supplier,
    samples: Path,
    name: str,
    number: str,
    cadre: str,
    engagement: str | None,
    marche: str | None,
) -> None:
    report = report_on(shop, samples / f"FSO1116A_{name}.xml", MINIMAL)
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE", report
    assert report["codeInterfaceDepotFlux"] == "FSO1116A"
    (known,) = simulator.admin.invoices()
    assert (known["number"], known["cadre"]) == (number, cadre)
    assert (known["engagement"], known["marche"]) == (engagement, marche)


def test_the_batch_sample_is_integrated(
    simulator: Simulator, shop: Supplier, samples: Path
) -> None:
    report = report_on(shop, samples / "FSO1116A_P100.tar.gz", MINIMAL)
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE", report
    numbers = [row["number"] for row in simulator.admin.invoices()]
    assert numbers == ["JMRPOR1116000179", "JMRPOR1116000180"]


@pytest.mark.parametrize("rules", [False, True], ids=["our rules", "the official ones too"])
@pytest.mark.parametrize(
    ("name", "faults"),
    [
        ("P01", {GROSS_PRICE}),
        ("P02", {GROSS_PRICE}),
        ("P21", {NET}),
        ("P40", {NET}),
    ],
)
def test_a_factur_x_sample_is_read_and_its_first_fault_named(
    simulator: Simulator, diy: Supplier, samples: Path, name: str, faults: set[str], *, rules: bool
) -> None:
    simulator.admin.settings(format_rules=rules)
    report = report_on(diy, samples / f"FSO1117A_EN16931_{name}.pdf", FACTURX)
    assert report["listeErreurTechnique"] is None
    (line,) = report["listeErreurDP"]
    assert line["numeroDP"] == f"FSO1117A_{name}"
    assert line["identifiantFournisseur"] == DIY
    first = line["libelleErreurDP"].partition("|")[0]
    assert "règle" not in line["libelleErreurDP"]
    assert all(fault in first for fault in faults), line


@pytest.mark.parametrize("rules", [False, True], ids=["our rules", "the official ones too"])
@pytest.mark.parametrize("name", ["P21", "P40"])
def test_a_factur_x_sample_whose_totals_are_let_pass_is_integrated(
    simulator: Simulator, diy: Supplier, samples: Path, name: str, *, rules: bool
) -> None:
    simulator.admin.settings(totals_tolerance="20", format_rules=rules)
    report = report_on(diy, samples / f"FSO1117A_EN16931_{name}.pdf", FACTURX)
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE", report
    (row,) = diy.search(recupererTaille=True)["listeFactures"]
    assert (row["montantHT"], row["montantTTC"]) == (100, 120)
    assert row["dateFacture"].startswith("2018-04-")
    assert row["taille"] > 20_000


def test_the_factur_x_of_the_reform_are_refused_for_their_frame_and_their_siren(
    simulator: Simulator, samples: Path
) -> None:
    """Files made for the circuit of 2026 have frame S1 and SIRENs, whatever their profile."""
    reform = sorted((samples.parent / "facturx-1.08").rglob("*.pdf"))
    if not reform:
        pytest.skip("the public samples of the reform are not here (see WOCHORUS_SHARED)")
    with Supplier(simulator) as supplier:
        for sample in reform:
            report = report_on(supplier, sample, FACTURX)
            assert report["listeErreurTechnique"] is None, sample.name
            (line,) = report["listeErreurDP"]
            assert len(line["identifiantFournisseur"]) == 9
            cadre = "ExchangedDocumentContext.BusinessProcessSpecifiedDocumentContextParameter.ID"
            assert f"FichierXml.{cadre}.value : le cadre " in line["libelleErreurDP"]
    assert simulator.admin.invoices() == []
