"""Payments of an invoice that was reissued, brought to the number under which it is owed.

Nothing is rewritten: a share is taken back from the old number and given to the new one by the same
payment, and both stay in its history. A credit note set against an invoice, one of which was
reissued, is cancelled as a payment and set again under the numbers of today, on the same day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from wochorus.billing.models import Invoice, Reissue
from wochorus.billing.payments.models import PaymentShare
from wochorus.billing.payments.recording import (
    allocate,
    cancel_payment,
    set_against,
    take_back,
)
from wochorus.core.errors import InvalidInput
from wochorus.core.money import ZERO, format_euros

if TYPE_CHECKING:
    from decimal import Decimal

    from wochorus.billing.payments.models import Payment


@dataclass(frozen=True, slots=True)
class Settled:
    """What a document was paid, set off or paid back: the sum, and by which payments."""

    total: Decimal
    payments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Offset:
    """A credit note set against an invoice, as one payment."""

    payment: Payment
    note: Invoice
    invoice: Invoice


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the payments of a reissued document went, and how much in all."""

    old: Invoice
    new: Invoice
    total: Decimal
    payments: tuple[int, ...]


def settled_under(invoice: Invoice) -> Settled:
    """Sum what is recorded here under the number of ``invoice``."""
    shares, offsets = _shares(invoice), _offsets(invoice)
    given = [each.amount for each in shares] + [each.payment.amount for each in offsets]
    payments = {each.payment_id for each in shares} | {each.payment.pk for each in offsets}
    return Settled(sum(given, ZERO), tuple(sorted(payments)))


def move_payments(old: Invoice, *, actor: str) -> Moved:
    """Bring all that paid ``old`` to the invoice that replaces it, the last one of its chain.

    Raises `InvalidInput` when it was not reissued, when nothing was paid under its number, when the
    new one has another customer, or owes less than what would come; nothing is changed then.
    """
    with transaction.atomic():
        new = _replacement(old)
        seen = _offsets(old)
        _lock(old, new, *(each.invoice for each in seen), *(each.note for each in seen))
        offsets, shares, settled = _offsets(old), _shares(old), settled_under(old)
        _check_movable(old, new, settled)
        _take_all_back(old, shares, offsets, actor)
        for share in shares:
            _give_again(share, new, actor)
        for offset in offsets:
            _set_off_again(offset, actor)
    return Moved(old, new, settled.total, settled.payments)


def _replacement(old: Invoice) -> Invoice:
    new = _current(old)
    if new.pk == old.pk:
        raise InvalidInput(
            f"{old.number} n'a pas été réémise : ses règlements sont à leur place",
            remedy="Pour en déplacer un autrement : wochorus payment unmatch, puis payment match.",
        )
    return new


def _current(document: Invoice) -> Invoice:
    """Follow the reissues of ``document`` to the last of them."""
    while done := Reissue.objects.filter(original=document).select_related("replacement").first():
        document = done.replacement
    return document


def _lock(*invoices: Invoice) -> None:
    ids = {each.pk for each in invoices}
    list(Invoice.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def _check_movable(old: Invoice, new: Invoice, settled: Settled) -> None:
    if not settled.payments:
        raise InvalidInput(
            f"Aucun règlement n'est enregistré sous le numéro {old.number}",
            remedy=f"Il n'y a rien à déplacer ; les suivants se donnent à {new.number}.",
        )
    if new.customer_id != old.customer_id:
        raise InvalidInput(
            f"{old.number} et {new.number} n'ont pas le même client",
            where=f"{old.customer.name}, {new.customer.name}",
            remedy=f"L'argent est celui de {old.customer.name} : reprenez-le (wochorus payment "
            "unmatch ID N°) et donnez-le à une de ses factures.",
        )
    left = Invoice.objects.get(pk=new.pk)
    if settled.total > left.amount_due - left.paid:
        raise InvalidInput(
            f"{old.number} a reçu {format_euros(settled.total)}, et il ne reste que "
            f"{format_euros(left.amount_due - left.paid)} sous le numéro {new.number}",
            remedy="Déplacez-les un par un : wochorus payment unmatch, puis payment match.",
        )


def _take_all_back(
    old: Invoice, shares: list[PaymentShare], offsets: list[_Offset], actor: str
) -> None:
    """Free everything first: a credit note is not given under two numbers, even for a moment."""
    for share in shares:
        take_back(share.payment, [old.pk], actor=actor)
    for offset in offsets:
        why = f"{old.number} réémise, imputation refaite sous le nouveau numéro"
        cancel_payment(offset.payment, why, actor=actor)


def _give_again(share: PaymentShare, new: Invoice, actor: str) -> None:
    amount = share.amount
    standing = share.payment.shares.filter(invoice=new, taken_back_at__isnull=True).first()
    if standing is not None:
        amount += take_back(share.payment, [new.pk], actor=actor)
    allocate(share.payment, {new.pk: amount}, actor=actor)


def _set_off_again(offset: _Offset, actor: str) -> None:
    set_against(
        _current(offset.note),
        _current(offset.invoice),
        on=offset.payment.received_on,
        actor=actor,
        amount=offset.payment.amount,
    )


def _shares(document: Invoice) -> list[PaymentShare]:
    """List what money gives to ``document``; set-offs apart."""
    live = PaymentShare.objects.filter(
        invoice=document, taken_back_at__isnull=True, payment__credit_note=None
    )
    return list(live.select_related("payment").order_by("pk"))


def _offsets(document: Invoice) -> list[_Offset]:
    """List the set-offs of ``document``, on whichever side it stands."""
    live = PaymentShare.objects.filter(
        Q(invoice=document) | Q(payment__credit_note=document),
        taken_back_at__isnull=True,
        payment__credit_note__isnull=False,
    )
    rows = live.select_related("payment__credit_note", "invoice").order_by("pk")
    return [
        _Offset(row.payment, row.payment.credit_note, row.invoice)
        for row in rows
        if row.payment.credit_note is not None
    ]
