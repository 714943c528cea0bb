"""The rows of the table: one for each anomaly, those of an invoice together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.accounts.models import WayIn
from wochorus.billing.models import Invoice
from wochorus.deposits.candidates import load_candidates, surroundings_of
from wochorus.deposits.checks.anomaly import Level
from wochorus.deposits.checks.flags import FLAG_TITLES, flags
from wochorus.deposits.known_checks import findings_of
from wochorus.deposits.remedies.offers import OFFERS, RemedyKind, offered
from wochorus.web.anomalies.pool import checks_of
from wochorus.web.help.anomaly_rows import AnomalyRow, anomaly_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wochorus.accounts.models import Company
    from wochorus.deposits.checks.anomaly import Candidate, Finding

_ON_SCREEN = "wochorus "


@dataclass(frozen=True, slots=True)
class Row:
    """One anomaly. ``key`` names it on the page; ``help`` is what the guide says of it."""

    key: str
    finding: Finding
    remedies: tuple[RemedyKind, ...]
    help: AnomalyRow | None

    @property
    def is_blocking(self) -> bool:
        """Whether it keeps the invoice back."""
        return self.finding.level is Level.BLOCKING

    @property
    def explained(self) -> str:
        """What the guide says of it, without the commands: the remedy stands in the row."""
        if self.help is None:
            return ""
        told = self.help.meaning[:1].upper() + self.help.meaning[1:]
        return told if _ON_SCREEN in self.help.remedy else f"{told}. À faire : {self.help.remedy}"

    @property
    def advice(self) -> str:
        """What to do, in words, when nothing can be done from the row."""
        if self.remedies or self.finding.code in OFFERS:
            return ""
        if _ON_SCREEN not in self.finding.remedy:
            return self.finding.remedy
        known = self.help.remedy if self.help is not None else ""
        return "" if _ON_SCREEN in known else f"{known[:1].upper()}{known[1:]}"


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag of the annuaire; ``value`` is ``None`` when the annuaire does not say."""

    name: str
    title: str
    value: bool | None


@dataclass(frozen=True, slots=True)
class Group:
    """An invoice and its anomalies."""

    candidate: Candidate
    rows: tuple[Row, ...]
    flags: tuple[Flag, ...]
    is_blocked: bool


def groups(company: Company, ids: Iterable[int]) -> list[Group]:
    """Make the rows of these invoices, with a few queries for any number of them."""
    checks = {pk: check for pk, check in checks_of(ids).items() if check.has_findings}
    invoices = Invoice.objects.filter(company=company, pk__in=checks)
    candidates = load_candidates(invoices, way_in=WayIn(company.way_in))
    around = surroundings_of(company, candidates, timezone.localdate())
    return [
        Group(
            candidate,
            _rows(candidate, findings_of(checks[candidate.invoice_id])),
            tuple(
                Flag(name, FLAG_TITLES[name], value)
                for name, value in flags(
                    around.structure_of(candidate), around.service_of(candidate)
                ).items()
            ),
            checks[candidate.invoice_id].is_blocked,
        )
        for candidate in candidates
    ]


def _rows(candidate: Candidate, findings: list[Finding]) -> tuple[Row, ...]:
    """Offer each remedy once: what puts two anomalies right stands beside the first."""
    rows, seen = [], set()
    for rank, finding in enumerate(findings):
        kinds = []
        for kind in offered(finding.code, has_lines=candidate.has_lines):
            what = (kind, finding.attachment if kind is RemedyKind.DROP else "")
            if what not in seen:
                kinds.append(kind)
                seen.add(what)
        key, told = f"{candidate.invoice_id}-{rank}", anomaly_rows().get(finding.code)
        rows.append(Row(key, finding, tuple(kinds), told))
    return tuple(rows)
