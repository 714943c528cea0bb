"""What comes out of a file that was read: the invoice, and what could not be put into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wochorus.einvoice.findings import Finding
    from wochorus.einvoice.model import Invoice


@dataclass(frozen=True, slots=True)
class Reading:
    """An invoice read from a file, with a finding for each content that the model cannot hold.

    ``invoice`` is ``None`` when what every invoice has (number, date, seller, buyer) is missing;
    the findings then say what.
    """

    invoice: Invoice | None
    findings: tuple[Finding, ...] = ()
