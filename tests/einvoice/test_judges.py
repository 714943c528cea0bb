"""What we write is right in the eyes of judges that we did not write.

By default a few dozen invoices of all shapes; five hundred with ``WOCHORUS_FULL=1``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from support.einvoice_strategies import valid_invoices
from wochorus.einvoice import Circuit, Format, Page, Severity, build, check
from wochorus.einvoice.building import cii_version
from wochorus.einvoice.cii import not_carried

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.einvoice import Invoice
    from wochorus.einvoice.building import Built

FULL = os.environ.get("WOCHORUS_FULL") == "1"
DRAWN = 500 if FULL else 12
CREATED = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
CIRCUITS = pytest.mark.parametrize("circuit", list(Circuit))

many_shapes = settings(
    max_examples=DRAWN,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)


def _errors(built: Built) -> list[tuple[str, str, str]]:
    return [
        (finding.rule, finding.path, finding.message)
        for finding in built.report.findings
        if finding.severity is Severity.ERROR
    ]


@CIRCUITS
@pytest.mark.parametrize("document_format", [Format.CII, Format.UBL])
def test_schemas_and_official_rules_find_nothing(circuit: Circuit, document_format: Format) -> None:
    @many_shapes
    @given(valid_invoices())
    def judged(invoice: Invoice) -> None:
        built = build(invoice, document_format, circuit)

        assert _errors(built) == []
        assert built.report.not_run == ()
        assert built.may_leave

    judged()


@CIRCUITS
def test_pdfs_are_archives_that_everybody_can_read(circuit: Circuit, tmp_path: Path) -> None:
    """qpdf and veraPDF (PDF/A-3a, PDF/UA-1) judge every page that was set."""
    pages: list[Path] = []

    @many_shapes
    @given(valid_invoices())
    def rendered(invoice: Invoice) -> None:
        built = build(invoice, Format.FACTURX, circuit, page=Page(created=CREATED))
        assert _errors(built) == []
        assert built.content is not None
        path = tmp_path / f"{len(pages):04d}.pdf"
        path.write_bytes(built.content)
        pages.append(path)

    rendered()

    assert len(pages) >= DRAWN
    _qpdf_finds_nothing(pages)
    for flavour in ("3a", "ua1"):
        _verapdf_finds_nothing(pages, flavour)


@CIRCUITS
def test_a_pdf_checked_as_a_stranger_gets_the_same_verdict(circuit: Circuit) -> None:
    """The file is opened, its XML taken out, read and judged anew: nothing is found."""

    @settings(many_shapes, max_examples=max(DRAWN // 5, 5))
    @given(valid_invoices())
    def judged(invoice: Invoice) -> None:
        built = build(invoice, Format.FACTURX, circuit, page=Page(created=CREATED))
        assert built.content is not None

        report = check(built.content, circuit=circuit)

        wrong = [entry for entry in report.findings if entry.severity is Severity.ERROR]
        assert wrong == []
        assert report.is_valid

    judged()


@CIRCUITS
@pytest.mark.parametrize("document_format", [Format.CII, Format.UBL])
def test_factur_x_reads_back_what_we_wrote(circuit: Circuit, document_format: Format) -> None:
    from facturx import parse_ubl_cii_xml

    @settings(many_shapes, max_examples=max(DRAWN // 5, 5))
    @given(valid_invoices())
    def read_back(invoice: Invoice) -> None:
        built = build(invoice, document_format, circuit)
        assert built.content is not None

        data = parse_ubl_cii_xml(built.content, check_xsd=False)

        _assert_same(data, built.invoice)

    read_back()


def _assert_same(data: dict[str, Any], invoice: Invoice) -> None:
    totals = invoice.totals
    assert totals is not None
    assert data["BT-1"] == invoice.number
    assert data["BT-2"] == invoice.issue_date
    assert data["BT-3"] == invoice.type_code
    assert data.get("BT-10") == invoice.buyer_reference
    assert _order(data, invoice) == invoice.purchase_order_reference
    assert data.get("BT-23") == invoice.business_process
    assert float(data["BT-109"]) == float(totals.without_tax)
    assert float(data["BT-112"]) == float(totals.with_tax)
    assert float(data["BT-115"]) == float(totals.due)
    assert len(data["BG-25"]) == len(invoice.lines)
    assert len(data["BG-23"]) == len(invoice.tax_breakdown)
    names = [line["BT-153"] for line in data["BG-25"]]
    assert names == [line.item.name for line in invoice.lines]


def _order(data: dict[str, Any], invoice: Invoice) -> str | None:
    """UBL writes « NA » for an absent order beside the seller's own number, as Peppol has it."""
    order: str | None = data.get("BT-13")
    is_placeholder = order == "NA" and invoice.sales_order_reference is not None
    return None if is_placeholder else order


def test_nothing_of_a_valid_invoice_is_lost_but_its_category() -> None:
    @many_shapes
    @given(valid_invoices())
    def carried(invoice: Invoice) -> None:
        for circuit in Circuit:
            said = build(invoice, Format.CII, circuit).invoice
            assert set(not_carried(said, cii_version(circuit))) <= {"operation_category"}

    carried()


def _qpdf_finds_nothing(pages: list[Path]) -> None:
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not installed")
    for page in pages:
        done = subprocess.run(["qpdf", "--check", page], capture_output=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def _verapdf_finds_nothing(pages: list[Path], flavour: str) -> None:
    command = os.environ.get("WOCHORUS_VERAPDF") or shutil.which("vera")
    if command is None:
        pytest.skip("veraPDF is not installed (WOCHORUS_VERAPDF names its command)")
    done = subprocess.run(
        [command, "-f", flavour, *pages], capture_output=True, text=True, check=False
    )
    verdicts = [line for line in done.stdout.splitlines() if line.startswith(("PASS", "FAIL"))]
    assert len(verdicts) == len(pages)
    assert [verdict for verdict in verdicts if not verdict.startswith("PASS")] == []
