"""How a payment is shown: to people, and to programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.billing.payments.queries import payments_of
from wochorus.billing.payments.sharing import share_out
from wochorus.cli.found_invoice import found_invoice
from wochorus.core.errors import InvalidInput
from wochorus.core.money import ZERO, format_euros

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from wochorus.accounts.models import Company
    from wochorus.billing.payments.matching import Match
    from wochorus.billing.payments.models import Payment


def found_payment(company: Company, payment_id: int) -> Payment:
    """Find a payment of the company. Raises `InvalidInput` when there is none."""
    found = payments_of(company).filter(pk=payment_id).first()
    if found is None:
        raise InvalidInput(
            f"Le règlement {payment_id} n'existe pas",
            where=f"société {company.code}",
            remedy="« wochorus payment list » montre leurs numéros.",
        )
    return found


def live_shares(payment: Payment) -> list[tuple[str, Decimal]]:
    """List the invoices that a payment pays, with the share of each."""
    return [
        (share.invoice.number, share.amount)
        for share in payment.shares.all()
        if share.taken_back_at is None
    ]


def shares_for(
    company: Company, numbers: Iterable[str], amount: Decimal, year: int | None = None
) -> dict[int, Decimal]:
    """Give ``amount`` to the invoices named, in that order, each as much as it owes.

    Credit notes as well: what is neither set off nor paid back.
    ``year`` is their year of issue, for a number that two years have. Raises `InvalidInput` when
    one owes nothing, or when nothing is left for it.
    """
    named = dict.fromkeys(numbers)
    return share_out(amount, [found_invoice(company, number, year) for number in named])


def shares_in_words(shares: Iterable[tuple[str, Decimal]]) -> str:
    """Write ``FA-1 (120,00 €), FA-2 (60,00 €)``."""
    return ", ".join(f"{number} ({format_euros(amount)})" for number, amount in shares)


def payment_as_json(payment: Payment) -> dict[str, object]:
    """Describe a payment for programs."""
    shares = live_shares(payment)
    return {
        "id": payment.pk,
        "received_on": payment.received_on,
        "amount": payment.amount,
        "left": left_of(payment, shares),
        "means": payment.means,
        "origin": payment.origin,
        "is_refund": payment.is_refund,
        "customer": payment.customer.code if payment.customer else None,
        "payer": payment.payer,
        "text": payment.text,
        "note": payment.note,
        "shares": [{"number": number, "amount": amount} for number, amount in shares],
        "cancelled_at": payment.cancelled_at,
        "cancelled_why": payment.cancelled_why,
    }


def kind_of(payment: Payment) -> str:
    """Name it in French: what came in, or what was paid back."""
    return "Remboursement" if payment.is_refund else "Règlement"


def left_of(payment: Payment, shares: Iterable[tuple[str, Decimal]]) -> Decimal:
    """Say what of a payment pays nothing yet."""
    if payment.cancelled_at is not None:
        return ZERO
    return payment.amount - sum((amount for _, amount in shares), ZERO)


def proposal_in_words(match: Match, numbers: dict[int, str]) -> str:
    """Say what a payment may pay, or that nothing is known."""
    if not match.shares:
        return match.why or "rien d'ouvert ne lui ressemble"
    told = shares_in_words((numbers[each], amount) for each, amount in match.shares)
    return f"{told} : {match.why}"
