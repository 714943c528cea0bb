"""Keeping a comparison, for a time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from wochorus.core.text import storable
from wochorus.deposits.comparing.portal_rows import raw_of, storable_json
from wochorus.deposits.events import acting
from wochorus.deposits.models import Comparison, ComparisonRow

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.deposits.comparing.compare import Outcome
    from wochorus.deposits.comparing.portal_side import Period
    from wochorus.deposits.comparing.verdicts import Finding

KEPT = timedelta(days=400)
"""How long a comparison is kept: a year, and the time to close it. Events are kept for ever."""
_NUMBER_LENGTH = 60


def store(company: Company, period: Period, outcome: Outcome) -> Comparison:
    """Keep the outcome of a reading, and forget the oldest ones."""
    ours = len(outcome.same) + sum(finding.ours is not None for finding in outcome.findings)
    theirs = len(outcome.same) + sum(finding.row is not None for finding in outcome.findings)
    with transaction.atomic():
        comparison = Comparison.objects.create(
            company=company,
            environment=company.environment,
            issued_from=period.first,
            issued_to=period.last,
            here=ours,
            there=theirs,
            same=len(outcome.same),
            actor=acting(),
        )
        rows = [_row(comparison, finding) for finding in outcome.findings]
        ComparisonRow.objects.bulk_create(rows, batch_size=1000)
        _forget(company)
    return comparison


def _row(comparison: Comparison, finding: Finding) -> ComparisonRow:
    ours, row = finding.ours, finding.row
    kept = ComparisonRow(
        comparison=comparison,
        side=finding.side,
        what=finding.what,
        message=storable(finding.message),
        remedy=storable(finding.remedy),
        differences=storable_json(finding.differences),
    )
    if ours is not None:
        kept.invoice_id = ours.invoice_id
        kept.number, kept.issue_date, kept.amount = ours.number, ours.issue_date, ours.with_tax
        kept.flow_number, kept.chorus_id, kept.status = (
            ours.flow_number,
            ours.chorus_id,
            ours.status,
        )
    if row is not None:
        kept.number = kept.number or storable(row.invoice_number)[:_NUMBER_LENGTH]
        kept.issue_date = kept.issue_date or row.issue_date
        kept.amount = row.amount_with_tax if kept.amount is None else kept.amount
        kept.chorus_id = row.chorus_id
        kept.flow_number = storable(row.flow_number)[:_NUMBER_LENGTH]
        kept.status = storable(row.status)[:_NUMBER_LENGTH]
        kept.raw = raw_of(row)
    return kept


def _forget(company: Company) -> None:
    Comparison.objects.filter(company=company, made_at__lt=timezone.now() - KEPT).delete()
