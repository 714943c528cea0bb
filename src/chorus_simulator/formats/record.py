"""The neutral record of an invoice: what every format is read into, and what the controls read.

A reader fills it from its own file; whatever the file lacks or says in a wrong way is noted in
``unread`` and replaced by a value that means nothing, so that the controls can say it with the
path of the field and stop there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SIRET = "1"
"""Identifier type of a SIRET in the XML formats."""
INVOICE, CREDIT_NOTE, CORRECTIVE, DEPOSIT = "380", "381", "384", "386"
ORDINARY_CADRE = "A1"
NO_DATE = date.min
"""Stands for a date that could not be read."""
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Format:
    """What one syntax asks of an invoice beside what all of them ask, and its paths.

    ``tags`` gives the path of each field in the file, for the messages of the controls, and
    ``label`` how a message writes that path.
    """

    tags: Mapping[str, str]
    label: str = "FichierXml.{}.value : "
    kinds: tuple[str, ...] = (INVOICE, CREDIT_NOTE)
    needs_main_document: bool = True
    credit_note_without_payment: bool = False
    """Whether a payment mode on a credit note is always refused."""
    gross_price_needs_allowance: bool = False
    adds_up_lines: bool = False
    """Whether the lines and the header's allowances and charges must add up to their totals."""
    needs_breakdown: bool = False
    """Whether an invoice without any line of VAT breakdown is refused."""
    needs_account: bool = False
    """Whether a credit transfer must name an IBAN."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A field that is missing or malformed: its key in the tags, and a sentence."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """An official rule that the invoice breaks: its name, the path of the field, its sentence."""

    name: str
    path: str
    sentence: str


@dataclass(frozen=True, slots=True)
class VatLine:
    """One line of the VAT breakdown; the rate is a text in percent, as the file has it."""

    base: Decimal
    amount: Decimal
    rate: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an invoice: what the controls look at, then what is only shown."""

    label: str
    net: Decimal | None
    quantity: str = ""
    has_gross_price: bool = False
    has_price_allowance: bool = False
    counts: bool = True
    """Whether its amount is part of the total: subtotals and remarks are lines too."""
    name: str = ""
    reference: str = ""
    unit: str = ""
    price: str = ""
    rate: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals of an invoice; those that a format cannot say, or a file does not, are None."""

    net: Decimal
    gross: Decimal
    payable: Decimal
    prepaid: Decimal | None = None
    rounding: Decimal = NOTHING
    vat: Decimal | None = None
    lines: Decimal | None = None
    allowances: Decimal | None = None
    charges: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Adjustments:
    """The sums of the allowances and of the charges written one by one in the header."""

    allowances: Decimal
    charges: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositedInvoice:
    """An invoice as deposited."""

    format: Format
    number: str
    kind: str
    cadre: str
    issue_date: date
    supplier_type: str
    supplier: str
    supplier_name: str
    recipient_type: str
    recipient: str
    recipient_name: str
    service: str | None
    service_name: str | None
    engagement: str | None
    marche: str | None
    origin_number: str | None
    payment_mode: str | None
    account: str | None = None
    currency: str
    totals: Totals
    vat: tuple[VatLine, ...]
    adjustments: Adjustments | None = None
    lines: tuple[Line, ...] = ()
    main_documents: int
    unknown_document_types: tuple[str, ...] = ()
    size: int
    unread: tuple[Unread, ...] = ()
    broken_rules: tuple[BrokenRule, ...] = ()

    @property
    def siren(self) -> str:
        """The part of the supplier's identifier that counts for uniqueness."""
        return self.supplier[:9] if self.supplier_type == SIRET else self.supplier

    @property
    def is_credit_note(self) -> bool:
        """Say whether this is a credit note (type 381)."""
        return self.kind == CREDIT_NOTE
