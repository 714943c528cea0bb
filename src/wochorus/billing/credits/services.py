"""Issuing a credit note against an invoice, and setting it off what the invoice still owes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from wochorus.billing.credits.contents import amount_credit, lines_credit, whole_credit
from wochorus.billing.credits.left import left_of
from wochorus.billing.credits.models import Credit
from wochorus.billing.issuing.content import amounts_of
from wochorus.billing.issuing.issue import issue_invoices
from wochorus.billing.models import DepositState, Invoice, InvoiceKind
from wochorus.billing.payments.recording import set_against
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from wochorus.billing.credits.contents import CreditContent
    from wochorus.billing.credits.left import Left
    from wochorus.billing.issuing.content import Amounts
    from wochorus.billing.payments.models import Payment

_REJECTED = frozenset({"REJETEE", "REFUSEE_1", "REFUSEE_2"})
"""Statuses of Chorus Pro after which the invoice is issued anew, its credit note kept inside."""
_LONGEST_REASON = 255


@dataclass(frozen=True, slots=True)
class CreditWish:
    """What to credit: an ``amount`` with VAT, or quantities by line, or all that is left.

    ``sets_off``: the credit note pays what the invoice still owes, as far as it goes.
    """

    day: date
    reason: str
    amount: Decimal | None = None
    lines: Mapping[str, Decimal] = field(default_factory=dict)
    sets_off: bool = True


@dataclass(frozen=True, slots=True)
class CreditMade:
    """A credit note that was issued, and the payment that sets it against its invoice."""

    credit_note: Invoice
    payment: Payment | None


@transaction.atomic
def issue_credit(invoice: Invoice, wish: CreditWish, *, actor: str) -> CreditMade:
    """Issue a credit note on ``invoice``: never beyond it, nor beyond any of its VAT rates.

    Raises `InvalidInput` on what cannot be credited, and as `issue_invoices`.
    """
    Invoice.objects.select_for_update().get(pk=invoice.pk)
    known = Invoice.objects.select_related("company", "customer", "issued_as__contract")
    invoice = known.get(pk=invoice.pk)
    _check(invoice, wish)
    credited = _content(invoice, left_of(invoice), wish)
    (issued,) = issue_invoices(invoice.company, [credited.content], wish.day, actor=actor)
    credit_note = Invoice.objects.get(pk=issued.invoice_id)
    Credit.objects.create(
        credit_note=credit_note,
        invoice=invoice,
        lines={line: str(quantity) for line, quantity in credited.quantities.items()},
        reason=wish.reason.strip()[:_LONGEST_REASON],
        actor=actor,
    )
    payment = None
    if wish.sets_off and invoice.amount_due > invoice.paid and credit_note.amount_due:
        payment = set_against(credit_note, invoice, on=wish.day, actor=actor)
        credit_note.refresh_from_db()
    return CreditMade(credit_note, payment)


def preview_credit(invoice: Invoice, wish: CreditWish) -> Amounts:
    """Reckon the credit note that ``wish`` would make of ``invoice``, without issuing it.

    Raises `InvalidInput` on what cannot be credited.
    """
    _check(invoice, wish)
    return amounts_of(_content(invoice, left_of(invoice), wish).content)


def _check(invoice: Invoice, wish: CreditWish) -> None:
    where = f"facture {invoice.number}"
    if invoice.kind != InvoiceKind.INVOICE or invoice.deposit_state == DepositState.INTERNAL:
        raise InvalidInput(
            "Un avoir corrige une facture, pas un avoir ni une annulation interne",
            where=where,
            remedy="Donnez le numéro de la facture à corriger.",
        )
    if invoice.chorus_status in _REJECTED:
        raise InvalidInput(
            "Le destinataire a rejeté cette facture : elle s'annule en interne et se refait",
            where=where,
            remedy=f"Émettez-la de nouveau : wochorus invoice reissue {invoice.number}",
        )
    if not wish.reason.strip():
        raise InvalidInput("Un avoir demande un motif", where=where, remedy="Donnez-le : --why.")
    if wish.day < invoice.issue_date:
        raise InvalidInput(
            f"L'avoir ({format_date(wish.day)}) serait avant sa facture "
            f"({format_date(invoice.issue_date)})",
            where=where,
            remedy="Donnez un jour à partir de celui-là : --date.",
        )


def _content(invoice: Invoice, left: Left, wish: CreditWish) -> CreditContent:
    if not left.rates:
        raise InvalidInput(
            "La facture n'a aucune ventilation de TVA : son avoir ne peut pas être réparti",
            where=f"facture {invoice.number}",
            remedy="Donnez ses taux (wochorus journal import), puis recommencez.",
        )
    if left.is_nothing:
        raise InvalidInput(
            "Il ne reste rien à créditer sur cette facture",
            where=f"facture {invoice.number}",
            remedy=f"Ses avoirs la couvrent déjà : wochorus journal list --search {invoice.number}",
        )
    if wish.lines:
        return lines_credit(invoice, left, wish.lines, wish.reason.strip())
    if wish.amount is not None:
        return amount_credit(invoice, left, wish.amount, wish.reason.strip())
    return whole_credit(invoice, left, wish.reason.strip())
