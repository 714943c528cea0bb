"""The audit trail: who signed in, who changed roles, access and settings, and when.

Secrets never come here: a changed secret is named, not told.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from wochorus.accounts.users.models import AuditEntry, AuditKind, Membership, User

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company

BY_COMMAND = "ligne de commande"
_COLUMNS = ("Moment", "Par", "Société", "Quoi", "Détail")
_PERSONAL = (
    AuditKind.SIGNED_IN,
    AuditKind.SIGN_IN_REFUSED,
    AuditKind.PASSWORD,
    AuditKind.SECOND_FACTOR,
    AuditKind.SESSIONS,
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def note(
    kind: AuditKind, actor: User | None, detail: str = "", company: Company | None = None
) -> None:
    """Write down what ``actor`` did, or a command when there is none."""
    AuditEntry.objects.create(
        actor=actor,
        by=actor.email if actor else BY_COMMAND,
        company=company,
        kind=kind,
        detail=detail[:500],
    )


def audit_of_company(company: Company) -> QuerySet[AuditEntry]:
    """List, latest first, what concerns ``company`` and the sign-ins of its members."""
    members = Membership.objects.filter(company=company).values("user")
    own = Q(company=company) | Q(company=None, actor__in=members, kind__in=_PERSONAL)
    return AuditEntry.objects.filter(own).select_related("company").order_by("-moment", "-pk")


def whole_audit() -> QuerySet[AuditEntry]:
    """List, latest first, all that was written down."""
    return AuditEntry.objects.select_related("company").order_by("-moment", "-pk")


def audit_as_csv(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """Write entries as lines of a CSV file that a French spreadsheet opens."""
    yield "\ufeff" + _line(_COLUMNS)
    for entry in entries:
        yield _line(
            (
                f"{timezone.localtime(entry.moment):%d/%m/%Y %H:%M:%S}",
                entry.by,
                entry.company.name if entry.company else "",
                entry.get_kind_display(),
                entry.detail,
            )
        )


def _line(values: tuple[str, ...]) -> str:
    """Write one line; what a spreadsheet would compute is kept as text."""
    written = io.StringIO()
    safe = (f"'{value}" if value.startswith(_FORMULA) else value for value in values)
    csv.writer(written, delimiter=";").writerow(safe)
    return written.getvalue()
