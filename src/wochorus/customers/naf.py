"""Codes of activity (APE) in two nomenclatures: NAF rév. 2, then NAF 2025 from 2027-01-01.

Source: décret n° 2025-736. Both codes of a customer are kept, since both are printed or asked for
around the change.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wochorus.customers.models import Customer

NAF_2025_FROM = date(2027, 1, 1)
REVISION_2, NAF_2025 = "NAF rév. 2", "NAF 2025"
_CODE = re.compile(r"(\d{2})\.?(\d{2})([A-Z])", re.ASCII)


def clean_ape(text: str) -> str:
    """Write a code as Insee does, ``81.21Z``. Raises ``ValueError`` on anything else."""
    found = _CODE.fullmatch("".join(text.split()).upper())
    if not found:
        raise ValueError(text)
    return f"{found[1]}.{found[2]}{found[3]}"


def ape_on(customer: Customer, day: date) -> tuple[str, str]:
    """Give the code in force on ``day``, and the name of its nomenclature."""
    if day >= NAF_2025_FROM:
        return customer.ape_2025, NAF_2025
    return customer.ape, REVISION_2
