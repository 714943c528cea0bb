"""Invoices about to be deposited, as the checks see them: sound unless told otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from wochorus.billing.models import DepositState, InvoiceKind
from wochorus.customers.models import BuyerKind
from wochorus.deposits.checks.anomaly import Candidate, CandidateFile, Surroundings, TaxLine
from wochorus.directory.queries import ServiceRules, StructureRules

TODAY = date(2026, 11, 24)
TOWN_HALL = "21940068600012"
SERVICE = "COMPTA"


def a_file(file_name: str = "facture.pdf", **changes: Any) -> CandidateFile:
    """Build a sound document of 50 KB."""
    return replace(CandidateFile(file_name, "0" * 64, 50_000, "", is_stored=True), **changes)


def a_candidate(**changes: Any) -> Candidate:
    """Build an invoice of 120.00 € TTC to the town hall, without any anomaly."""
    sound = Candidate(
        invoice_id=1,
        number="FA-2026-001",
        kind=InvoiceKind.INVOICE,
        issue_date=date(2026, 10, 31),
        due_date=date(2026, 11, 30),
        cadre="A1",
        deposit_state=DepositState.TO_DEPOSIT,
        flow_number="",
        preceding_invoice="",
        engagement="BC-1",
        marche="M-1",
        code_service=SERVICE,
        total_without_tax=Decimal("100.00"),
        total_tax=Decimal("20.00"),
        total_with_tax=Decimal("120.00"),
        prepaid=Decimal("0.00"),
        amount_due=Decimal("120.00"),
        customer_code="C001",
        customer_name="Mairie de Villeneuve",
        customer_siret=TOWN_HALL,
        customer_kind=BuyerKind.PUBLIC,
        tax_breakdown=(TaxLine(Decimal(20), Decimal("100.00"), Decimal("20.00"), "S"),),
        main_document=a_file(),
        annexes=(),
    )
    return replace(sound, **changes)


def a_structure(**changes: Any) -> StructureRules:
    """Build an active structure that requires nothing."""
    undemanding = StructureRules(
        siret=TOWN_HALL,
        is_active=True,
        requires_engagement=False,
        requires_service=False,
        requires_service_or_engagement=False,
        is_works_only=False,
        is_closed=False,
    )
    return replace(undemanding, **changes)


def a_service(**changes: Any) -> ServiceRules:
    """Build an active service that requires nothing."""
    undemanding = ServiceRules(
        siret=TOWN_HALL, code=SERVICE, is_active=True, requires_engagement=False, is_closed=False
    )
    return replace(undemanding, **changes)


def surroundings(
    structure: StructureRules | None = None,
    service: ServiceRules | None = None,
    *,
    known_numbers: frozenset[str] = frozenset(),
) -> Surroundings:
    """Build what the checks know: the town hall and its one service, unless told otherwise."""
    return Surroundings(
        today=TODAY,
        structures={TOWN_HALL: structure or a_structure()},
        services={(TOWN_HALL, SERVICE): service or a_service()},
        known_numbers=known_numbers,
    )
