"""The invoices of a deposit or a check: the journal's filter, private customers apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.billing.journal_filter import invoices_matching
from wochorus.billing.models import Invoice
from wochorus.core.errors import InvalidInput
from wochorus.customers.models import BuyerKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.billing.journal_filter import JournalFilter


def depositable(company: Company, wanted: JournalFilter) -> QuerySet[Invoice]:
    """Select the invoices kept by ``wanted``; those of private customers only when asked for.

    Raises `InvalidInput` when the journal has no invoice under one of the numbers asked for.
    """
    _require_known(company, wanted.numbers)
    invoices = invoices_matching(company, wanted)
    if wanted.buyer_kind is None and not wanted.numbers:
        invoices = invoices.exclude(customer__kind=BuyerKind.PRIVATE)
    return invoices


def _require_known(company: Company, numbers: tuple[str, ...]) -> None:
    known = Invoice.objects.filter(company=company, number__in=numbers)
    unknown = set(numbers).difference(known.values_list("number", flat=True))
    if unknown:
        raise InvalidInput(
            f"Le journal n'a pas de facture {', '.join(sorted(unknown))}",
            where=f"société {company.code}",
            remedy="Vérifiez --number : « wochorus journal list » montre les numéros.",
        )
