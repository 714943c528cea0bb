"""When an invoice is to be paid: the contract's term, the customer's, what the law suggests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wochorus.customers.terms import due_date, legal_limit, suggested_term, term_of

if TYPE_CHECKING:
    from datetime import date

    from wochorus.customers.models import Customer
    from wochorus.customers.terms import PaymentTerm


def due_on(customer: Customer, term: PaymentTerm | None, day: date) -> tuple[date, str]:
    """Give the day on which an invoice of ``day`` is to be paid, and its term in French.

    A public payer's legal limit goes before a longer term: no contract lengthens it (CCP R2192-10
    and R2192-11).
    """
    chosen = term or term_of(customer) or suggested_term(customer)
    due, told = due_date(chosen, day), str(chosen)
    limit = legal_limit(customer)
    if limit is not None and due > day + timedelta(days=limit):
        return day + timedelta(days=limit), f"{limit} jours"
    return due, told
