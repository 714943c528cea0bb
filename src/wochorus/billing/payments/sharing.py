"""How an amount is shared between invoices, or credit notes, in the order in which they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from wochorus.billing.models import Invoice


def share_out(amount: Decimal, documents: Iterable[Invoice]) -> dict[int, Decimal]:
    """Give ``amount`` (euros) to ``documents``, each as much as is left of it; shares by id.

    Raises `InvalidInput` when nothing is left of one, or when nothing of the amount is left for it.
    """
    shares: dict[int, Decimal] = {}
    left = amount
    for document in documents:
        share = min(left, document.amount_due - document.paid)
        if share <= 0:
            why = "n'aurait rien : le règlement est épuisé"
            if document.amount_due <= document.paid:
                why = "n'a plus rien à payer ni à rendre"
            raise InvalidInput(
                f"{document.number} {why}",
                remedy="Retirez-la, ou corrigez le montant ; rien n'a été enregistré.",
            )
        shares[document.pk] = share
        left -= share
    return shares
