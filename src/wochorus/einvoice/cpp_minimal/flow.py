"""What a flow in the CPP minimal format holds: an envelope, and invoices reduced to the least."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from decimal import Decimal

SYNTAX = "IN_DP_E2_CPP_FACTURE_MIN"
INVOICE = "380"
CREDIT_NOTE = "381"
MAIN_DOCUMENT = "01"
ANNEX = "02"
SIRET_TYPE = "1"
CHORUS_APPLICATION = "CPP001"


@dataclass(frozen=True, slots=True)
class Party:
    """A supplier or a recipient, by its SIRET."""

    siret: str
    name: str
    code_service: str = ""


@dataclass(frozen=True, slots=True)
class Tax:
    """One VAT rate in percent, with its base and its amount."""

    rate: Decimal
    taxable_amount: Decimal
    tax_amount: Decimal


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document of an invoice; ``open`` gives its bytes. ``role`` is 01 (main) or 02 (annex)."""

    file_name: str
    media_type: str
    role: str
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class MinimalInvoice:
    """One invoice as this format can carry it. Amounts have two decimals.

    ``supplier`` is ``None`` for the supplier of the envelope, as it is in all our flows.
    """

    number: str
    kind: str
    cadre: str
    issue_date: date
    payment_means: str
    currency: str
    recipient: Party
    total_without_tax: Decimal
    total_with_tax: Decimal
    amount_due: Decimal
    taxes: tuple[Tax, ...]
    marche: str
    engagement: str
    attachments: tuple[Attachment, ...]
    supplier: Party | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """The head of the file. ``flow_id`` is the sender's own number for the flow."""

    flow_id: int
    production_date: date
    supplier: Party
    count: int
