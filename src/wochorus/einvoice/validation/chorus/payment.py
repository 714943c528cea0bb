"""How the invoice is to be paid (BG-16): the means, the account, the bank."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wochorus.core.banking import bic_defect, iban_defect
from wochorus.einvoice.dialects import Circuit
from wochorus.einvoice.findings import Severity
from wochorus.einvoice.validation.chorus.rule import HISTORICAL, Breach, rule
from wochorus.einvoice.validation.chorus.wording import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.validation.chorus.case import Case

MEANS = ("01", "10", "20", "30", "31", "42", "48", "49", "58", "59", "97")
"""Codes of UNTDID 4461 that the CII files of the historical circuit may carry (S2.05)."""

TRANSFERS = frozenset({"30", "31", "42", "58"})
_LOOKS_LIKE_AN_IBAN = re.compile(r"[A-Z]{2}\d{2}", re.ASCII)
_TERM = "BT-81"


@rule(
    "CP-PAIE-01",
    _TERM,
    "Une facture dit comment elle se paie",
    source="Chorus Pro, rejets constatés (SpecifiedTradeSettlementPaymentMeans.TypeCode)",
)
def means_are_given(case: Case) -> Iterator[Breach]:
    if case.invoice.payment is None and not case.invoice.is_credit_note:
        yield Breach(
            "Le mode de règlement (BT-81) manque : Chorus Pro rejette une facture qui n'en a pas.",
            "Donnez un mode de règlement, 30 pour un virement, et l'IBAN du compte à créditer.",
            "payment",
        )


@rule(
    "CP-PAIE-02",
    _TERM,
    "Un avoir n'a pas de mode de règlement",
    source="Chorus Pro, circuit historique ; fichiers déposés en production",
    circuits=HISTORICAL,
)
def credit_note_has_no_means(case: Case) -> Iterator[Breach]:
    payment = case.invoice.payment
    if payment is not None and case.invoice.is_credit_note:
        yield Breach(
            f"L'avoir porte le mode de règlement {quoted(payment.means_code)}, "
            "Chorus Pro n'en attend aucun.",
            "Retirez le règlement (BG-16) de l'avoir.",
            "payment",
        )


@rule(
    "CP-PAIE-03",
    _TERM,
    "Le mode de règlement est de ceux que prend Chorus Pro",
    source="Chorus Pro, annexe EDI, règle S2.05 (CII)",
    circuits=HISTORICAL,
)
def means_are_known(case: Case) -> Iterator[Breach]:
    payment = case.invoice.payment
    if payment is not None and payment.means_code not in MEANS:
        yield Breach(
            f"Le mode de règlement {quoted(payment.means_code)} n'est pas de ceux que prend Chorus "
            f"Pro : {listed(MEANS)}.",
            "Donnez 30 pour un virement, 20 pour un chèque, 49 ou 59 pour un prélèvement.",
            "payment.means_code",
        )


@rule(
    "CP-PAIE-04",
    "BT-84",
    "Un virement donne l'IBAN du compte à créditer",
    source="Chorus Pro, circuit historique ; fichiers déposés en production",
    circuits=HISTORICAL,
)
def transfer_has_an_account(case: Case) -> Iterator[Breach]:
    payment = case.invoice.payment
    if payment is not None and payment.means_code in TRANSFERS and not payment.credit_transfers:
        yield Breach(
            f"Le règlement est un virement (code {payment.means_code}), mais aucun IBAN n'est "
            "donné.",
            "Donnez l'IBAN du compte à créditer (BT-84).",
            "payment.credit_transfers",
        )


@rule(
    "CP-PAIE-05",
    "BT-84",
    "L'IBAN est juste : sa forme, sa longueur, sa clé",
    source="ISO 13616 ; Chorus Pro, annexe EDI, règles G1.16 à G1.19",
)
def iban_is_right(case: Case) -> Iterator[Breach]:
    for account, path in _accounts(case):
        foreign = case.dialect.circuit is Circuit.AFNOR and not _LOOKS_LIKE_AN_IBAN.match(account)
        defect = "" if foreign else _defect(account)
        if defect:
            yield Breach(
                f"L'IBAN {quoted(account)} est faux ({defect}).", _iban_remedy(account), path
            )


@rule(
    "CP-PAIE-06",
    "BT-86",
    "Le BIC a 8 ou 11 caractères",
    source="ISO 9362 ; Chorus Pro, annexe EDI, règles G1.16 à G1.19",
    severity=Severity.WARNING,
)
def bic_is_well_formed(case: Case) -> Iterator[Breach]:
    payment = case.invoice.payment
    for position, transfer in enumerate(payment.credit_transfers if payment else ()):
        bic = transfer.service_provider
        if bic is not None and (defect := bic_defect(bic)):
            yield Breach(
                f"Le BIC {quoted(bic)} n'en est pas un ({defect}).",
                "Recopiez le BIC depuis votre relevé d'identité bancaire (BT-86), ou retirez-le : "
                "l'IBAN suffit.",
                f"payment.credit_transfers[{position}].service_provider",
            )


def _accounts(case: Case) -> Iterator[tuple[str, str]]:
    payment = case.invoice.payment
    for position, transfer in enumerate(payment.credit_transfers if payment else ()):
        yield transfer.account, f"payment.credit_transfers[{position}].account"


def _iban_remedy(account: str) -> str:
    compact = "".join(account.split())
    if compact != account and not iban_defect(compact):
        return f"Écrivez-le sans espace : {compact} (BT-84)."
    return "Recopiez l'IBAN depuis votre relevé d'identité bancaire, sans espace (BT-84)."


def _defect(account: str) -> str:
    if any(character.isspace() for character in account):
        return "il s'écrit sans espace"
    return iban_defect(account)


RULES = (
    means_are_given,
    credit_note_has_no_means,
    means_are_known,
    transfer_has_an_account,
    iban_is_right,
    bic_is_well_formed,
)
