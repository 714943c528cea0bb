"""Invoices loaded whole, ready to be checked: three queries for any number of them.

Those that are to leave with their lines are judged by the e-invoice engine as well: a few queries
more, and the time of the official rules.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from wochorus.accounts.models import WayIn
from wochorus.billing.documents import content_store
from wochorus.billing.models import (
    FREE_STATES,
    DepositState,
    DocumentRole,
    Invoice,
    InvoiceDocument,
    InvoiceLine,
    TaxBreakdown,
)
from wochorus.core.attachments import LARGEST_INVOICE
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
from wochorus.deposits.checks.einvoice import rules_missing
from wochorus.deposits.judging import judge_invoices
from wochorus.deposits.making import is_archival
from wochorus.deposits.submissions.checking import submission_findings
from wochorus.deposits.syntaxes import SyntaxChoice, format_for, is_einvoice
from wochorus.deposits.workshop import Workshop
from wochorus.directory.models import Structure
from wochorus.directory.queries import services_by_code, structures_by_siret
from wochorus.einvoice.formats import Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.deposits.judging import Opinion, Progress
    from wochorus.deposits.syntaxes import DepositFormat

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
    "validator",
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
    "reissue__replacement__number",
    "issued_as",
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


def check_invoices(
    company: Company,
    invoices: QuerySet[Invoice],
    today: date,
    *,
    choice: SyntaxChoice = SyntaxChoice.AUTO,
    way_in: WayIn = WayIn.XML,
    workshop: Workshop | None = None,
    progress: Progress | None = None,
) -> CheckReport:
    """Check a selection of the company's invoices against the annuaire of today.

    The query set must already be restricted to the company. Those that are to leave with their
    lines are judged by the official rules, in ``workshop`` when there is one; ``progress`` is told
    how many are judged, and how many there are.
    """
    candidates = load_candidates(invoices, choice, way_in)
    opinions = _opinions(company, candidates, workshop, progress)
    if choice is SyntaxChoice.AUTO:
        candidates = [_with_safe_format(each, opinions) for each in candidates]
    around = surroundings_of(company, candidates, today)
    common = common_findings(company, way_in, annuaire_is_empty=around.annuaire_is_empty)
    return CheckReport(
        candidates,
        all_anomalies(candidates, around, opinions),
        [*common, *rules_missing(opinions.values())],
    )


def _opinions(
    company: Company,
    candidates: list[Candidate],
    workshop: Workshop | None,
    progress: Progress | None,
) -> dict[int, Opinion]:
    formats = {
        each.invoice_id: each.document_format
        for each in candidates
        if is_einvoice(each.document_format) and _can_be_judged(each)
    }
    if not formats:
        return {}
    if workshop is not None:
        return judge_invoices(company, formats, workshop, progress)
    with Workshop() as own:
        return judge_invoices(company, formats, own, progress)


_MAY_LEAVE = frozenset({*FREE_STATES, DepositState.RESERVED})


def _can_be_judged(candidate: Candidate) -> bool:
    """Tell whether there is an XML to write: an invoice on its way has its own already."""
    return (
        candidate.has_lines
        and candidate.deposit_state in _MAY_LEAVE
        and all(line.category for line in candidate.tax_breakdown)
        and all(document.is_stored for document in candidate.documents)
        and sum(document.size for document in candidate.documents) <= LARGEST_INVOICE
    )


def _with_safe_format(candidate: Candidate, opinions: Mapping[int, Opinion]) -> Candidate:
    """Keep out of a Factur-X the invoice whose own PDF would have Chorus Pro refuse the flow."""
    opinion = opinions.get(candidate.invoice_id)
    if opinion is None or is_archival(opinion.page):
        return candidate
    return replace(candidate, document_format=Format.CPP_MINIMAL)


def surroundings_of(company: Company, candidates: list[Candidate], today: date) -> Surroundings:
    """Load what the checks of these invoices know beside them."""
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
        submissions=submission_findings(company, candidates),
    )


def load_candidates(
    invoices: QuerySet[Invoice],
    choice: SyntaxChoice = SyntaxChoice.AUTO,
    way_in: WayIn = WayIn.XML,
) -> list[Candidate]:
    """Load the invoices with their customer, VAT and documents, ordered by date then number."""
    lines = InvoiceLine.objects.filter(invoice=OuterRef("pk"))
    rows = (
        invoices.order_by("issue_date", "number", "id")
        .annotate(has_lines=Exists(lines))
        .values(*_OWN_COLUMNS, *_OTHER_COLUMNS, "has_lines")
    )
    taxes, documents = _taxes_of(invoices), _documents_of(invoices)
    return [
        _candidate(
            row,
            taxes[row["id"]],
            documents[row["id"]],
            format_for(choice, has_lines=row["has_lines"], way_in=way_in),
        )
        for row in rows
    ]


def _taxes_of(invoices: QuerySet[Invoice]) -> defaultdict[int, list[TaxLine]]:
    lines: defaultdict[int, list[TaxLine]] = defaultdict(list)
    rows = (
        TaxBreakdown.objects.filter(invoice__in=invoices.order_by())
        .order_by("rate")
        .values_list("invoice_id", "rate", "taxable_amount", "tax_amount", "category")
    )
    for invoice_id, rate, taxable_amount, tax_amount, category in rows:
        lines[invoice_id].append(TaxLine(rate, taxable_amount, tax_amount, category))
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
    row: dict[str, Any],
    taxes: list[TaxLine],
    files: list[tuple[str, CandidateFile]],
    document_format: DepositFormat,
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
        has_lines=row["has_lines"],
        document_format=document_format,
        replaced_by=row["reissue__replacement__number"] or "",
        is_issued_here=row["issued_as"] is not None,
    )
