"""The readings that the test makes: about the account, its structures and its attachments.

AIFE external specification, API annex, and the public description of the structures API.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AliasChoices, Field

from wochorus.choruspro.bodies import json_body
from wochorus.choruspro.gateway import Call
from wochorus.choruspro.messages.base import Identifier, LooseDate, Message, Text, chorus, several
from wochorus.choruspro.readings import read

if TYPE_CHECKING:
    from wochorus.choruspro.gateway import Gateway

_PAGE = {"nbResultatsParPage": 100, "pageResultatDemandee": 1}
"""One page holds all that one SIRET or one account is likely to have."""


class ActiveStructure(Message):
    """A structure for which the account may act; its identifier is seen under two names."""

    identifier: Text = Field(
        default=None,
        validate_default=True,
        validation_alias=AliasChoices("identifiant", "identifiantStructure"),
    )


class FoundStructure(Message):
    """A structure as a search shows it. ``status`` is ``ACTIVE`` or ``INACTIVE``."""

    structure_id: Identifier = chorus("idStructureCPP")
    identifier: Text = chorus("identifiantStructure")
    status: Text = chorus("statut")


class Attachment(Message):
    """A structure to which the account is attached, and in what state that stands."""

    structure_id: Identifier = chorus("idStructure")
    identifier: Text = chorus("identifiantStructure")
    status: Text = chorus("statutRattachementStructure")


class _ActiveStructures(Message):
    rows: Annotated[list[ActiveStructure], several] = chorus("listeStructures")


class _FoundStructures(Message):
    rows: Annotated[list[FoundStructure], several] = chorus("listeStructures")


class _Attachments(Message):
    rows: Annotated[list[Attachment], several] = chorus("listeStructureRattachement")


class _General(Message):
    password_expires_on: LooseDate = chorus("dateExpirationMotPasseCompteTech")


class _Sheet(Message):
    general: _General | None = chorus("informationGenerales")


def active_structures(gateway: Gateway) -> list[ActiveStructure]:
    """List the structures for which the account may deposit."""
    path = "transverses/v1/recuperer/structures/actives/fournisseur"
    return _ActiveStructures.read(_ask(gateway, path, {})).rows


def find_structures(gateway: Gateway, siret: str) -> list[FoundStructure]:
    """Find the structures that bear this SIRET, active or not."""
    wanted = {"identifiantStructure": siret, "typeIdentifiantStructure": "SIRET"}
    request = {"structure": wanted, "parametres": _PAGE}
    return _FoundStructures.read(_ask(gateway, "structures/v1/rechercher", request)).rows


def attachments(gateway: Gateway) -> list[Attachment]:
    """List the structures to which the account is attached."""
    path = "utilisateurs/v1/monCompte/recuperer/rattachements"
    return _Attachments.read(_ask(gateway, path, {"parametresRecherche": _PAGE})).rows


def password_end(gateway: Gateway, structure_id: int) -> LooseDate:
    """Read the end of the technical password on the sheet of a structure, if it is there."""
    request = {"idStructureCPP": structure_id, "codeLangue": "FR"}
    sheet = _Sheet.read(_ask(gateway, "structures/v1/consulter", request))
    return sheet.general.password_expires_on if sheet.general else None


def _ask(gateway: Gateway, path: str, request: dict[str, Any]) -> dict[str, Any]:
    call = Call(
        operation=path.partition("/v1/")[2],
        path=f"/cpro/{path}",
        body=json_body(request),
        wait=gateway.timeouts.read,
    )
    return read(gateway, call)
