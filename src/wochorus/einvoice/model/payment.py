"""How the invoice is to be paid (BG-16)."""

from dataclasses import dataclass
from typing import Annotated

from wochorus.einvoice.model.term import Group, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditTransfer(Group):
    """An account to pay to (BG-17). ``account`` is an IBAN in the euro area."""

    account: Annotated[str, Term("BT-84", "IBAN")]
    account_name: Annotated[str | None, Term("BT-85", "titulaire du compte")] = None
    service_provider: Annotated[str | None, Term("BT-86", "BIC")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCard(Group):
    """The card that paid (BG-18). Only the last digits of its number may be shown."""

    number: Annotated[str, Term("BT-87", "n° de carte (derniers chiffres)")]
    holder: Annotated[str | None, Term("BT-88", "porteur de la carte")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectDebit(Group):
    """A direct debit (BG-19)."""

    mandate: Annotated[str | None, Term("BT-89", "référence du mandat")] = None
    creditor: Annotated[str | None, Term("BT-90", "identifiant du créancier")] = None
    debited_account: Annotated[str | None, Term("BT-91", "compte débité")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentInstructions(Group):
    """How to pay. ``means_code`` is a code of UNTDID 4461 (``30``: transfer, ``58``: SEPA)."""

    means_code: Annotated[str, Term("BT-81", "mode de règlement")]
    means_text: Annotated[str | None, Term("BT-82", "libellé du mode de règlement")] = None
    remittance_information: Annotated[
        str | None, Term("BT-83", "référence à rappeler au paiement")
    ] = None
    credit_transfers: Annotated[tuple[CreditTransfer, ...], Term("BG-17", "virement")] = ()
    card: Annotated[PaymentCard | None, Term("BG-18", "carte bancaire")] = None
    direct_debit: Annotated[DirectDebit | None, Term("BG-19", "prélèvement")] = None
