"""The business terms of an allowance or a charge: four groups of the standard, of one shape."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Terms:
    """What each part of an allowance or a charge is called; a line's has no VAT of its own."""

    amount: str
    base_amount: str
    percentage: str
    category: str = ""
    rate: str = ""


ALLOWANCE = Terms("BT-92", "BT-93", "BT-94", "BT-95", "BT-96")
CHARGE = Terms("BT-99", "BT-100", "BT-101", "BT-102", "BT-103")
LINE_ALLOWANCE = Terms("BT-136", "BT-137", "BT-138")
LINE_CHARGE = Terms("BT-141", "BT-142", "BT-143")

INDICATORS = {"true": True, "1": True, "false": False, "0": False}
"""The two spellings of a boolean in XML: a charge is true."""
