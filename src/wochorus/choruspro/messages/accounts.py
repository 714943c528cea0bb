"""For whom the technical account may act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AliasChoices, Field

from wochorus.choruspro.messages.base import (
    Flag,
    Identifier,
    LooseDate,
    Row,
    Text,
    chorus,
    several_rows,
)

if TYPE_CHECKING:
    from collections.abc import Hashable


class SupplierStructure(Row):
    """An active structure for which the account may deposit."""

    chorus_id: Identifier = chorus("idStructureCPP")
    identifier: Text = Field(
        default=None,
        validate_default=True,
        validation_alias=AliasChoices("identifiant", "identifiantStructure"),
    )
    """Most often a SIRET. Public integrations have seen it under both names."""
    name: Text = chorus("designationStructure")

    @property
    def key(self) -> Hashable:
        """Chorus Pro's own number, or all of the line."""
        return super().key if self.chorus_id is None else self.chorus_id


class AttachedService(Row):
    """A service of a structure to which the account is attached."""

    chorus_id: Identifier = chorus("idService")
    code: Text = chorus("codeService")
    name: Text = chorus("libelleService")
    is_active: Flag = chorus("estActif")
    status: Text = chorus("statutService")
    starts_on: LooseDate = chorus("dateDbtService")
    ends_on: LooseDate = chorus("dateFinService")
    attachment_id: Identifier = chorus("idRattachementService")
    attachment_status: Text = chorus("statutRattachementService")


class Attachment(Row):
    """The tie between the account and one structure.

    ``attachment_status`` is one of ``EN_COURS_DE_VALIDATION``, ``REFUSEE``, ``VALIDEE``,
    ``DESACTIVEE``, ``SUPPRIMEE``, or a word not known here.
    """

    attachment_id: Identifier = chorus("idRattachementStructure")
    chorus_id: Identifier = chorus("idStructure")
    identifier: Text = chorus("identifiantStructure")
    identifier_type: Text = chorus("typeIdentifiantStructure")
    name: Text = chorus("designationStructure")
    role: Text = chorus("roleUtilisateur")
    attachment_status: Text = chorus("statutRattachementStructure")
    user_status: Text = chorus("statutUtilisateur")
    services: Annotated[list[AttachedService], several_rows(AttachedService)] = chorus(
        "listeServicesRattache"
    )

    @property
    def key(self) -> Hashable:
        """The number of the attachment, or all of the line."""
        return super().key if self.attachment_id is None else self.attachment_id
