"""Payment terms: so many days, to the end of a month, on a certain day of it.

    30 jours                        from the day, 30 days later
    45 jours fin de mois            45 days later, then the last day of that month
    fin de mois 45 jours            the last day of the month, then 45 days later
    le 10                           the next 10th, the day itself included
    30 jours fin de mois le 10      30 days later, the end of that month, then the next 10th

The law knows the second and the third (Code de commerce L441-10: 45 days end of month, which may
be counted either way) and bounds them; a public payer has a limit of its own (CCP R2192-10, -11).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from wochorus.core.public_payers import PayerKind, suggested_payer
from wochorus.core.text import fold
from wochorus.customers.models import BuyerKind, Customer, EndOfMonth

MOST_DAYS = 365
LAST_DAY = 31
LONGEST_PRIVATE = 60
"""Days from the invoice, between companies (Code de commerce L441-10)."""
LONGEST_TO_THE_END = 45
"""Days with an end of month, between companies (same)."""

_READ = re.compile(
    r"(?P<first>(?:a |au )?fin (?:de |du )?mois)?\s*(?:\+\s*)?"
    r"(?:(?:a\s+)?(?P<days>\d{1,3})\s*(?:jours?|j)?)?"
    r"(?P<after>\s*(?:nets?)?\s*(?:fin (?:de |du )?mois|fdm))?"
    r"(?:\s*,?\s*le (?P<day>\d{1,2})(?:er)?)?"
)
_ON_RECEIPT = frozenset({"comptant", "a reception", "a reception de facture", "immediat"})


@dataclass(frozen=True, slots=True)
class PaymentTerm:
    """When an invoice is to be paid, from a date. ``day`` is a day of the month, from 1 to 31."""

    days: int
    end_of_month: str = ""
    day: int | None = None

    def __str__(self) -> str:
        days = f"{self.days} jour{'s' if self.days > 1 else ''}"
        match self.end_of_month:
            case EndOfMonth.AFTER:
                text = "fin de mois" if not self.days else f"{days} fin de mois"
            case EndOfMonth.BEFORE:
                text = f"fin de mois {days}"
            case _:
                text = days if self.days else ("" if self.day else "comptant")
        return f"{text} le {self.day}".strip() if self.day else text


def due_date(term: PaymentTerm, start: date) -> date:
    """Reckon when an invoice of ``start`` is to be paid.

    A month without the day of the term ends the term on its own last day: the 31st of February is
    the 28th or the 29th.
    """
    due = _last_of_month(start) if term.end_of_month == EndOfMonth.BEFORE else start
    due += timedelta(days=term.days)
    if term.end_of_month == EndOfMonth.AFTER:
        due = _last_of_month(due)
    return due if term.day is None else _next_nth(due, term.day)


def parse_term(text: str) -> PaymentTerm:
    """Read a term as the French write it; see the examples of this module.

    Raises ``ValueError``, with a French phrase that says what was expected.
    """
    folded = fold(text).replace("l'", "le ")
    if folded in _ON_RECEIPT:
        return PaymentTerm(0)
    found = _READ.fullmatch(folded)
    told = found and (found["first"] or found["days"] or found["after"] or found["day"])
    if not found or not told or (found["first"] and found["after"]):
        raise ValueError(
            "une échéance comme « 30 jours », « 45 jours fin de mois », « fin de mois 45 jours » "
            "ou « 30 jours fin de mois le 10 »"
        )
    days = int(found["days"] or 0)
    day = int(found["day"]) if found["day"] else None
    return checked_term(PaymentTerm(days, _end_of_month(found, days), day))


def checked_term(term: PaymentTerm) -> PaymentTerm:
    """Refuse a term that no calendar knows. Raises ``ValueError``, in French."""
    if not 0 <= term.days <= MOST_DAYS:
        raise ValueError(f"de 0 à {MOST_DAYS} jours")
    if term.day is not None and not 1 <= term.day <= LAST_DAY:
        raise ValueError(f"un jour du mois de 1 à {LAST_DAY}")
    return term


def term_of(customer: Customer) -> PaymentTerm | None:
    """Give the term chosen for a customer, if one is."""
    if customer.term_days is None:
        return None
    return PaymentTerm(customer.term_days, customer.term_end_of_month, customer.term_day)


def suggested_term(customer: Customer) -> PaymentTerm:
    """Suggest a term: the legal limit of a public payer, else the 30 days of the law."""
    return PaymentTerm(legal_limit(customer) or PayerKind.STATE_OR_LOCAL.days)


def legal_limit(customer: Customer) -> int | None:
    """Give the days that the law leaves to a public payer; nothing for a private one."""
    if customer.kind != BuyerKind.PUBLIC:
        return None
    return suggested_payer(customer.legal_category).days


def term_warning(customer: Customer) -> str:
    """Say in French what the law forbids in the term of a customer, or nothing."""
    term = term_of(customer)
    if term is None:
        return ""
    if (limit := legal_limit(customer)) is not None:
        if term.days > limit or term.end_of_month or term.day:
            return (
                f"un acheteur public de ce type paie à {limit} jours au plus (CCP R2192-10 et "
                f"R2192-11) : l'échéance « {term} » peut dépasser ce délai"
            )
        return ""
    longest = LONGEST_TO_THE_END if term.end_of_month else LONGEST_PRIVATE
    if term.days > longest or term.day:
        return (
            f"entre entreprises la loi permet {LONGEST_PRIVATE} jours, ou {LONGEST_TO_THE_END} "
            f"jours fin de mois (Code de commerce, L441-10) : « {term} » peut dépasser ce délai"
        )
    return ""


def _end_of_month(found: re.Match[str], days: int) -> str:
    if found["after"] or (found["first"] and not days):
        return EndOfMonth.AFTER
    return EndOfMonth.BEFORE if found["first"] else ""


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _next_nth(day: date, wanted: int) -> date:
    """Find the first ``wanted``-th of a month that is not before ``day``."""
    here = _nth(day.year, day.month, wanted)
    if here >= day:
        return here
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)  # noqa: PLR2004 - December
    return _nth(year, month, wanted)


def _nth(year: int, month: int, wanted: int) -> date:
    return date(year, month, min(wanted, monthrange(year, month)[1]))
