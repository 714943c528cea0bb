"""The structures API: who may be invoiced, and what each one requires.

The portal documents this order of calls: search a structure, read its details by Chorus Pro's own
number, then its services. Source: AIFE, public description of the structures API 1.0.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from wochorus.choruspro.listings import Listing, read_listing
from wochorus.choruspro.messages.services import ServiceDetails, ServiceRow
from wochorus.choruspro.messages.structures import StructureDetails, StructureRow
from wochorus.choruspro.operations import Operations
from wochorus.choruspro.readings import ask, unexpected

if TYPE_CHECKING:
    from wochorus.choruspro.messages.structures import StructureSearch

API = "structures"
LANGUAGE = {"codeLangue": "FR"}

_Details = TypeVar("_Details", StructureDetails, ServiceDetails)


class StructureOperations(Operations):
    """Readings of structures and of their services."""

    def search_structures(self, search: StructureSearch) -> list[StructureRow]:
        """Read every structure that ``search`` finds (``rechercher``), all pages.

        Raises `IncompleteSearch` when the pages do not add up to the announced total.
        """
        listing = Listing(
            api=API,
            operation="rechercher",
            rows="listeStructures",
            row=StructureRow,
            noun="structures",
            request=search.as_request(),
            paging="parametres",
            sort="IdentifiantStructure",
        )
        return read_listing(self.gateway, listing)

    def structure_details(self, chorus_id: int) -> StructureDetails:
        """Read what Chorus Pro knows of one structure (``consulter``), by its ``chorus_id``.

        Raises `UnexpectedAnswer` when the answer says nothing: it must not pass for a structure
        that requires nothing.
        """
        request = {"idStructureCPP": chorus_id, **LANGUAGE}
        return _telling(ask(self.gateway, API, "consulter", request, StructureDetails))

    def search_services(self, structure_id: int) -> list[ServiceRow]:
        """Read every service of a structure (``rechercher/services``), all pages.

        ``structure_id`` is the ``chorus_id`` of the structure. Raises `IncompleteSearch` when
        the pages do not add up to the announced total.
        """
        listing = Listing(
            api=API,
            operation="rechercher/services",
            rows="listeServices",
            row=ServiceRow,
            noun="services",
            request={"idStructure": structure_id},
            paging="parametresRechercherServicesStructure",
            sort="CodeService",
        )
        return read_listing(self.gateway, listing)

    def service_details(self, structure_id: int, service_id: int) -> ServiceDetails:
        """Read what Chorus Pro knows of one service (``consulter/service``).

        Both numbers are Chorus Pro's own. Raises `UnexpectedAnswer` when the answer says nothing.
        """
        request = {"idStructure": structure_id, "idService": service_id, **LANGUAGE}
        return _telling(ask(self.gateway, API, "consulter/service", request, ServiceDetails))


def _telling(details: _Details) -> _Details:
    """Refuse an answer that tells neither who nor what is required."""
    if details.identity.raw or details.settings.raw:
        return details
    raise unexpected(details.raw, API)
