"""What the checks found on each invoice the last time, and which must be checked again.

The rules take their time; a screen of anomalies is looked at again after each correction. So the
findings are kept beside a stamp of all that they came from: the rows of the invoice, what the
annuaire says of its recipient, the day, the way in. Only what has another stamp is checked again.
A file that leaves the disk changes no stamp: to look at it, check all ``anew``.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from wochorus import __version__
from wochorus.accounts.models import WayIn
from wochorus.billing.models import Invoice
from wochorus.deposits.candidates import check_invoices
from wochorus.deposits.checks.anomaly import Finding, Level
from wochorus.deposits.checks.common import common_findings
from wochorus.deposits.models import KnownCheck
from wochorus.deposits.stamps import stamps
from wochorus.directory.models import Structure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.deposits.checks.anomaly import Anomaly
    from wochorus.deposits.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Round:
    """What a round of checks did: how many invoices were checked, how many still wait."""

    checked: int
    left: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How many invoices may leave, and how many are kept back."""

    ready: int
    blocked: int

    @property
    def total(self) -> int:
        """All that were looked at."""
        return self.ready + self.blocked


def check_what_changed(
    company: Company,
    invoices: QuerySet[Invoice],
    today: date,
    *,
    most: int | None = None,
    anew: bool = False,
    workshop: Workshop | None = None,
) -> Round:
    """Check those of ``invoices`` that changed since they were checked, at most ``most`` of them.

    The query set must already be restricted to the company. ``anew`` checks them all. The number
    of statements does not depend on how many there are, but for a batch of stamps every 500.
    """
    in_order = invoices.order_by("issue_date", "number", "pk")
    ids: list[int] = list(in_order.values_list("pk", flat=True))
    now = _stamps(company, ids, today)
    known = {} if anew else dict(_known(ids).values_list("pk", "stamp"))
    stale = [pk for pk in ids if known.get(pk) != now.get(pk)]
    chosen = stale if most is None else stale[:most]
    if chosen:
        _check(company, chosen, now, today, workshop)
    return Round(len(chosen), len(stale) - len(chosen))


def _known(ids: Sequence[int]) -> QuerySet[KnownCheck]:
    return KnownCheck.objects.filter(pk__in=ids)


def _check(
    company: Company,
    ids: list[int],
    now: dict[int, str],
    today: date,
    workshop: Workshop | None,
) -> None:
    report = check_invoices(
        company,
        Invoice.objects.filter(company=company, pk__in=ids),
        today,
        way_in=WayIn(company.way_in),
        workshop=workshop,
    )
    found: defaultdict[int, list[Anomaly]] = defaultdict(list)
    for anomaly in report.anomalies:
        found[anomaly.candidate.invoice_id].append(anomaly)
    moment = timezone.now()
    KnownCheck.objects.bulk_create(
        [
            KnownCheck(
                invoice_id=candidate.invoice_id,
                stamp=now[candidate.invoice_id],
                findings=[_as_json(each.finding) for each in found[candidate.invoice_id]],
                is_blocked=any(each.is_blocking for each in found[candidate.invoice_id]),
                has_findings=candidate.invoice_id in found and bool(found[candidate.invoice_id]),
                checked_at=moment,
            )
            for candidate in report.candidates
        ],
        update_conflicts=True,
        unique_fields=["invoice"],
        update_fields=["stamp", "findings", "is_blocked", "has_findings", "checked_at"],
        batch_size=1000,
    )


def findings_of(check: KnownCheck) -> list[Finding]:
    """Give back what was found, in the order of its telling."""
    return [
        Finding(
            each["code"],
            each["message"],
            each["remedy"],
            Level[each["level"]],
            each["attachment"],
        )
        for each in check.findings
    ]


def _as_json(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "message": finding.message,
        "remedy": finding.remedy,
        "level": finding.level.name,
        "attachment": finding.attachment,
    }


def standing_of(invoices: QuerySet[Invoice]) -> Standing:
    """Count those of ``invoices`` that are known to be ready, and to be blocked."""
    checks = KnownCheck.objects.filter(invoice__in=invoices.order_by().values("pk"))
    blocked = checks.filter(is_blocked=True).count()
    return Standing(checks.count() - blocked, blocked)


def forget_checks(invoices: QuerySet[Invoice]) -> None:
    """Have ``invoices`` checked again, whatever their stamps say."""
    KnownCheck.objects.filter(invoice__in=invoices.order_by().values("pk")).delete()


def common_of(company: Company) -> list[Finding]:
    """Say what keeps every invoice of ``company`` back alike."""
    is_empty = not Structure.objects.exists()
    return list(common_findings(company, company.way_in, annuaire_is_empty=is_empty))


def _stamps(company: Company, ids: list[int], today: date) -> dict[int, str]:
    rows, around = stamps(ids), _around(ids)
    context = f"{__version__} {company.way_in} {company.environment} {today}"
    return {
        pk: hashlib.sha256(f"{context} {stamp} {around.get(pk)}".encode()).hexdigest()
        for pk, stamp in rows.items()
    }


def _around(ids: list[int]) -> dict[int, str]:
    """Sum up what decides of each invoice and stands in no row of its own."""
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, {"ids": ids})
        return dict(cursor.fetchall())


_AROUND = r"""
SELECT invoice.id, encode(sha256(convert_to(jsonb_build_array(
  invoice.deposit_state, invoice.flow_number, reissue.replacement_id,
  to_jsonb(structure) - 'searchable', to_jsonb(service),
  EXISTS (SELECT FROM directory_structure)
)::text, 'UTF8')), 'hex')
FROM billing_invoice invoice
JOIN customers_customer customer ON customer.id = invoice.customer_id
LEFT JOIN billing_reissue reissue ON reissue.original_id = invoice.id
LEFT JOIN directory_structure structure
  ON structure.identifier = regexp_replace(customer.siret, '\s', '', 'g')
LEFT JOIN directory_service service ON service.structure_id = structure.id
  AND service.code = coalesce(nullif(invoice.code_service, ''), customer.code_service)
WHERE invoice.id = ANY(%(ids)s)
"""
