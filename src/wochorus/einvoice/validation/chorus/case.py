"""An invoice under examination, with what the rules need to know beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from wochorus.einvoice.totals import total_findings
from wochorus.einvoice.validation.chorus.odd_values import OddValue, is_reckonable, odd_values

if TYPE_CHECKING:
    from datetime import date

    from wochorus.einvoice.dialects import Dialect
    from wochorus.einvoice.findings import Finding
    from wochorus.einvoice.model import Invoice


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """What the recipient asks for, as the annuaire of Chorus Pro says.

    ``service``: a code service; ``engagement``: a number of engagement;
    ``service_or_engagement``: one of the two at least. Each flag is asked for by itself.
    """

    service: bool = False
    engagement: bool = False
    service_or_engagement: bool = False


NO_REQUIREMENTS = Requirements()


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is examined: the invoice, its circuit, what its recipient asks for, and the day.

    ``today`` is ``None`` when the caller has no clock: dates are then not compared with it.
    """

    invoice: Invoice
    dialect: Dialect
    requirements: Requirements = NO_REQUIREMENTS
    today: date | None = None

    @cached_property
    def odd_values(self) -> tuple[OddValue, ...]:
        """Find the texts, numbers and dates of the invoice that are out of the ordinary."""
        return odd_values(self.invoice)

    @cached_property
    def can_be_reckoned(self) -> bool:
        """Tell whether every number is finite and of a size that sums can bear."""
        return all(is_reckonable(odd.value) for odd in self.odd_values)

    @cached_property
    def wrong_totals(self) -> tuple[Finding, ...]:
        """Find what the arithmetic of EN 16931 says of the amounts."""
        return total_findings(self.invoice)

    @property
    def frame(self) -> str:
        """Return the billing frame (BT-23), empty when there is none."""
        return self.invoice.business_process or ""
