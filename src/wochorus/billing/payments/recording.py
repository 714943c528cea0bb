"""Recording payments and what they pay, so that the ledger and the invoices always agree.

Every change locks the invoices that it touches, in the order of their ids, then the payment, and
writes `Invoice.paid` in the same transaction. Nothing is paid beyond what is owed, nothing is given
beyond what came in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from wochorus.billing.models import DepositState, Invoice, InvoiceKind
from wochorus.billing.payments.models import Payment, PaymentOrigin, PaymentShare
from wochorus.billing.payments.payable import (
    check_not_reissued,
    check_not_spent_before,
    check_payable,
)
from wochorus.core.errors import InvalidInput, Transient
from wochorus.core.money import ZERO, format_euros, format_number, to_cents
from wochorus.customers.payment_means import PaymentMeans

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from wochorus.accounts.models import Company
    from wochorus.customers.models import Customer


@dataclass(frozen=True, slots=True)
class Received:
    """A payment as it is told: ``amount`` in euros, positive; money out when it ``is_refund``."""

    received_on: date
    amount: Decimal
    origin: PaymentOrigin = PaymentOrigin.TYPED
    means: str = PaymentMeans.TRANSFER.value
    customer: Customer | None = None
    account: str = ""
    bank_key: str = ""
    payer: str = ""
    text: str = ""
    note: str = ""
    is_refund: bool = False


def record_payment(
    company: Company, received: Received, shares: Mapping[int, Decimal], *, actor: str
) -> Payment:
    """Record a payment and what it pays: ``shares`` gives amounts by id of invoice.

    The shares of a refund go to credit notes, those of money received to invoices. Raises
    `InvalidInput` when an amount is not positive, exceeds what is owed or what came in, or when a
    document is not the company's, is of the other kind, is owed no more under its number, or is
    not in the currency of the payment; nothing is recorded then.
    """
    _check_amount(received.amount, "Le montant du règlement")
    with transaction.atomic():
        payment = Payment.objects.create(
            company=company,
            customer=received.customer,
            received_on=received.received_on,
            amount=received.amount,
            means=received.means,
            origin=received.origin,
            account=received.account,
            bank_key=received.bank_key,
            payer=received.payer,
            text=received.text,
            note=received.note,
            is_refund=received.is_refund,
            actor=actor,
        )
        allocate(payment, shares, actor=actor)
    return payment


def allocate(payment: Payment, shares: Mapping[int, Decimal], *, actor: str) -> None:
    """Give shares of ``payment`` to invoices, by their ids, beside those that it has.

    Raises `InvalidInput` as `record_payment`, and when the payment is cancelled.
    """
    with transaction.atomic():
        invoices = _locked_invoices(payment.company_id, shares)
        _lock(payment)
        _check_fits(payment, shares)
        for invoice_id, amount in shares.items():
            check_payable(payment, invoices[invoice_id])
            _give(payment, invoices[invoice_id], amount, actor)
        if payment.customer_id is None and len({one.customer_id for one in invoices.values()}) == 1:
            payment.customer_id = next(iter(invoices.values())).customer_id
            payment.save(update_fields=["customer"])


def set_against(
    credit_note: Invoice, invoice: Invoice, *, on: date, actor: str, amount: Decimal | None = None
) -> Payment:
    """Set a credit note against an invoice of the same customer: both are paid by as much.

    ``amount`` is all that can be set by default. Raises `InvalidInput` when the first is no credit
    note or an internal one, when they have not one customer and one currency, or when nothing is
    left of one of them.
    """
    if credit_note.kind != InvoiceKind.CREDIT_NOTE or invoice.kind != InvoiceKind.INVOICE:
        raise InvalidInput(
            f"{credit_note.number} ne peut pas être imputé sur {invoice.number}",
            remedy="Un avoir s'impute sur une facture.",
        )
    if credit_note.customer_id != invoice.customer_id:
        raise InvalidInput(
            f"L'avoir {credit_note.number} et la facture {invoice.number} n'ont pas le même client",
            remedy="Un avoir s'impute sur une facture de son client.",
        )
    _check_settable(credit_note, invoice)
    with transaction.atomic():
        ids = (credit_note.pk, invoice.pk)
        both = _locked_invoices(invoice.company_id, ids)
        for each in both.values():
            check_not_reissued(each)
        check_not_spent_before(credit_note)
        left = min(_left(both[each]) for each in ids)
        chosen = left if amount is None else amount
        _check_amount(chosen, "Le montant à imputer")
        _take(both[credit_note.pk], chosen)
        payment = Payment.objects.create(
            company_id=invoice.company_id,
            customer_id=invoice.customer_id,
            received_on=on,
            amount=chosen,
            currency=invoice.currency,
            means=PaymentMeans.OFFSET,
            origin=PaymentOrigin.CREDIT_NOTE,
            credit_note=credit_note,
            text=f"Avoir {credit_note.number}",
            actor=actor,
        )
        _give(payment, both[invoice.pk], chosen, actor)
    return payment


def _check_settable(credit_note: Invoice, invoice: Invoice) -> None:
    if credit_note.deposit_state == DepositState.INTERNAL:
        raise InvalidInput(
            f"{credit_note.number} est une annulation interne : elle ne rend rien au client",
            remedy="La facture qu'elle annule n'est plus due, et rien d'autre ne l'est moins.",
        )
    if credit_note.currency != invoice.currency:
        raise InvalidInput(
            f"L'avoir {credit_note.number} est en {credit_note.currency}, la facture "
            f"{invoice.number} en {invoice.currency}",
            remedy="Un avoir s'impute sur une facture de la même devise.",
        )


def take_back(payment: Payment, invoice_ids: Iterable[int], *, actor: str) -> Decimal:
    """Take shares of ``payment`` back from these invoices; give the sum that is free again.

    Raises `InvalidInput` when it pays none of them, or when it is a credit note, which is cancelled
    as a whole.
    """
    if payment.credit_note_id is not None:
        raise InvalidInput(
            "Une imputation d'avoir ne se reprend pas en partie",
            remedy="Annulez-la : wochorus payment cancel.",
        )
    with transaction.atomic():
        freed = _take_back(payment, list(invoice_ids), actor)
        if not freed:
            raise InvalidInput(
                f"Le règlement {payment.pk} ne paie pas cette facture",
                remedy="« wochorus payment show » montre ce qu'il paie.",
            )
    return freed


def cancel_payment(payment: Payment, why: str, *, actor: str) -> None:
    """Cancel a payment recorded by mistake: what it paid is owed again. It stays, with the reason.

    Raises `InvalidInput` when it is cancelled already, or without a reason.
    """
    if not why.strip():
        raise InvalidInput(
            "L'annulation demande un motif", remedy="Donnez-le en quelques mots : --why."
        )
    with transaction.atomic():
        shares = payment.shares.filter(taken_back_at__isnull=True)
        paid = [*shares.values_list("invoice_id", flat=True)]
        touched = [*paid, *([payment.credit_note_id] if payment.credit_note_id else [])]
        invoices = _locked_invoices(payment.company_id, touched)
        _lock(payment)
        if shares.exclude(invoice_id__in=paid).exists():
            raise Transient(
                f"Le règlement {payment.pk} vient d'être affecté à une autre facture",
                remedy="Regardez-le à nouveau, puis relancez : rien n'a été annulé.",
            )
        _take_back(payment, paid, actor)
        if payment.credit_note_id is not None:
            _take(invoices[payment.credit_note_id], -payment.amount)
        Payment.objects.filter(pk=payment.pk).update(
            cancelled_at=timezone.now(), cancelled_by=actor, cancelled_why=why.strip()[:255]
        )
    payment.refresh_from_db()


def _take_back(payment: Payment, invoice_ids: list[int], actor: str) -> Decimal:
    invoices = _locked_invoices(payment.company_id, invoice_ids)
    live = payment.shares.filter(taken_back_at__isnull=True, invoice_id__in=invoice_ids)
    shares = list(live.select_for_update().order_by("pk"))
    for share in shares:
        _take(invoices[share.invoice_id], -share.amount)
    live.update(taken_back_at=timezone.now(), taken_back_by=actor)
    return sum((share.amount for share in shares), ZERO)


def given(payment: Payment) -> Decimal:
    """Sum what the payment gives to invoices."""
    live = payment.shares.filter(taken_back_at__isnull=True)
    return live.aggregate(total=Sum("amount"))["total"] or ZERO


def _locked_invoices(company_id: int, ids: Iterable[int]) -> dict[int, Invoice]:
    wanted = set(ids)
    rows = Invoice.objects.select_for_update().filter(company_id=company_id, pk__in=wanted)
    found = {row.pk: row for row in rows.order_by("pk")}
    if len(found) != len(wanted):
        raise InvalidInput(
            "Une des factures n'existe plus", remedy="Relancez ; rien n'a été enregistré."
        )
    return found


def _lock(payment: Payment) -> None:
    locked = Payment.objects.select_for_update().get(pk=payment.pk)
    if locked.cancelled_at is not None:
        raise InvalidInput(
            f"Le règlement {payment.pk} est annulé",
            remedy="Enregistrez-le à nouveau s'il est bien arrivé.",
        )


def _check_fits(payment: Payment, shares: Mapping[int, Decimal]) -> None:
    for amount in shares.values():
        _check_amount(amount, "Une part de règlement")
    free = payment.amount - given(payment)
    asked = sum(shares.values(), ZERO)
    if asked > free:
        raise InvalidInput(
            f"Les parts ({format_euros(asked)}) dépassent ce qui reste du règlement "
            f"({format_euros(free)})",
            remedy="Diminuez-les.",
        )


def _give(payment: Payment, invoice: Invoice, amount: Decimal, actor: str) -> None:
    if payment.shares.filter(invoice=invoice, taken_back_at__isnull=True).exists():
        raise InvalidInput(
            f"Ce règlement a déjà une part de {invoice.number}",
            remedy="Reprenez-la d'abord : wochorus payment unmatch.",
        )
    _take(invoice, amount)
    PaymentShare.objects.create(payment=payment, invoice=invoice, amount=amount, actor=actor)


def _take(invoice: Invoice, amount: Decimal) -> None:
    """Count ``amount`` as paid on a locked invoice (a negative one as owed again)."""
    if amount > _left(invoice):
        raise _beyond(invoice, amount)
    invoice.paid += amount
    Invoice.objects.filter(pk=invoice.pk).update(paid=F("paid") + amount)


def _beyond(invoice: Invoice, amount: Decimal) -> InvalidInput:
    left = format_euros(_left(invoice))
    told = f"La facture {invoice.number} ne doit plus que {left}"
    if invoice.kind == InvoiceKind.CREDIT_NOTE:
        told = f"Il ne reste que {left} de l'avoir {invoice.number}"
    return InvalidInput(
        told,
        where=f"part de {format_euros(amount)}",
        remedy="Diminuez la part ; le reste du règlement attend d'être affecté.",
    )


def _left(invoice: Invoice) -> Decimal:
    return invoice.amount_due - invoice.paid


def _check_amount(amount: Decimal, what: str) -> None:
    if amount <= 0 or amount != to_cents(amount):
        raise InvalidInput(
            f"{what} ({format_number(amount)}) doit être positif, au centime",
            remedy="Corrigez-le ; rien n'a été enregistré.",
        )
