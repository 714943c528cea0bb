"""The checks of a large journal: loaded, checked, all anomalies found."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from django.utils import timezone

from benchmarks.journal import INVOICES, write_journal
from support.records import a_company, a_pdf, a_structure
from wochorus.billing.documents import store_file
from wochorus.billing.importer import import_journal
from wochorus.billing.models import DocumentRole, Invoice, InvoiceDocument
from wochorus.customers.models import Customer
from wochorus.deposits.candidates import check_invoices, load_candidates
from wochorus.directory.models import Service, Structure

RUNS = 3


def main() -> None:
    """Print the time of the checks, and the share that the loading alone takes."""
    company = a_company()
    with tempfile.TemporaryDirectory() as folder:
        import_journal(company, write_journal(Path(folder) / "journal.csv"))
        _give_each_a_pdf(Path(folder))
    _know_every_other_customer()
    invoices = Invoice.objects.filter(company=company)
    times, loads = [], []
    for _ in range(RUNS):
        start = time.perf_counter()
        report = check_invoices(company, invoices, timezone.localdate())
        times.append(time.perf_counter() - start)
        start = time.perf_counter()
        load_candidates(invoices)
        loads.append(time.perf_counter() - start)
    print(f"contrôle de {len(report.candidates)} factures sur {INVOICES} (cible 2 s)")
    print(f"  tout : {median(times):.2f} s (médiane de {RUNS}), {len(report.anomalies)} anomalies")
    print(f"  dont lecture de la base : {median(loads):.2f} s")


def _give_each_a_pdf(folder: Path) -> None:
    path = folder / "facture.pdf"
    path.write_bytes(a_pdf())
    document = store_file(path)
    InvoiceDocument.objects.bulk_create(
        InvoiceDocument(
            invoice_id=pk, document=document, role=DocumentRole.MAIN, file_name="facture.pdf"
        )
        for pk in Invoice.objects.values_list("pk", flat=True)
    )


def _know_every_other_customer() -> None:
    sirets = Customer.objects.order_by("pk").values_list("siret", flat=True)
    structures: list[Structure] = [a_structure(siret) for siret in sirets[::2]]
    Service.objects.bulk_create(
        Service(
            structure=structure,
            code=f"SERVICE_{rank}",
            is_active=rank > 0,
            requires_engagement=False,
            origin="annuaire",
        )
        for structure in structures
        for rank in range(12)
    )
