"""The official rules that an invoice breaks, as they were found when it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.controls import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chorus_simulator.controls import Inquiry

TOLD_MAXIMUM = 10
"""Faults told at most; a label is cut long before."""


def check_official_rules(inquiry: Inquiry) -> Iterator[Fault]:
    """Tell the rules, each with its name and its official sentence (which is in English)."""
    for rule in inquiry.invoice.broken_rules[:TOLD_MAXIMUM]:
        yield Fault("", f"règle {rule.name} non respectée ({rule.sentence})", rule.path)
