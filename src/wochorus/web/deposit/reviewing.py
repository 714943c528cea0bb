"""What the deposit page shows of a selection: its PDFs, what would leave, what would not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.billing.archive.need import ArchiveNeed, archive_need
from wochorus.billing.archive.rebuilding import RebuildReport, rebuild
from wochorus.billing.models import Invoice
from wochorus.deposits.asking import Preparation, amount_asked, prepare
from wochorus.deposits.orders.forecast import Forecast, forecast
from wochorus.deposits.orders.ordering import waiting_elsewhere
from wochorus.deposits.workshop import Workshop
from wochorus.web.models import Proposal

if TYPE_CHECKING:
    from decimal import Decimal

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.accounts.users.models import User
    from wochorus.deposits.asking import DepositRequest
    from wochorus.deposits.checks.anomaly import Anomaly, Candidate
    from wochorus.web.works import Work

PROPOSALS_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Blocked:
    """One invoice that may not leave, and why: its first finding, and how many more."""

    candidate: Candidate
    reason: str
    others: int


@dataclass(frozen=True, slots=True)
class Review:
    """What was found of a selection. ``elsewhere`` counts, by order, what another one holds."""

    need: ArchiveNeed
    found: Preparation
    ready: list[Candidate]
    plan: Forecast
    amount: Decimal
    elsewhere: Counter[int]
    proposal: Proposal | None

    @property
    def blocked(self) -> list[Blocked]:
        """The invoices that may not leave, in the order of the selection."""
        reasons: dict[int, list[Anomaly]] = {}
        for anomaly in self.found.report.anomalies:
            if anomaly.is_blocking:
                reasons.setdefault(anomaly.candidate.invoice_id, []).append(anomaly)
        return [
            Blocked(found[0].candidate, found[0].finding.message, len(found) - 1)
            for found in reasons.values()
        ]


def review(
    company: Company,
    user: User,
    invoices: QuerySet[Invoice],
    request: DepositRequest,
    work: Work[Review],
) -> Review:
    """Look at the PDFs, check the invoices, and keep what may leave as a proposal."""
    ids = list(invoices.values_list("pk", flat=True))
    chosen = Invoice.objects.filter(company=company, pk__in=ids)
    need = archive_need(company, chosen, partial(work.tell, "Lecture des PDF"))
    work.tell("Contrôle des factures", 0, len(ids))
    with Workshop() as workshop:
        found = prepare(
            company,
            chosen.order_by("issue_date", "number", "id"),
            request,
            workshop=workshop,
            progress=partial(work.tell, "Contrôle des factures"),
        )
    held = waiting_elsewhere(company, [each.invoice_id for each in found.report.ready])
    ready = [each for each in found.report.ready if each.invoice_id not in held]
    ready.sort(key=lambda each: (each.issue_date, each.number, each.invoice_id))
    amount = amount_asked(ready)
    proposal = _propose(company, user, ready, amount) if ready else None
    plan = forecast(company, request, ready)
    return Review(need, found, ready, plan, amount, Counter(held.values()), proposal)


def _propose(company: Company, user: User, ready: list[Candidate], amount: Decimal) -> Proposal:
    old = timezone.now() - PROPOSALS_KEPT
    Proposal.objects.filter(company=company, created_at__lt=old).delete()
    return Proposal.objects.create(
        user=user,
        company=company,
        environment=company.environment,
        invoice_ids=[each.invoice_id for each in ready],
        amount=amount,
    )


def archive(
    company: Company, invoices: QuerySet[Invoice], actor: str, work: Work[RebuildReport]
) -> RebuildReport:
    """Make the PDFs that are missing or out of date, and file those brought by the user."""
    work.tell("Archivage des PDF", 0, 0)
    ids = list(invoices.values_list("pk", flat=True))
    chosen = Invoice.objects.filter(company=company, pk__in=ids)
    with Workshop() as workshop:
        return rebuild(
            company,
            chosen,
            workshop,
            actor=actor,
            progress=partial(work.tell, "Archivage des PDF"),
        )
