"""The delay clock of an invoice to a public body: when it is due, how late it is, what is owed.

    clock = run_clock(opposable_day(received, executed), payer.days, suspensions)
    owed = late_interest(Debt(total, clock.due), payments, until=today, rates=KNOWN_RATES)

Nothing here knows a database or what day it is. Source: French public procurement code (CCP),
articles R2192-10 to R2192-36.
"""

from wochorus.billing.delays.clock import Clock, Suspension, opposable_day, run_clock
from wochorus.billing.delays.interest import (
    RECOVERY_FEE,
    Debt,
    LateInterest,
    Payment,
    Slice,
    late_interest,
)
from wochorus.billing.delays.rates import KNOWN_RATES, RateTable, UnknownRateError, half_year_of
from wochorus.core.public_payers import PayerKind, suggested_payer

__all__ = [
    "KNOWN_RATES",
    "RECOVERY_FEE",
    "Clock",
    "Debt",
    "LateInterest",
    "PayerKind",
    "Payment",
    "RateTable",
    "Slice",
    "Suspension",
    "UnknownRateError",
    "half_year_of",
    "late_interest",
    "opposable_day",
    "run_clock",
    "suggested_payer",
]
