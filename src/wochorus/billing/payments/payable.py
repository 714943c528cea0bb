"""Which documents a payment may pay or give back, and which it may not whatever is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.billing.models import DepositState, InvoiceKind, Reissue
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.billing.models import Invoice
    from wochorus.billing.payments.models import Payment


def check_payable(payment: Payment, invoice: Invoice) -> None:
    """Refuse that ``payment`` pays ``invoice``: a credit note, a replaced one, another currency.

    A refund pays credit notes alone, none that was given to the customer under a former number.
    """
    if payment.is_refund:
        _check_refundable(invoice)
    elif invoice.kind != InvoiceKind.INVOICE:
        raise InvalidInput(
            f"{invoice.number} est un avoir : un règlement reçu ne le paie pas",
            remedy="Imputez-le sur une facture (wochorus payment credit), ou enregistrez ce que "
            "vous rendez (wochorus payment refund).",
        )
    check_not_reissued(invoice)
    if invoice.currency != payment.currency:
        raise InvalidInput(
            f"{_named(invoice)} est en {invoice.currency}, le règlement en {payment.currency}",
            remedy="Un règlement ne touche que les documents de sa devise, et ceux d'ici sont en "
            "euros : suivez celui-ci dans votre comptabilité.",
        )


def _check_refundable(credit_note: Invoice) -> None:
    if credit_note.kind != InvoiceKind.CREDIT_NOTE:
        raise InvalidInput(
            f"{credit_note.number} est une facture : seul un avoir se rembourse",
            remedy="Faites d'abord un avoir (wochorus billing credit), puis donnez son numéro.",
        )
    check_not_spent_before(credit_note)


def _named(invoice: Invoice) -> str:
    kind = "L'avoir" if invoice.kind == InvoiceKind.CREDIT_NOTE else "La facture"
    return f"{kind} {invoice.number}"


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
    """Refuse a credit note that was given to the customer under a number it had before."""
    original = spent_before(credit_note)
    if original is not None:
        raise InvalidInput(
            f"{credit_note.number} remplace {original.number}, qui est encore imputé ou "
            "remboursé : le client serait crédité deux fois",
            remedy="Portez d'abord sous le nouveau numéro ce qui l'a été sous l'ancien : "
            f"wochorus payment move {original.number}.",
        )


def spent_before(credit_note: Invoice) -> Invoice | None:
    """Find the number under which a reissued credit note was set off or paid back already."""
    former = Reissue.objects.filter(replacement=credit_note).select_related("original").first()
    while former is not None:
        if former.original.paid:
            return former.original
        former = (
            Reissue.objects.filter(replacement=former.original).select_related("original").first()
        )
    return None
