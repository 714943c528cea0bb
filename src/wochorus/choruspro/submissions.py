"""The submission of an invoice without XML (``soumettre``): recorded at once, or refused at once.

Like a deposit, it is never sent twice by mistake: see `changes`. AIFE external specification, API
annex.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wochorus.choruspro.changes import Doubt, Receipt, changing, send_once
from wochorus.choruspro.errors import UncertainSubmission
from wochorus.choruspro.messages.receipts import SubmissionReceipt
from wochorus.choruspro.messages.requests import check
from wochorus.choruspro.operations import Operations

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wochorus.choruspro.messages.submissions import InvoiceSubmission

_UNNUMBERED = "facture sans numéro"


class SubmissionOperations(Operations):
    """The submission of invoices."""

    def submit_invoice(
        self, invoice: InvoiceSubmission, *, claim: Callable[[], None] | None = None
    ) -> SubmissionReceipt:
        """Submit an invoice (``soumettre``) and give its receipt.

        ``claim`` is called just before the request leaves, as for `deposit_flow`. Chorus Pro
        takes it for a new invoice, or for one in the status BROUILLON, A_RECYCLER or
        ERREUR_FOURNISSEUR_SUR_VALIDEUR.

        Raises `InvalidInput` before anything is sent, which tells all that Chorus Pro would not
        take; `Transient` and `Permanent` errors when nothing was recorded; `UncertainSubmission`
        when nobody knows: search the invoice before submitting it again.
        """
        where = invoice.invoice_number or _UNNUMBERED
        check(invoice.problems(), what="Cette facture ne peut pas être soumise", where=where)
        call = changing(self.gateway, "soumettre", invoice.as_request(), claim=claim)
        receipt = Receipt(SubmissionReceipt, lambda found: found.is_reliable, _names_invoice)
        return send_once(self.gateway, call, receipt, _doubt(where))


def _names_invoice(payload: Mapping[str, Any]) -> bool:
    """A refusal may well repeat the number that was sent; only Chorus Pro gives its own."""
    return bool(SubmissionReceipt.read(dict(payload)).chorus_id)


def _doubt(where: str) -> Doubt:
    by = "par sa date et son montant" if where == _UNNUMBERED else "par son numéro"
    return Doubt(
        UncertainSubmission,
        "On ne sait pas si Chorus Pro a enregistré cette facture",
        where=where,
        remedy=f"Ne la soumettez pas de nouveau : cherchez-la d'abord sur Chorus Pro, {by}",
    )
