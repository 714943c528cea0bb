"""From the invoice of EN 16931 to the little that the CPP minimal format carries, and back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from wochorus.core.errors import InvalidInput
from wochorus.core.identifiers import SIREN_LENGTH
from wochorus.core.money import ZERO
from wochorus.core.sizes import format_megabytes
from wochorus.einvoice.cpp_minimal.flow import (
    ANNEX,
    CREDIT_NOTE,
    INVOICE,
    MAIN_DOCUMENT,
    Attachment,
    MinimalInvoice,
    Party,
    Tax,
)
from wochorus.einvoice.dialects import category_of_frame, code_service, siret_of
from wochorus.einvoice.model import (
    AttachedFile,
    Buyer,
    Identifier,
    Invoice,
    PaymentInstructions,
    Seller,
    SupportingDocument,
    TaxBreakdown,
    Totals,
)
from wochorus.einvoice.unzipping import LARGEST_IN_ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SIREN_SCHEME, _SIRET_SCHEME = "0002", "0009"
_DEFAULT_FRAME = "A1"
_DESCRIPTIONS = {MAIN_DOCUMENT: "LISIBLE", ANNEX: "DOCUMENT_ANNEXE"}
"""The role of a document in the words of BR-FR-17."""


def minimal_of(invoice: Invoice, attachments: Iterable[Attachment]) -> MinimalInvoice:
    """Reduce ``invoice`` to what the format carries.

    ``attachments`` are its PDF and its annexes; the files inside the invoice (BT-125) follow as
    further annexes. A type (BT-3) that is neither 380 nor 381 becomes the one of the two that it
    is akin to. What is lost: :func:`wochorus.einvoice.cpp_minimal.not_carried`. Raises
    ``InvalidInput`` when there are no totals, or no SIRET of the buyer.
    """
    totals = invoice.totals
    if totals is None:
        raise InvalidInput(
            "La facture n'a pas de totaux",
            where=invoice.number,
            remedy="Calculez-les avant de l'écrire au format minimal.",
        )
    is_credit_note = invoice.is_credit_note
    payment = None if is_credit_note else invoice.payment
    return MinimalInvoice(
        number=invoice.number,
        kind=CREDIT_NOTE if is_credit_note else INVOICE,
        cadre=invoice.business_process or _DEFAULT_FRAME,
        issue_date=invoice.issue_date,
        payment_means="" if payment is None else payment.means_code,
        currency=invoice.currency,
        recipient=_recipient_of(invoice),
        total_without_tax=totals.without_tax,
        total_with_tax=totals.with_tax,
        amount_due=totals.due,
        taxes=tuple(
            Tax(ZERO if entry.rate is None else entry.rate, entry.taxable_amount, entry.tax_amount)
            for entry in invoice.tax_breakdown
        ),
        marche=invoice.contract_reference or "",
        engagement=invoice.purchase_order_reference or "",
        attachments=(*attachments, *_own_files(invoice)),
    )


def supplier_of(invoice: Invoice) -> Party:
    """Give the seller as the envelope names it; raises ``InvalidInput`` without its SIRET."""
    return Party(_needed_siret(invoice.seller, "du vendeur", invoice), invoice.seller.name)


def invoice_of(minimal: MinimalInvoice, supplier: Party, *, with_files: bool = False) -> Invoice:
    """Make an invoice of EN 16931 without lines out of ``minimal``.

    ``supplier`` is the envelope's, for an invoice that names none. The SIREN follows from the
    SIRET, the VAT category from the rate (``E`` for zero: the format does not say why), what was
    paid before from the amount due. The files come along only ``with_files``, as they may be large;
    ``InvalidInput`` is then raised when one cannot be read, or all together are too large.
    """
    return Invoice(
        number=minimal.number,
        issue_date=minimal.issue_date,
        type_code=minimal.kind,
        currency=minimal.currency,
        buyer_reference=minimal.recipient.code_service or None,
        contract_reference=minimal.marche or None,
        purchase_order_reference=minimal.engagement or None,
        business_process=minimal.cadre,
        operation_category=category_of_frame(minimal.cadre),
        seller=_seller_of(minimal.supplier or supplier),
        buyer=_buyer_of(minimal.recipient),
        payment=PaymentInstructions(means_code=minimal.payment_means)
        if minimal.payment_means
        else None,
        totals=_totals_of(minimal),
        tax_breakdown=tuple(map(_breakdown_of, minimal.taxes)),
        supporting_documents=tuple(
            _with_files(minimal.attachments)
            if with_files
            else (_document_of(attachment) for attachment in minimal.attachments)
        ),
    )


def _recipient_of(invoice: Invoice) -> Party:
    siret = _needed_siret(invoice.buyer, "de l'acheteur", invoice)
    return Party(siret, invoice.buyer.name, code_service(invoice) or "")


def _needed_siret(party: Seller | Buyer, whose: str, invoice: Invoice) -> str:
    siret = siret_of(party)
    if siret is None:
        raise InvalidInput(
            f"Le SIRET {whose} manque",
            where=invoice.number,
            remedy="Renseignez-le : le format minimal désigne chaque partie par son SIRET.",
        )
    return siret


def _own_files(invoice: Invoice) -> tuple[Attachment, ...]:
    files = (document.file for document in invoice.supporting_documents)
    return tuple(_annex(file) for file in files if file is not None)


def _annex(file: AttachedFile) -> Attachment:
    return Attachment(file.file_name, file.media_type, ANNEX, lambda: io.BytesIO(file.content))


def _identifiers_of(siret: str) -> tuple[Identifier, ...]:
    return (Identifier(siret, _SIRET_SCHEME),) if siret else ()


def _registration_of(siret: str) -> Identifier | None:
    return Identifier(siret[:SIREN_LENGTH], _SIREN_SCHEME) if siret else None


def _seller_of(party: Party) -> Seller:
    return Seller(
        name=party.name,
        identifiers=_identifiers_of(party.siret),
        legal_registration=_registration_of(party.siret),
    )


def _buyer_of(party: Party) -> Buyer:
    return Buyer(
        name=party.name,
        identifiers=_identifiers_of(party.siret),
        legal_registration=_registration_of(party.siret),
    )


def _totals_of(minimal: MinimalInvoice) -> Totals:
    prepaid = minimal.total_with_tax - minimal.amount_due
    return Totals(
        lines=minimal.total_without_tax,
        without_tax=minimal.total_without_tax,
        tax=sum((tax.tax_amount for tax in minimal.taxes), ZERO) if minimal.taxes else None,
        with_tax=minimal.total_with_tax,
        prepaid=prepaid or None,
        due=minimal.amount_due,
    )


def _breakdown_of(tax: Tax) -> TaxBreakdown:
    return TaxBreakdown(
        taxable_amount=tax.taxable_amount,
        tax_amount=tax.tax_amount,
        category="S" if tax.rate else "E",
        rate=tax.rate,
    )


def _with_files(attachments: Iterable[Attachment]) -> Iterator[SupportingDocument]:
    left = LARGEST_IN_ALL
    for attachment in attachments:
        file = _file_of(attachment, left)
        left -= len(file.content)
        yield _document_of(attachment, file)


def _document_of(attachment: Attachment, file: AttachedFile | None = None) -> SupportingDocument:
    return SupportingDocument(
        reference=attachment.file_name,
        description=_DESCRIPTIONS.get(attachment.role),
        file=file,
    )


def _file_of(attachment: Attachment, most: int) -> AttachedFile:
    with attachment.open() as source:
        content = source.read(most + 1)
    if len(content) > most:
        raise InvalidInput(
            f"Les pièces jointes pèsent ensemble plus de {format_megabytes(LARGEST_IN_ALL)}",
            where=attachment.file_name[:60],
            remedy="Réduisez ou retirez des pièces jointes.",
        )
    return AttachedFile(
        content=content, media_type=attachment.media_type, file_name=attachment.file_name
    )
