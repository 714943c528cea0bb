"""How the document is to be paid, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.model import CreditTransfer, DirectDebit, PaymentCard, PaymentInstructions
from wochorus.einvoice.ubl.vocabulary import NOT_AVAILABLE

if TYPE_CHECKING:
    from datetime import date

    from wochorus.einvoice.xml_reading import Node


def read_payment(document: Node) -> tuple[PaymentInstructions | None, date | None]:
    """Take the means of payment (BG-16), and the due date that stands there on a credit note.

    UBL repeats the means for each account to pay to; the first says what all share, and what a
    further one says otherwise is told.
    """
    means = document.children("cac:PaymentMeans")
    if not means:
        return None, None
    first, *further = means
    due_date = first.day("cbc:PaymentDueDate", "BT-9")
    element = first.take("cbc:PaymentMeansCode")
    code = None if element is None else first.text_of(element, "name")
    if element is None or code is None:
        first.missing("cbc:PaymentMeansCode", "BT-81")
        return None, due_date
    reference = first.text("cbc:PaymentID")
    card, debit = _read_card(first), _read_mandate(first)
    for another in further:
        _check_same(another, "cbc:PaymentMeansCode", code)
        _check_same(another, "cbc:PaymentID", reference)
    instructions = PaymentInstructions(
        means_code=code,
        means_text=(element.get("name") or "").strip() or None,
        remittance_information=reference,
        credit_transfers=_read_transfers(means),
        card=card,
        direct_debit=debit,
    )
    return instructions, due_date


def read_payment_terms(document: Node) -> str | None:
    """Take the terms of payment (BT-20)."""
    terms = document.child("cac:PaymentTerms")
    return None if terms is None else terms.text("cbc:Note")


def _check_same(means: Node, name: str, expected: str | None) -> None:
    element = means.take(name)
    if element is not None and means.text_of(element) not in {None, expected}:
        means.log.unread(element, repeated=True)


def _read_transfers(means: list[Node]) -> tuple[CreditTransfer, ...]:
    accounts = (group.child("cac:PayeeFinancialAccount") for group in means)
    transfers = (_read_transfer(account) for account in accounts if account is not None)
    return tuple(transfer for transfer in transfers if transfer is not None)


def _read_transfer(account: Node) -> CreditTransfer | None:
    number = account.needed_text("cbc:ID", "BT-84")
    branch = account.child("cac:FinancialInstitutionBranch")
    if number is None:
        return None
    return CreditTransfer(
        account=number,
        account_name=account.text("cbc:Name"),
        service_provider=None if branch is None else _read_bank(branch),
    )


def _read_bank(branch: Node) -> str | None:
    code = branch.text("cbc:ID")
    if code is not None:
        return code
    institution = branch.child("cac:FinancialInstitution")
    return None if institution is None else institution.text("cbc:ID")


def _read_card(means: Node) -> PaymentCard | None:
    account = means.child("cac:CardAccount")
    if account is None:
        return None
    number = account.needed_text("cbc:PrimaryAccountNumberID", "BT-87")
    _check_network(account)
    if number is None:
        return None
    return PaymentCard(number=number, holder=account.text("cbc:HolderName"))


def _read_mandate(means: Node) -> DirectDebit | None:
    mandate = means.child("cac:PaymentMandate")
    if mandate is None:
        return None
    account = mandate.child("cac:PayerFinancialAccount")
    debit = DirectDebit(
        mandate=mandate.text("cbc:ID"),
        debited_account=None if account is None else account.text("cbc:ID"),
    )
    return None if debit == DirectDebit() else debit


def _check_network(account: Node) -> None:
    """Tell the card's network, which EN 16931 leaves out and the schema of UBL asks for."""
    element = account.take("cbc:NetworkID")
    if element is not None and account.text_of(element) not in {None, NOT_AVAILABLE}:
        account.log.unread(element, repeated=False)
