"""How the invoice is to be paid: means of payment and terms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wochorus.einvoice.cii.writing.elements import date_element, group, text_element

if TYPE_CHECKING:
    from wochorus.einvoice.model import (
        CreditTransfer,
        Invoice,
        PaymentCard,
        PaymentInstructions,
    )

_LIKE_AN_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9 ]{8,}", re.ASCII)


def creditor_reference(payment: PaymentInstructions | None) -> str:
    """Write the identifier of who draws a direct debit (BT-90)."""
    if payment is None or payment.direct_debit is None:
        return ""
    return text_element("CreditorReferenceID", payment.direct_debit.creditor)


def payment_reference(payment: PaymentInstructions | None) -> str:
    """Write what the payer should quote (BT-83)."""
    if payment is None:
        return ""
    return text_element("PaymentReference", payment.remittance_information)


def payment_means(payment: PaymentInstructions | None) -> str:
    """Write one SpecifiedTradeSettlementPaymentMeans for each account (BG-17), one at least.

    Each repeats the code (BT-81); the label (BT-82), the card (BG-18) and the debited account
    (BT-91), which exist once, stand in the first.
    """
    if payment is None:
        return ""
    debit = payment.direct_debit
    once = (
        f"{text_element('Information', payment.means_text)}"
        f"{_card(payment.card)}"
        f"{_debited_account(debit.debited_account) if debit else ''}"
    )
    accounts = [_credit_transfer(transfer) for transfer in payment.credit_transfers] or [""]
    accounts[0] = once + accounts[0]
    return "".join([_means(payment.means_code, account) for account in accounts])


def payment_terms(invoice: Invoice) -> str:
    """Write the terms (BT-20), the due date (BT-9) and the mandate of a direct debit (BT-89)."""
    debit = None if invoice.payment is None else invoice.payment.direct_debit
    return group(
        "SpecifiedTradePaymentTerms",
        f"{text_element('Description', invoice.payment_terms)}"
        f"{date_element('DueDateDateTime', invoice.due_date)}"
        f"{text_element('DirectDebitMandateID', None if debit is None else debit.mandate)}",
    )


def _means(code: str, details: str) -> str:
    return group(
        "SpecifiedTradeSettlementPaymentMeans", f"{text_element('TypeCode', code)}{details}"
    )


def _card(card: PaymentCard | None) -> str:
    if card is None:
        return ""
    return group(
        "ApplicableTradeSettlementFinancialCard",
        text_element("ID", card.number) + text_element("CardholderName", card.holder),
    )


def _debited_account(account: str | None) -> str:
    return group("PayerPartyDebtorFinancialAccount", text_element("IBANID", account))


def _credit_transfer(transfer: CreditTransfer) -> str:
    account, name = transfer.account, text_element("AccountName", transfer.account_name)
    if _LIKE_AN_IBAN.fullmatch(account):
        numbered = text_element("IBANID", account) + name
    else:
        numbered = name + text_element("ProprietaryID", account)
    bank = group(
        "PayeeSpecifiedCreditorFinancialInstitution",
        text_element("BICID", transfer.service_provider),
    )
    return f"{group('PayeePartyCreditorFinancialAccount', numbered)}{bank}"
