"""The shape of an entry about the status of an invoice."""

from __future__ import annotations

from dataclasses import dataclass

from wochorus.choruspro.catalogue.entry import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceStatus(Entry):
    """A status of an invoice.

    ``number`` is the one that status flows (EDI) use, empty when none is published.
    ``is_recorded`` is false when the portal shows the invoice without having kept it.
    """

    number: str = ""
    is_recorded: bool = True
