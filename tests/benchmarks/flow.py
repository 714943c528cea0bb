"""A batch flow of 500 invoices, each with a PDF of 50 KB."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from support.deposits import built_flows
from support.records import a_company, a_customer, a_pdf, an_invoice
from wochorus.billing.documents import attach_main
from wochorus.billing.models import Invoice

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

INVOICES = 500
PDF_BYTES = 50_000
RUNS = 3


def main() -> None:
    """Print the time to build the flow, its weight, and the peak memory of the process."""
    company = a_company()
    a_customer(company)
    with tempfile.TemporaryDirectory() as folder:
        ids = [_invoice_with_pdf(company, rank, Path(folder)) for rank in range(INVOICES)]
    invoices = [Invoice.objects.get(pk=pk) for pk in ids]
    before = _peak_megabytes()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        flows, _ = built_flows(company, invoices)
        times.append(time.perf_counter() - start)
    print(f"flux de {INVOICES} factures, PDF de {PDF_BYTES // 1000} Ko (cible 5 s, 150 Mo)")
    weight = sum(flow.file_size or 0 for flow in flows) / 1e6
    print(f"  écriture : {median(times):.2f} s (médiane de {RUNS})")
    print(f"  {weight:.1f} Mo, {len(flows)} flux")
    print(f"  mémoire du processus : {_peak_megabytes():.0f} Mo, dont {before:.0f} avant d'écrire")


def _invoice_with_pdf(company: Company, rank: int, folder: Path) -> int:
    invoice = an_invoice(company, f"FA-{rank:05d}")
    path = folder / f"{rank}.pdf"
    path.write_bytes(a_pdf(invoice.number, weight=PDF_BYTES))
    attach_main(invoice, path)
    return invoice.pk


def _peak_megabytes() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
