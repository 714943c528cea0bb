"""The two payment states of an invoice side by side: ours, and the one of Chorus Pro.

Our ledger knows what was received; Chorus Pro knows what the payer says it sent, when the payer
says it at all: many public bodies never do. They may differ for good reasons for a few days, and
for a bad one after that.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from wochorus.billing.models import DepositState, InvoiceKind
from wochorus.billing.payments.queries import LedgerState
from wochorus.choruspro.catalogue import DEAD, PAID, PAYMENT_ORDERED
from wochorus.core.identifiers import compact_identifier
from wochorus.core.money import ZERO, format_euros
from wochorus.directory.queries import payment_reporters

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from wochorus.billing.journal import JournalRow
    from wochorus.billing.models import Invoice


class ChorusPayment(Enum):
    """What Chorus Pro says of the payment of an invoice. The value is its French name."""

    ABSENT = "pas sur Chorus Pro"
    NOT_EXPECTED = "aucun virement attendu"
    """A credit note."""
    AWAITED = "pas encore annoncé"
    ORDERED = "ordonné, pas encore annoncé"
    NOT_REPORTED = "non remonté par cette structure"
    PAID = "mis en paiement"
    DEAD = "facture rejetée"


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """What the judgement needs of an invoice. Amounts in euros, positive.

    ``chorus_status`` is empty unless Chorus Pro holds the invoice. ``reports_payment`` is false
    only of a body that the annuaire says never to report the payment. ``is_cancelled``: it was
    issued anew under another number, or cancels one that was.
    """

    kind: str
    amount_due: Decimal
    paid: Decimal
    chorus_status: str = ""
    is_integrated: bool = False
    reports_payment: bool = True
    is_cancelled: bool = False

    @property
    def left(self) -> Decimal:
        """What is still owed, by our ledger."""
        return ZERO if self.is_cancelled else self.amount_due - self.paid


@dataclass(frozen=True, slots=True)
class PaymentState:
    """Both states, what is left by our ledger, and their difference: a French line, or nothing."""

    ledger: LedgerState
    chorus: ChorusPayment
    paid: Decimal
    left: Decimal
    difference: str = ""


def payment_state(facts: PaymentFacts) -> PaymentState:
    """Judge an invoice by our ledger and by Chorus Pro, and say what to do when they differ."""
    ledger, chorus = _ledger(facts), _chorus(facts)
    difference = _difference(facts, ledger, chorus)
    return PaymentState(ledger, chorus, facts.paid, facts.left, difference)


def _ledger(facts: PaymentFacts) -> LedgerState:
    if facts.is_cancelled or facts.amount_due <= 0:
        return LedgerState.NOTHING
    if facts.left <= 0:
        return LedgerState.PAID
    return LedgerState.PARTLY if facts.paid else LedgerState.UNPAID


def _chorus(facts: PaymentFacts) -> ChorusPayment:
    if not facts.is_integrated:
        return ChorusPayment.ABSENT
    if facts.chorus_status in DEAD:
        return ChorusPayment.DEAD
    if facts.kind != InvoiceKind.INVOICE:
        return ChorusPayment.NOT_EXPECTED
    if facts.chorus_status == PAID:
        return ChorusPayment.PAID
    if facts.amount_due <= 0:
        return ChorusPayment.NOT_EXPECTED
    if not facts.reports_payment:
        return ChorusPayment.NOT_REPORTED
    return (
        ChorusPayment.ORDERED if facts.chorus_status in PAYMENT_ORDERED else ChorusPayment.AWAITED
    )


def _difference(facts: PaymentFacts, ledger: LedgerState, chorus: ChorusPayment) -> str:
    match ledger, chorus:
        case LedgerState.UNPAID, ChorusPayment.PAID:
            return (
                f"Chorus Pro l'annonce mise en paiement, vos règlements n'ont rien reçu : cherchez "
                f"le virement de {format_euros(facts.left)} sur votre relevé, puis wochorus "
                "payment import (ou add)"
            )
        case LedgerState.PARTLY, ChorusPayment.PAID:
            return (
                f"Chorus Pro l'annonce mise en paiement, il manque {format_euros(facts.left)} à "
                "vos règlements : cherchez-les sur votre relevé, ou demandez au payeur ce qu'il a "
                "retenu"
            )
        case LedgerState.PAID, ChorusPayment.AWAITED | ChorusPayment.ORDERED:
            return (
                "réglée d'après vos règlements, Chorus Pro ne l'annonce pas : rien à faire si "
                "c'est récent ou soldé par un avoir, sinon vérifiez que ce règlement est le sien "
                "(wochorus payment list)"
            )
        case LedgerState.PAID | LedgerState.PARTLY, ChorusPayment.DEAD:
            return (
                f"rejetée sur Chorus Pro, et pourtant {format_euros(facts.paid)} de vos règlements "
                "y vont : voyez quelle facture ils paient (wochorus payment unmatch), ou "
                "réémettez-la (wochorus invoice reissue)"
            )
    return ""


def payment_state_of(invoice: Invoice) -> PaymentState:
    """Judge one invoice."""
    is_cancelled = hasattr(invoice, "reissue") or invoice.deposit_state == DepositState.INTERNAL
    reporters = payment_reporters([compact_identifier(invoice.customer.siret)])
    is_integrated = invoice.deposit_state == DepositState.INTEGRATED
    return payment_state(
        PaymentFacts(
            kind=invoice.kind,
            amount_due=invoice.amount_due,
            paid=invoice.paid,
            chorus_status=invoice.chorus_status if is_integrated else "",
            is_integrated=is_integrated,
            reports_payment=all(reporters.values()),
            is_cancelled=is_cancelled,
        )
    )


def payment_states(rows: Sequence[JournalRow]) -> list[PaymentState]:
    """Judge the rows of the journal, in their order, with one question to the annuaire."""
    sirets = {row.customer_siret: compact_identifier(row.customer_siret) for row in rows}
    reporters = payment_reporters(sirets.values())
    return [
        payment_state(_facts(row, reporters.get(sirets[row.customer_siret], True))) for row in rows
    ]


def _facts(row: JournalRow, reports_payment: bool) -> PaymentFacts:
    is_integrated = row.deposit_state == DepositState.INTEGRATED
    return PaymentFacts(
        kind=row.kind,
        amount_due=row.amount_due,
        paid=row.paid,
        chorus_status=row.chorus_status if is_integrated else "",
        is_integrated=is_integrated,
        reports_payment=reports_payment,
        is_cancelled=row.is_cancelled,
    )
