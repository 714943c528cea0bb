"""What a supplier asks for an invoice that is already recorded.

``chorus_id`` is Chorus Pro's own number of the invoice. AIFE external specification, API annex.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wochorus.choruspro.messages.requests import Request, sent
from wochorus.choruspro.messages.submissions import (
    LONGEST_COMMENT,
    SubmittedAttachment,
    SubmittedRecipient,
    SubmittedReferences,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_REASON = 255
"""That of a recipient's reason; nothing is published on a supplier's."""


class InvoiceCompletion(Request):
    """What a suspended invoice lacked: files already added, a comment, or both."""

    chorus_id: int = sent("identifiantFactureCPP", default=...)
    comment: str = sent("commentaire", "le commentaire", longest=LONGEST_COMMENT)
    attachments: tuple[SubmittedAttachment, ...] = sent(
        "pieceJointeComplementaire", "pièce complémentaire", ()
    )

    def problems(self) -> Iterator[str]:
        """Tell in French what Chorus Pro would not take."""
        yield from super().problems()
        if not self.comment.strip() and not self.attachments:
            yield "il n'y a ni commentaire ni pièce à ajouter"


class InvoiceRecycling(Request):
    """Where an invoice must go instead, and under which references."""

    chorus_id: int = sent("identifiantFactureCPP", default=...)
    recipient: SubmittedRecipient = sent("destinataire", default=...)
    references: SubmittedReferences | None = sent("reference", default=None)
    comment: str = sent("commentaire", "le commentaire", longest=LONGEST_COMMENT)


class RejectionsHandled(Request):
    """Rejected invoices that have been dealt with, with why and any details."""

    chorus_ids: tuple[int, ...] = sent("listeDemandePaiement", default=...)
    reason: str = sent("motifRejet", "le motif", longest=LONGEST_REASON)
    details: str = sent("cpltInfos", "les précisions", longest=LONGEST_COMMENT)

    def as_request(self) -> dict[str, Any]:
        """Write what is set in Chorus Pro's words: each invoice is an object of its own."""
        invoices = [{"idDemandePaiement": chorus_id} for chorus_id in self.chorus_ids]
        return super().as_request() | {"listeDemandePaiement": invoices}

    def problems(self) -> Iterator[str]:
        """Tell in French what Chorus Pro would not take."""
        yield from super().problems()
        if not self.chorus_ids:
            yield "il n'y a aucune facture"


class ValidatorCorrection(Request):
    """The structure that validates instead. ``identifier_type`` is most often ``SIRET``."""

    chorus_id: int = sent("idFacture", default=...)
    structure_id: int | None = sent("idStructure", default=None)
    identifier: str = sent(
        "identifiantStructure", "l'identifiant du valideur", ..., longest=18, required=True
    )
    identifier_type: str = sent("typeIdentifiantStructure", default="SIRET")
