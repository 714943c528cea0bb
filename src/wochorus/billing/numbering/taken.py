"""Which numbers the journal knows already, whoever gave them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models.functions import Lower

from wochorus.billing.bulk import any_of
from wochorus.billing.models import Invoice
from wochorus.core.dates import format_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wochorus.accounts.models import Company


def bearers(company: Company, numbers: Iterable[str]) -> dict[str, str]:
    """Find the invoices that bear these numbers: what they are, by number in small letters.

    Chorus Pro tells the invoices of a seller apart by number, capitals or not; two of our companies
    may share a SIREN, and so the numbers.
    """
    wanted = [number.casefold() for number in numbers]
    rows = Invoice.objects.annotate(folded_number=Lower("number")).filter(
        any_of("folded_number", wanted)
    )
    if company.siren:
        rows = rows.filter(company__siret__startswith=company.siren)
    else:
        rows = rows.filter(company=company)
    told = rows.values_list("folded_number", "issue_date", "company__code")
    return {number: f"facture du {format_date(day)}, société {code}" for number, day, code in told}
