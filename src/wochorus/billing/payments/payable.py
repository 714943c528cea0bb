"""Which documents a payment may pay, and which it may not whatever the user says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.billing.models import DepositState, InvoiceKind, Reissue
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.billing.models import Invoice
    from wochorus.billing.payments.models import Payment


def check_payable(payment: Payment, invoice: Invoice) -> None:
    """Refuse that ``payment`` pays ``invoice``: a credit note, a replaced one, another currency."""
    if invoice.kind != InvoiceKind.INVOICE:
        raise InvalidInput(
            f"{invoice.number} est un avoir : un règlement reçu ne le paie pas",
            remedy="Imputez-le sur une facture : wochorus payment credit.",
        )
    check_not_reissued(invoice)
    if invoice.currency != payment.currency:
        raise InvalidInput(
            f"La facture {invoice.number} est en {invoice.currency}, le règlement en "
            f"{payment.currency}",
            remedy="Un règlement ne paie que les factures de sa devise, et ceux d'ici sont en "
            "euros : suivez celle-ci dans votre comptabilité.",
        )


def check_not_reissued(invoice: Invoice) -> None:
    """Refuse a document that was replaced, or one that only cancels it in our books."""
    done = Reissue.objects.filter(original=invoice).select_related("replacement").first()
    if done is not None:
        raise InvalidInput(
            f"{invoice.number} a été réémise sous le numéro {done.replacement.number} : plus rien "
            "n'est dû sous l'ancien",
            remedy=f"Donnez le nouveau numéro : {done.replacement.number}.",
        )
    if invoice.deposit_state == DepositState.INTERNAL:
        raise InvalidInput(
            f"{invoice.number} est une annulation interne : personne ne la doit",
            remedy="Donnez le numéro de la facture que le client a reçue.",
        )


def check_not_spent_before(credit_note: Invoice) -> None:
    """Refuse a credit note that is set against an invoice already, under a number it had before."""
    former = Reissue.objects.filter(replacement=credit_note).select_related("original").first()
    while former is not None:
        original = former.original
        if original.paid:
            raise InvalidInput(
                f"{credit_note.number} remplace {original.number}, qui est encore imputé : le "
                "client serait crédité deux fois",
                remedy="Annulez d'abord cette imputation (wochorus payment list, puis payment "
                "cancel ID), puis imputez le nouveau.",
            )
        former = Reissue.objects.filter(replacement=original).select_related("original").first()
