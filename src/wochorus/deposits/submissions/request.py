"""What is frozen of an invoice to submit: all that it says, and the documents that go with it.

It is a JSON file with sorted keys: the same invoice gives the same bytes. Chorus Pro's own numbers
(of the supplier, of its bank account, of the files it was given) and its codes of VAT rates are not
in it, as they are asked just before the call: `FrozenRequest.submission` puts them in their places,
and touches nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping  # noqa: TC003 - read by dataclasses
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from wochorus.choruspro import (
    InvoiceSubmission,
    SubmissionCadre,
    SubmissionMode,
    SubmittedAttachment,
    SubmittedCadre,
    SubmittedLine,
    SubmittedMain,
    SubmittedRecipient,
    SubmittedReferences,
    SubmittedSupplier,
    SubmittedTotals,
    SubmittedVat,
)
from wochorus.core.errors import Permanent


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class FrozenLine(_Frozen):
    """A line. ``vat_rate`` is in percent; the amounts are without tax."""

    number: int
    reference: str
    name: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    discount: Decimal | None
    vat_rate: Decimal


class FrozenVat(_Frozen):
    """What is charged at one rate of VAT, in percent."""

    rate: Decimal
    base: Decimal
    amount: Decimal


class FrozenDocument(_Frozen):
    """A file beside the request: the name that its recipient sees, that on the disk.

    ``size`` is in bytes.
    """

    is_main: bool
    name: str
    file: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class PortalNumbers:
    """What Chorus Pro calls what a request names: its own numbers and codes.

    ``rate_codes`` gives the code of a rate in percent, when it has one. ``files`` are the numbers
    of the documents, in their order.
    """

    supplier: int = 0
    bank_account: int | None = None
    rate_codes: Mapping[Decimal, str] = field(default_factory=dict)
    exemption: str = ""
    files: tuple[int, ...] = ()


class FrozenRequest(_Frozen):
    """An invoice to submit. Amounts are in its currency."""

    format: Literal["wochorus-soumission-1"] = "wochorus-soumission-1"
    mode: SubmissionMode
    number: str
    issue_date: date
    supplier_siret: str
    recipient_siret: str
    code_service: str
    cadre: SubmissionCadre
    validator: str
    validator_service: str
    currency: str
    kind: str
    vat_regime: str
    exemption: str
    marche: str
    engagement: str
    preceding_invoice: str
    payment_means: str
    lines: tuple[FrozenLine, ...]
    vat: tuple[FrozenVat, ...]
    without_tax: Decimal
    vat_total: Decimal
    with_tax: Decimal
    due: Decimal
    comment: str
    documents: tuple[FrozenDocument, ...] = ()

    def to_bytes(self) -> bytes:
        """Write it: the same request gives the same bytes."""
        told = json.dumps(
            self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, indent=1
        )
        return (told + "\n").encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """Read it again. Raises `Permanent` when another version wrote it."""
        try:
            return cls.model_validate_json(content)
        except ValidationError as error:
            raise Permanent(
                "La demande préparée pour cette facture ne se lit pas",
                remedy="Rien n'est parti. Annulez cet ordre, puis déposez à nouveau ces factures.",
            ) from error

    @property
    def main(self) -> FrozenDocument | None:
        """The PDF that people read, if there is one."""
        return next((document for document in self.documents if document.is_main), None)

    def submission(self, numbers: PortalNumbers) -> InvoiceSubmission:
        """Say it in the words of the client, with Chorus Pro's own numbers."""
        files = list(zip(self.documents, numbers.files, strict=True))
        return InvoiceSubmission(
            mode=self.mode,
            invoice_number=self.number,
            issue_date=self.issue_date,
            recipient=SubmittedRecipient(
                siret=self.recipient_siret, code_service=self.code_service
            ),
            supplier=SubmittedSupplier(
                chorus_id=numbers.supplier, bank_account_id=numbers.bank_account
            ),
            cadre=SubmittedCadre(
                code=self.cadre,
                validator=self.validator,
                validator_service=self.validator_service,
            ),
            references=self._references(numbers),
            lines=tuple(_line(line, numbers) for line in self.lines),
            vat=tuple(_vat(entry, numbers) for entry in self.vat),
            totals=SubmittedTotals(
                without_tax=self.without_tax,
                vat=self.vat_total,
                with_tax=self.with_tax,
                due=self.due,
            ),
            main_attachments=tuple(
                SubmittedMain(file_id=number, name=document.name)
                for document, number in files
                if document.is_main
            ),
            attachments=tuple(
                SubmittedAttachment(file_id=number, name=document.name)
                for document, number in files
                if not document.is_main
            ),
            comment=self.comment,
        )

    def _references(self, numbers: PortalNumbers) -> SubmittedReferences:
        return SubmittedReferences(
            currency=self.currency,
            kind=self.kind,
            vat_regime=self.vat_regime,
            exemption_reason=numbers.exemption or self.exemption,
            marche=self.marche,
            engagement=self.engagement,
            preceding_invoice=self.preceding_invoice,
            payment_means=self.payment_means,
        )


def _line(line: FrozenLine, numbers: PortalNumbers) -> SubmittedLine:
    code = numbers.rate_codes.get(line.vat_rate, "")
    return SubmittedLine(
        number=line.number,
        reference=line.reference,
        name=line.name,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        discount=line.discount,
        vat_code=code,
        vat_rate=None if code else line.vat_rate,
    )


def _vat(entry: FrozenVat, numbers: PortalNumbers) -> SubmittedVat:
    code = numbers.rate_codes.get(entry.rate, "")
    return SubmittedVat(
        vat_code=code,
        vat_rate=None if code else entry.rate,
        base=entry.base,
        amount=entry.amount,
    )
