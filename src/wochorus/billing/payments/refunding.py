"""Credit notes that are paid back to their customer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.billing.models import InvoiceKind
from wochorus.billing.payments.recording import record_payment
from wochorus.billing.payments.sharing import share_out
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput
from wochorus.core.money import ZERO, format_euros

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from wochorus.billing.models import Invoice
    from wochorus.billing.payments.models import Payment
    from wochorus.billing.payments.recording import Received

_FIRST_DAY = date(2000, 1, 1)


def check_payment_day(day: date) -> None:
    """Refuse as the day of a payment one to come, or of another century."""
    if not _FIRST_DAY <= day <= timezone.localdate():
        raise InvalidInput(
            f"Le {format_date(day)} ne peut pas être le jour d'un règlement",
            remedy="Donnez le jour où l'argent est passé, aujourd'hui au plus tard.",
        )


def left_to_give_back(notes: Sequence[Invoice]) -> Decimal:
    """Sum what of ``notes`` is neither set off nor paid back."""
    return sum((note.amount_due - note.paid for note in notes), ZERO)


def refund(notes: Sequence[Invoice], refunded: Received, *, actor: str) -> Payment:
    """Record money paid back for credit notes of one customer.

    Raises `InvalidInput` when they have not one customer, when nothing is left of one, when less is
    left than what was paid back, and as `record_payment`.
    """
    check_refundable(notes)
    amount = refunded.amount
    shares = share_out(amount, notes) if amount > ZERO else {}
    given = sum(shares.values(), ZERO)
    if given < amount:
        raise InvalidInput(
            f"Il ne reste que {format_euros(given)} à rendre, pas {format_euros(amount)}",
            where="ce qui n'est ni imputé ni remboursé",
            remedy="Diminuez le montant ; rien n'a été enregistré.",
        )
    return record_payment(notes[0].company, refunded, shares, actor=actor)


def check_refundable(notes: Sequence[Invoice]) -> None:
    """Refuse credit notes of several customers, and one of which nothing is left."""
    if len({note.customer_id for note in notes}) > 1:
        raise InvalidInput(
            "Ces avoirs ne sont pas du même client",
            where=", ".join(f"{note.number} ({note.customer.name})" for note in notes)[:300],
            remedy="Enregistrez un remboursement par client.",
        )
    for note in notes:
        if note.kind == InvoiceKind.CREDIT_NOTE and note.amount_due <= note.paid:
            raise InvalidInput(
                f"L'avoir {note.number} est déjà imputé ou remboursé en entier",
                remedy="« wochorus payment list » montre par quoi ; rien n'a été enregistré.",
            )
