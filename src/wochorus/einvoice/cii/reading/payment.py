"""How the invoice is to be paid, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.einvoice.cii.reading.elements import read_day, shared_text, text_in
from wochorus.einvoice.model import CreditTransfer, DirectDebit, PaymentCard, PaymentInstructions

if TYPE_CHECKING:
    from datetime import date

    from wochorus.einvoice.xml_reading import Node

_NOT_DEFINED = "1"
"""Code of UNTDID 4461 for a means of payment that is not defined."""


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """What SpecifiedTradePaymentTerms holds: BT-20, BT-9 and BT-89."""

    description: str | None = None
    due_date: date | None = None
    mandate: str | None = None


def read_payment_terms(settlement: Node) -> PaymentTerms:
    """Take the terms of payment; of several, those that come first."""
    group = settlement.child("ram:SpecifiedTradePaymentTerms")
    if group is None:
        return PaymentTerms()
    return PaymentTerms(
        description=group.text("ram:Description"),
        due_date=read_day(group, "ram:DueDateDateTime", "BT-9"),
        mandate=group.text("ram:DirectDebitMandateID"),
    )


def read_payment(settlement: Node, mandate: str | None) -> PaymentInstructions | None:
    """Take the payment instructions (BG-16).

    CII repeats the means of payment for each account to pay to.
    """
    means = settlement.children("ram:SpecifiedTradeSettlementPaymentMeans")
    reference = settlement.text("ram:PaymentReference")
    debit = DirectDebit(
        mandate=mandate,
        creditor=settlement.text("ram:CreditorReferenceID"),
        debited_account=_debited_account(means),
    )
    if not means and reference is None and debit == DirectDebit():
        return None
    return PaymentInstructions(
        means_code=shared_text(means, "ram:TypeCode") or _assumed_code(means, settlement),
        means_text=shared_text(means, "ram:Information"),
        remittance_information=reference,
        credit_transfers=tuple(_credit_transfers(means)),
        card=_read_card(means),
        direct_debit=None if debit == DirectDebit() else debit,
    )


def _assumed_code(means: list[Node], settlement: Node) -> str:
    where = means[0] if means else settlement
    return where.assume("ram:TypeCode", "BT-81", _NOT_DEFINED)


def _credit_transfers(means: list[Node]) -> list[CreditTransfer]:
    transfers = []
    for group in means:
        accounts = group.children("ram:PayeePartyCreditorFinancialAccount")
        bank = None
        if accounts:
            bank = text_in(group, "ram:PayeeSpecifiedCreditorFinancialInstitution", "ram:BICID")
        found = (_read_credit_transfer(account, bank) for account in accounts)
        transfers += [transfer for transfer in found if transfer is not None]
    return transfers


def _read_credit_transfer(account: Node, bank: str | None) -> CreditTransfer | None:
    number = account.text("ram:IBANID") or account.text("ram:ProprietaryID")
    if number is None:
        account.missing("ram:IBANID", "BT-84")
        return None
    return CreditTransfer(
        account=number, account_name=account.text("ram:AccountName"), service_provider=bank
    )


def _debited_account(means: list[Node]) -> str | None:
    accounts = (group.child("ram:PayerPartyDebtorFinancialAccount") for group in means)
    return shared_text((account for account in accounts if account is not None), "ram:IBANID")


def _read_card(means: list[Node]) -> PaymentCard | None:
    for group in means:
        card = group.child("ram:ApplicableTradeSettlementFinancialCard")
        if card is not None:
            number = card.needed_text("ram:ID", "BT-87")
            if number is not None:
                return PaymentCard(number=number, holder=card.text("ram:CardholderName"))
    return None
