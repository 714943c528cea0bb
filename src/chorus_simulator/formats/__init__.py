"""Reading a deposited file: bytes in, invoices out, whatever the syntax.

A file that cannot be read is irrecevable as a whole (`FlowUnreadableError`): one wrong invoice
in its XML, or one wrong attachment, and nothing of the flow is recorded. What is merely wrong in
its content is left to the controls, invoice by invoice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

MESSAGE_MAXIMUM = 1000


class FlowUnreadableError(Exception):
    """The whole flow is refused: a code and a French reason."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason

    def as_report(self) -> dict[str, str]:
        """Write the error as a line of ``listeErreurTechnique``."""
        return {
            "natureErreur": "IRRECEVABILITE",
            "codeErreur": self.code,
            "libelleErreur": f"IRRECEVABILITE - {self.reason}"[:MESSAGE_MAXIMUM],
        }


@dataclass(frozen=True, slots=True)
class VatLine:
    """One line of the VAT breakdown."""

    rate: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class DepositedInvoice:
    """An invoice as deposited; ``tags`` gives the path of each field in its file's syntax."""

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
    currency: str
    net: Decimal
    gross: Decimal
    payable: Decimal
    vat: tuple[VatLine, ...]
    main_documents: int
    unknown_document_types: tuple[str, ...]
    size: int
    tags: Mapping[str, str]

    @property
    def siren(self) -> str:
        """The part of the supplier's identifier that counts for uniqueness."""
        return self.supplier[:9] if self.supplier_type == SIRET else self.supplier

    @property
    def is_credit_note(self) -> bool:
        """Say whether this is a credit note (type 381)."""
        return self.kind == CREDIT_NOTE


SIRET = "1"
"""Identifier type of a SIRET in the XML formats."""
INVOICE, CREDIT_NOTE = "380", "381"


def read_flow(syntax: str, file_name: str, content: bytes) -> list[DepositedInvoice]:
    """Read every invoice of a flow (FlowUnreadableError)."""
    from chorus_simulator.formats.archives import files_of
    from chorus_simulator.formats.cpp_minimal import read

    del syntax  # one readable syntax so far: see `syntaxes.READABLE`
    return [invoice for part in files_of(file_name, content) for invoice in read(part)]
