"""How large a flow and its parts may be, in bytes once unpacked.

The defaults are the public limits: attachments of 10 MB, an invoice of 120 MB with its
attachments, 500 files in a flow. What an archive unpacks to is bounded by the simulator itself.
"""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000
ATTACHMENT_SIZE, INVOICE_SIZE = 10 * MEGABYTE, 120 * MEGABYTE
FILES, UNPACKED_SIZE = 500, 120 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one flow: of each file and attachment, of an invoice, of an archive."""

    file: int = UNPACKED_SIZE
    attachment: int = ATTACHMENT_SIZE
    invoice: int = INVOICE_SIZE
    files: int = FILES
    unpacked: int = UNPACKED_SIZE


USUAL = Limits()
CEILING = Limits(
    file=400 * MEGABYTE,
    attachment=50 * MEGABYTE,
    invoice=400 * MEGABYTE,
    files=10_000,
    unpacked=400 * MEGABYTE,
)
"""The largest that settings may ask for; a flow that was accepted before is read within these."""


def megabytes(size: int) -> str:
    """Write a size in megabytes, as French messages do."""
    return f"{size / MEGABYTE:g} Mo".replace(".", ",")
