"""The life of an invoice as Chorus Pro tells it (``consulter/historique``).

The portal writes most of its moments as ``2026-11-24 09:05``, in Paris time. AIFE external
specification, API annex.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from wochorus.choruspro.messages.base import (
    Identifier,
    LooseMoment,
    Message,
    Row,
    Text,
    chorus,
    one,
)
from wochorus.choruspro.messages.inner_rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Hashable


class _Entry(Row):
    """A line of a history."""

    chorus_id: Identifier = None
    at: LooseMoment = None

    @property
    def key(self) -> Hashable:
        """Chorus Pro's own number, or all of the line."""
        return super().key if self.chorus_id is None else self.chorus_id


class StatusChange(_Entry):
    """A status that the invoice took. ``comment`` holds the reason of a rejection or suspension."""

    chorus_id: Identifier = chorus("histoStatutId")
    at: LooseMoment = chorus("histoStatutDatePassage")
    status: Text = chorus("histoStatutCode")
    comment: Text = chorus("histoStatutCommentaire")
    user_last_name: Text = chorus("histoStatutUtilisateurNom")
    user_first_name: Text = chorus("histoStatutUtilisateurPrenom")
    user_email: Text = chorus("histoStatutUtilisateurEmail")
    user_telephone: Text = chorus("histoStatutUtilisateurTelephone")


class InvoiceEvent(_Entry):
    """Something else that happened to the invoice."""

    chorus_id: Identifier = chorus("evenementId")
    at: LooseMoment = chorus("evenementDateHeure")
    label: Text = chorus("evenementLibelle")
    who: Text = chorus("evenementQui")


class UserAction(_Entry):
    """Something that a user did, such as ``TELECHARGEMENT_FACTURE``."""

    chorus_id: Identifier = chorus("histoActionId")
    at: LooseMoment = chorus("histoActionDateHeure")
    code: Text = chorus("histoActionCode")
    user_last_name: Text = chorus("histoActionUtilisateurNom")
    user_first_name: Text = chorus("histoActionUtilisateurPrenom")
    user_email: Text = chorus("histoActionUtilisateurEmail")
    user_telephone: Text = chorus("histoActionUtilisateurTelephone")


class LastAction(Message):
    """The last thing that a user did."""

    chorus_id: Identifier = chorus("derniereActionId")
    code: Text = chorus("derniereActionCode")


class InvoiceHistory(Message):
    """The life of an invoice, its three lists read to their ends, the oldest entry first.

    ``raw`` is the first answer, whose lists hold their first page only, in the portal's order.
    """

    chorus_id: Identifier = chorus("idFacture")
    invoice_number: Text = chorus("numeroFacture")
    deposit_mode: Text = chorus("modeDepot")
    status: Text = chorus("statutCourantCode")
    last_action: Annotated[LastAction, one] = chorus("derniereAction")
    statuses: Annotated[list[StatusChange], rows_of("histoStatut", StatusChange)] = chorus(
        "historiquesDesStatuts"
    )
    events: Annotated[list[InvoiceEvent], rows_of("evenement", InvoiceEvent)] = chorus(
        "historiquesDesEvenementsComplementaires"
    )
    actions: Annotated[list[UserAction], rows_of("histoAction", UserAction)] = chorus(
        "historiquesDesActionsUtilisateurs"
    )
