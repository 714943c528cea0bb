"""Invoices loaded whole, ready to be checked: three queries for any number of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wochorus.billing.documents import content_store
from wochorus.billing.models import DocumentRole, Invoice, InvoiceDocument, TaxBreakdown
from wochorus.core.identifiers import compact_identifier
from wochorus.deposits.checks import all_anomalies
from wochorus.deposits.checks.anomaly import (
    Anomaly,
    Candidate,
    CandidateFile,
    Finding,
    Surroundings,
    TaxLine,
)
from wochorus.deposits.checks.common import common_findings
from wochorus.directory.models import Structure
from wochorus.directory.queries import services_by_code, structures_by_siret

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company

_OWN_COLUMNS = (
    "number",
    "kind",
    "issue_date",
    "due_date",
    "cadre",
    "deposit_state",
    "flow_number",
    "preceding_invoice",
    "engagement",
    "marche",
    "total_without_tax",
    "total_tax",
    "total_with_tax",
    "prepaid",
    "amount_due",
)
"""Columns of the invoice that `Candidate` bears under the same name."""
_OTHER_COLUMNS = (
    "id",
    "code_service",
    "customer__code",
    "customer__name",
    "customer__siret",
    "customer__kind",
    "customer__code_service",
)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The anomalies of a selection, and the invoices that may leave.

    ``common`` keeps every invoice back, whatever its own anomalies.
    """

    candidates: list[Candidate]
    anomalies: list[Anomaly]
    common: list[Finding] = field(default_factory=list)

    @property
    def blocked(self) -> set[int]:
        """Ids of the invoices that may not leave."""
        if self.common:
            return {candidate.invoice_id for candidate in self.candidates}
        return {anomaly.candidate.invoice_id for anomaly in self.anomalies if anomaly.is_blocking}

    @property
    def ready(self) -> list[Candidate]:
        """The invoices that may leave, in the order of the selection."""
        blocked = self.blocked
        return [candidate for candidate in self.candidates if candidate.invoice_id not in blocked]


def check_invoices(company: Company, invoices: QuerySet[Invoice], today: date) -> CheckReport:
    """Check a selection of the company's invoices against the annuaire of today.

    The query set must already be restricted to the company.
    """
    candidates = load_candidates(invoices)
    around = _surroundings(company, candidates, today)
    return CheckReport(
        candidates,
        all_anomalies(candidates, around),
        list(common_findings(company, annuaire_is_empty=around.annuaire_is_empty)),
    )


def _surroundings(company: Company, candidates: list[Candidate], today: date) -> Surroundings:
    sirets = {candidate.customer_siret for candidate in candidates if candidate.customer_siret}
    pairs = {
        (candidate.customer_siret, candidate.code_service)
        for candidate in candidates
        if candidate.customer_siret and candidate.code_service
    }
    cited = {candidate.preceding_invoice for candidate in candidates if candidate.preceding_invoice}
    return Surroundings(
        today=today,
        structures=structures_by_siret(sirets),
        services=services_by_code(pairs),
        annuaire_is_empty=not Structure.objects.exists(),
        known_numbers=frozenset(
            Invoice.objects.filter(company=company, number__in=cited).values_list(
                "number", flat=True
            )
        ),
    )


def load_candidates(invoices: QuerySet[Invoice]) -> list[Candidate]:
    """Load the invoices with their customer, VAT and documents, ordered by date then number."""
    rows = invoices.order_by("issue_date", "number", "id").values(*_OWN_COLUMNS, *_OTHER_COLUMNS)
    taxes, documents = _taxes_of(invoices), _documents_of(invoices)
    return [_candidate(row, taxes[row["id"]], documents[row["id"]]) for row in rows]


def _taxes_of(invoices: QuerySet[Invoice]) -> defaultdict[int, list[TaxLine]]:
    lines: defaultdict[int, list[TaxLine]] = defaultdict(list)
    for invoice_id, *amounts in (
        TaxBreakdown.objects.filter(invoice__in=invoices.order_by())
        .order_by("rate")
        .values_list("invoice_id", "rate", "taxable_amount", "tax_amount")
    ):
        lines[invoice_id].append(TaxLine(*amounts))
    return lines


def _documents_of(invoices: QuerySet[Invoice]) -> defaultdict[int, list[tuple[str, CandidateFile]]]:
    found: defaultdict[int, list[tuple[str, CandidateFile]]] = defaultdict(list)
    rows: Iterable[tuple[int, str, str, str, int, str]] = (
        InvoiceDocument.objects.filter(invoice__in=invoices.order_by())
        .order_by("position", "id")
        .values_list(
            "invoice_id",
            "role",
            "file_name",
            "document__sha256",
            "document__size",
            "document__defect",
        )
    )
    store = content_store()
    for invoice_id, role, file_name, sha256, size, defect in rows:
        file = CandidateFile(file_name, sha256, size, defect, store.has(sha256))
        found[invoice_id].append((role, file))
    return found


def _candidate(
    row: dict[str, Any], taxes: list[TaxLine], files: list[tuple[str, CandidateFile]]
) -> Candidate:
    return Candidate(
        **{column: row[column] for column in _OWN_COLUMNS},
        invoice_id=row["id"],
        code_service=row["code_service"] or row["customer__code_service"],
        customer_code=row["customer__code"],
        customer_name=row["customer__name"],
        customer_siret=compact_identifier(row["customer__siret"]),
        customer_kind=row["customer__kind"],
        tax_breakdown=tuple(taxes),
        main_document=next((file for role, file in files if role == DocumentRole.MAIN), None),
        annexes=tuple(file for role, file in files if role == DocumentRole.ANNEX),
    )
