"""How the document is to be paid, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.ubl.vocabulary import NOT_AVAILABLE
from wochorus.einvoice.ubl.writing.elements import date_of, text
from wochorus.einvoice.xml_text import escape, escape_attribute

if TYPE_CHECKING:
    from wochorus.einvoice.model import CreditTransfer, DirectDebit, Invoice, PaymentCard


def payment(invoice: Invoice) -> str:
    """Write the means of payment (BG-16) and the terms (BT-20).

    Each account to pay to is a means of its own, with the same code and reference; what may stand
    only once stands in the first. A credit note has its due date (BT-9) there.
    """
    terms = invoice.payment_terms
    if terms is None:
        return _means(invoice)
    return f"{_means(invoice)}<cac:PaymentTerms>{text('Note', terms)}</cac:PaymentTerms>"


def _means(invoice: Invoice) -> str:
    instructions = invoice.payment
    if instructions is None:
        return ""
    name = instructions.means_text
    named = "" if name is None else f' name="{escape_attribute(name)}"'
    code = f"{escape(instructions.means_code)}</cbc:PaymentMeansCode>"
    reference = text("PaymentID", instructions.remittance_information)
    transfers = instructions.credit_transfers
    first = (
        f"<cac:PaymentMeans><cbc:PaymentMeansCode{named}>{code}"
        f"{date_of('PaymentDueDate', invoice.due_date) if invoice.is_credit_note else ''}"
        f"{reference}"
        f"{_card(instructions.card)}"
        f"{_account(transfers[0]) if transfers else ''}"
        f"{_mandate(instructions.direct_debit)}</cac:PaymentMeans>"
    )
    return first + "".join(
        f"<cac:PaymentMeans><cbc:PaymentMeansCode>{code}{reference}{_account(transfer)}"
        "</cac:PaymentMeans>"
        for transfer in transfers[1:]
    )


def _account(transfer: CreditTransfer) -> str:
    bank = transfer.service_provider
    return (
        f"<cac:PayeeFinancialAccount><cbc:ID>{escape(transfer.account)}</cbc:ID>"
        f"{text('Name', transfer.account_name)}"
        f"{'' if bank is None else _branch(bank)}</cac:PayeeFinancialAccount>"
    )


def _branch(bank: str) -> str:
    return (
        f"<cac:FinancialInstitutionBranch><cbc:ID>{escape(bank)}</cbc:ID>"
        "</cac:FinancialInstitutionBranch>"
    )


def _card(card: PaymentCard | None) -> str:
    if card is None:
        return ""
    return (
        "<cac:CardAccount>"
        f"<cbc:PrimaryAccountNumberID>{escape(card.number)}</cbc:PrimaryAccountNumberID>"
        f"<cbc:NetworkID>{NOT_AVAILABLE}</cbc:NetworkID>"
        f"{text('HolderName', card.holder)}</cac:CardAccount>"
    )


def _mandate(debit: DirectDebit | None) -> str:
    if debit is None or (debit.mandate is None and debit.debited_account is None):
        return ""
    account = debit.debited_account
    return (
        f"<cac:PaymentMandate>{text('ID', debit.mandate)}"
        f"{'' if account is None else _payer_account(account)}</cac:PaymentMandate>"
    )


def _payer_account(account: str) -> str:
    return (
        f"<cac:PayerFinancialAccount><cbc:ID>{escape(account)}</cbc:ID></cac:PayerFinancialAccount>"
    )
