"""Services of a structure: where inside a public body an invoice goes.

Source: AIFE, public description of the structures API 1.0.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from wochorus.choruspro.messages.base import (
    Flag,
    Identifier,
    LooseDate,
    Message,
    Row,
    Text,
    chorus,
    one,
)
from wochorus.choruspro.messages.structures import PostalAddress  # noqa: TC001 - read at run time

if TYPE_CHECKING:
    from collections.abc import Hashable


class ServiceRow(Row):
    """One service of a structure. An open-ended service ends in 2050."""

    chorus_id: Identifier = chorus("idService")
    """Chorus Pro's own number, which `ServiceDetails` are asked by."""
    code: Text = chorus("codeService")
    name: Text = chorus("libelleService")
    is_active: Flag = chorus("estActif")
    status: Text = chorus("statutService")
    starts_on: LooseDate = chorus("dateDbtService")
    ends_on: LooseDate = chorus("dateFinService")

    @property
    def key(self) -> Hashable:
        """Chorus Pro's own number, or all of the line."""
        return super().key if self.chorus_id is None else self.chorus_id


class ServiceIdentity(Message):
    """What a service is called."""

    code: Text = chorus("codeService")
    name: Text = chorus("nomService")
    description: Text = chorus("descriptionService")


class ServiceSettings(Message):
    """What a service asks of those who invoice it, and since when it stands."""

    requires_engagement: Flag = chorus("numeroEngagement")
    reports_payment: Flag = chorus("miseEnPaiement")
    created_on: LooseDate = chorus("dateCreation")
    starts_on: LooseDate = chorus("dateDebutValidite")
    ends_on: LooseDate = chorus("dateFinValidite")
    changed_on: LooseDate = chorus("dateModification")


class ServiceDetails(Message):
    """All that Chorus Pro says of one service, except whether it is active."""

    identity: Annotated[ServiceIdentity, one] = chorus("informationsGenerales")
    settings: Annotated[ServiceSettings, one] = chorus("parametres")
    address: Annotated[PostalAddress, one] = chorus("adressePostale")
