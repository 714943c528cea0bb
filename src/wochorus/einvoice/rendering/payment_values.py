"""How to pay, as a template prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.core.dates import format_date
from wochorus.einvoice.rendering import french
from wochorus.einvoice.rendering.vocabulary import PAYMENT_MEANS

if TYPE_CHECKING:
    from wochorus.einvoice.model import CreditTransfer, Invoice, PaymentInstructions


def payment_facts(invoice: Invoice) -> list[dict[str, str]]:
    """List the means of payment, the due date and what to quote."""
    payment = invoice.payment
    due = format_date(invoice.due_date) if invoice.due_date else ""
    if payment is None:
        return []
    stated = (
        ("Mode", payment.means_text or PAYMENT_MEANS.get(payment.means_code, "")),
        ("Échéance", due),
        ("Référence à rappeler", payment.remittance_information or ""),
        *_card_and_debit(payment),
    )
    return [french.fact(label, value) for label, value in stated if value]


def account_values(invoice: Invoice) -> list[dict[str, str]]:
    """List the accounts to pay to, IBANs in groups of four."""
    transfers = invoice.payment.credit_transfers if invoice.payment else ()
    return [_account(transfer) for transfer in transfers]


def _account(transfer: CreditTransfer) -> dict[str, str]:
    return {
        "iban": french.iban(transfer.account),
        "bic": transfer.service_provider or "",
        "holder": transfer.account_name or "",
    }


def _card_and_debit(payment: PaymentInstructions) -> list[tuple[str, str]]:
    card, debit = payment.card, payment.direct_debit
    stated = []
    if card is not None:
        stated.append(("Carte", " ".join(part for part in (card.number, card.holder) if part)))
    if debit is not None:
        stated += [
            ("Mandat", debit.mandate or ""),
            ("Créancier", debit.creditor or ""),
            ("Compte débité", french.iban(debit.debited_account or "")),
        ]
    return stated
