"""The readings that the test makes: about the account, its structures and its attachments.

AIFE external specification, API annex, and the public description of the structures API.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import AliasChoices, Field, ValidationError

from wochorus.choruspro.bodies import json_body
from wochorus.choruspro.errors import UnexpectedAnswer
from wochorus.choruspro.evidence import Evidence, excerpt
from wochorus.choruspro.gateway import Call
from wochorus.choruspro.messages.base import Identifier, LooseDate, Message, Text, chorus, several
from wochorus.choruspro.readings import read

if TYPE_CHECKING:
    from wochorus.choruspro.gateway import Gateway

_Shape = TypeVar("_Shape", bound=Message)
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
    return _ask(gateway, path, {}, _ActiveStructures).rows


def find_structures(gateway: Gateway, siret: str) -> list[FoundStructure]:
    """Find the structures that bear this SIRET, active or not."""
    wanted = {"identifiantStructure": siret, "typeIdentifiantStructure": "SIRET"}
    request = {"structure": wanted, "parametres": _PAGE}
    return _ask(gateway, "structures/v1/rechercher", request, _FoundStructures).rows


def attachments(gateway: Gateway) -> list[Attachment]:
    """List the structures to which the account is attached."""
    path = "utilisateurs/v1/monCompte/recuperer/rattachements"
    return _ask(gateway, path, {"parametresRecherche": _PAGE}, _Attachments).rows


def password_end(gateway: Gateway, structure_id: int) -> LooseDate:
    """Read the end of the technical password on the sheet of a structure, if it is there."""
    request = {"idStructureCPP": structure_id, "codeLangue": "FR"}
    sheet = _ask(gateway, "structures/v1/consulter", request, _Sheet)
    return sheet.general.password_expires_on if sheet.general else None


def _ask(gateway: Gateway, path: str, request: dict[str, Any], shape: type[_Shape]) -> _Shape:
    """Make a reading; raises `UnexpectedAnswer` when the answer has another shape."""
    call = Call(
        operation=path.partition("/v1/")[2],
        path=f"/cpro/{path}",
        body=json_body(request),
        wait=gateway.timeouts.read,
    )
    payload = read(gateway, call)
    try:
        return shape.read(payload)
    except ValidationError as error:
        shown = excerpt(json.dumps(payload, default=str, ensure_ascii=False).encode())
        raise UnexpectedAnswer(
            "La réponse de Chorus Pro n'a pas la forme attendue",
            evidence=Evidence(HTTPStatus.OK, shown, ""),
            where=gateway.address(call),
            remedy="Recommencez ; si cela persiste, adressez ce message à l'assistance.",
        ) from error
