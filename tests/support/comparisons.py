"""Invoices and rows of the portal, for comparisons that need no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from support.records import SUPPLIER, UNDEMANDING
from wochorus.billing.models import DepositState
from wochorus.choruspro import InvoiceRow
from wochorus.deposits.comparing.compare import View
from wochorus.deposits.comparing.entries import Ours

if TYPE_CHECKING:
    from wochorus.deposits.comparing.compare import Outcome
    from wochorus.deposits.comparing.verdicts import Finding

FLOW = "CPP0011113000000000000042"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
VIEW = View(SUPPLIER, believed_before=NOON)


def ours(number: str = "FA-1", /, **changes: Any) -> Ours:
    """Make an invoice of 120.00 € TTC, integrated long ago."""
    made = Ours(
        invoice_id=1,
        number=number,
        issue_date=date(2026, 11, 1),
        is_credit_note=False,
        currency="EUR",
        recipient=UNDEMANDING,
        code_service="",
        engagement="",
        marche="",
        without_tax=Decimal("100.00"),
        with_tax=Decimal("120.00"),
        due=Decimal("120.00"),
        state=DepositState.INTEGRATED,
        flow_number=FLOW,
        chorus_id=1001,
        status="DEPOSEE",
        deposited_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
    )
    return replace(made, **changes)


def free(number: str = "FA-1", /, **changes: Any) -> Ours:
    """Make an invoice that is to be deposited."""
    nowhere = {"flow_number": "", "chorus_id": None, "status": "", "deposited_at": None}
    return ours(number, **{"state": DepositState.TO_DEPOSIT, **nowhere, **changes})


def row(number: str = "FA-1", /, **changes: Any) -> InvoiceRow:
    """Show the invoice of `ours` as the portal does; ``changes`` bear the portal's names."""
    return InvoiceRow.read(
        {
            "identifiantFactureCPP": 1001,
            "numeroFacture": number,
            "typeFacture": "FACTURE",
            "dateFacture": "2026-11-01",
            "statut": "DEPOSEE",
            "montantHT": 100.0,
            "montantTTC": 120.0,
            "montantAPayer": 120.0,
            "devise": "EUR",
            "modeDepot": "UPLOAD_API",
            "numeroFluxDepot": FLOW,
            "codeFournisseur": SUPPLIER,
            "codeDestinataire": UNDEMANDING,
            **changes,
        }
    )


def only(outcome: Outcome) -> Finding:
    """Give the only finding."""
    [finding] = outcome.findings
    return finding
