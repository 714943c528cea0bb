"""How much of a foreign flow is read before giving up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingLimits:
    """The most that is read, in bytes, characters and numbers.

    The default size is that of a flow of Chorus Pro's EDI circuit (1 GB); an invoice has 120 MB of
    documents at most. Chorus Pro takes 500 invoices in a flow: twenty times as many are read.
    ``elements`` and ``characters`` bound one invoice, its documents apart; ``attributes`` one
    element.
    """

    size: int = 1_000_000_000
    document_size: int = 120_000_000
    invoices: int = 10_000
    depth: int = 20
    elements: int = 10_000
    attributes: int = 100
    characters: int = 1_000_000


DEFAULT_LIMITS = ReadingLimits()
