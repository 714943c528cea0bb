"""The comparison itself: two lists in, a finding for each invoice that is not the same.

Nothing is lost and nothing is doubled: each invoice and each row is in one finding, among the
same, or belongs to another company that the account may also act for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.core.identifiers import SIREN_LENGTH
from wochorus.deposits.comparing.alone import judge_here, judge_there
from wochorus.deposits.comparing.pairing import pair
from wochorus.deposits.comparing.portal_rows import is_of_siren, siret_of
from wochorus.deposits.comparing.together import judge_pair
from wochorus.deposits.matching import number_key

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from wochorus.choruspro import InvoiceRow
    from wochorus.deposits.comparing.entries import Ours
    from wochorus.deposits.comparing.verdicts import Finding


@dataclass(frozen=True, slots=True)
class View:
    """From where we look: our company, the others that deposit from here, and the moment.

    ``siret`` and ``other_companies`` are without spaces. ``believed_before``: see `judge_here`.
    """

    siret: str
    believed_before: datetime
    other_companies: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The findings; the invoices that are the same; the rows of other companies."""

    findings: tuple[Finding, ...]
    same: tuple[tuple[Ours, InvoiceRow], ...]
    foreign: tuple[InvoiceRow, ...]


def compare(ours: Sequence[Ours], rows: Sequence[InvoiceRow], view: View) -> Outcome:
    """Compare our invoices with the rows of the portal.

    An invoice that is not expected there and that no row shows is left out.
    """
    foreign = tuple(row for row in rows if _is_foreign(row, view))
    pairing = pair(ours, [row for row in rows if not _is_foreign(row, view)])
    findings: list[Finding] = []
    same: list[tuple[Ours, InvoiceRow]] = []
    for mine, row in pairing.pairs:
        finding = judge_pair(mine, row, view.siret, view.other_companies)
        if finding is None:
            same.append((mine, row))
        else:
            findings.append(finding)
    missing = [mine for mine in pairing.here if mine.is_expected]
    findings += [judge_here(mine, view.believed_before) for mine in missing]
    shown = {_key(row) for _, row in pairing.pairs}
    findings += [
        judge_there(row, view.siret, shares_its_number=_key(row) in shown) for row in pairing.there
    ]
    return Outcome(tuple(findings), tuple(same), foreign)


def _is_foreign(row: InvoiceRow, view: View) -> bool:
    is_of_another = siret_of(row) in view.other_companies
    return is_of_another or not is_of_siren(row, view.siret[:SIREN_LENGTH])


def _key(row: InvoiceRow) -> tuple[str, int | None]:
    return number_key(row.invoice_number), row.issue_date.year if row.issue_date else None
