"""What a supplier may do to a recorded invoice: complete, recycle, close a rejection.

Each of these is sent once: see `changes`. AIFE external specification, API annex.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.choruspro.changes import Doubt, Receipt, changing, send_once
from wochorus.choruspro.errors import UncertainChange
from wochorus.choruspro.messages.receipts import ChangeReceipt
from wochorus.choruspro.messages.requests import check
from wochorus.choruspro.operations import Operations

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from wochorus.choruspro.messages.corrections import (
        InvoiceCompletion,
        InvoiceRecycling,
        RejectionsHandled,
        ValidatorCorrection,
    )
    from wochorus.choruspro.messages.requests import Request

    Claim = Callable[[], None]

_MOST_SHOWN = 5


class InvoiceChangeOperations(Operations):
    """Changes to recorded invoices.

    Each method raises `InvalidInput` before anything is sent; `Transient` and `Permanent` errors
    when nothing was changed; `UncertainChange` when nobody knows: read the history of the invoice
    before trying again. ``claim`` is called once the token is there and the turn has come, just
    before the request leaves; an error that it raises comes out as it is, and nothing is sent.
    """

    def complete_invoice(
        self, completion: InvoiceCompletion, *, claim: Claim | None = None
    ) -> ChangeReceipt:
        """Add what the recipient asked for (``completer``), to an invoice that it suspended."""
        return self._change("completer", completion, [completion.chorus_id], claim)

    def recycle_invoice(
        self, recycling: InvoiceRecycling, *, claim: Claim | None = None
    ) -> ChangeReceipt:
        """Send an invoice to another recipient or under other references (``recycler``).

        Only in the status A_RECYCLER; number and amounts stay. The status is being withdrawn
        (AIFE external specification v1.1 §2.4.2): a recipient then rejects instead, and the answer
        to a rejection is a new invoice under a new number.
        """
        return self._change("recycler", recycling, [recycling.chorus_id], claim)

    def mark_rejections_handled(
        self, handled: RejectionsHandled, *, claim: Claim | None = None
    ) -> ChangeReceipt:
        """Tell that rejected invoices have been dealt with (``traiterRejet``)."""
        return self._change("traiterRejet", handled, handled.chorus_ids, claim)

    def correct_validator(
        self, correction: ValidatorCorrection, *, claim: Claim | None = None
    ) -> ChangeReceipt:
        """Name another validator (``corriger/valideur/facture``).

        Only in the status ERREUR_FOURNISSEUR_SUR_VALIDEUR, on an invoice of a subcontractor (A9)
        or a co-contractor (A12).
        """
        return self._change("corriger/valideur/facture", correction, [correction.chorus_id], claim)

    def _change(
        self,
        operation: str,
        request: Request,
        chorus_ids: Collection[int],
        claim: Claim | None,
    ) -> ChangeReceipt:
        where = _place(chorus_ids)
        check(
            request.problems(),
            what=f"La demande « {operation} » ne peut pas être envoyée",
            where=where,
        )
        call = changing(self.gateway, operation, request.as_request(), claim=claim)
        return send_once(self.gateway, call, Receipt(ChangeReceipt), _doubt(operation, where))


def _place(chorus_ids: Collection[int]) -> str:
    shown = ", ".join(str(chorus_id) for chorus_id in list(chorus_ids)[:_MOST_SHOWN])
    more = "…" if len(chorus_ids) > _MOST_SHOWN else ""
    return f"identifiant Chorus Pro {shown}{more}"


def _doubt(operation: str, where: str) -> Doubt:
    return Doubt(
        UncertainChange,
        f"On ne sait pas si Chorus Pro a fait la demande « {operation} »",
        where=where,
        remedy="Ne la refaites pas tout de suite : relisez d'abord le statut et l'historique de "
        "la facture",
    )
