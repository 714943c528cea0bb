"""Asking Chorus Pro until when services are valid: the published file does not tell it.

Only the structures that are used are asked for: two calls or so each, at the pace of the account.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from wochorus.choruspro.messages.structures import StructureSearch
from wochorus.directory.models import Service

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wochorus.choruspro.messages.services import ServiceRow
    from wochorus.choruspro.messages.structures import StructureRow

OPEN_ENDED_FROM = date(2050, 1, 1)
"""Chorus Pro writes 2050-12-31 for a service without an end."""


class Portal(Protocol):
    """The two readings that are asked of Chorus Pro."""

    def search_structures(self, search: StructureSearch) -> Sequence[StructureRow]:
        """Find structures."""

    def search_services(self, structure_id: int) -> Sequence[ServiceRow]:
        """List the services of one."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What was read: structures found on the portal, and services whose end is now another."""

    structures: int
    unknown: list[str]
    changed: int


def read_service_ends(portal: Portal, sirets: Iterable[str]) -> Watched:
    """Read the end of validity of the services of each structure, and keep it.

    Whether a service is active stays what the published file says. Raises what the client raises;
    what was read until then is kept.
    """
    found, unknown, changed = 0, [], 0
    for siret in sirets:
        chorus_id = _chorus_id(portal, siret)
        if chorus_id is None:
            unknown.append(siret)
            continue
        found += 1
        ends = {row.code: _end(row) for row in portal.search_services(chorus_id)}
        changed += _keep(siret, ends)
    return Watched(found, unknown, changed)


def _chorus_id(portal: Portal, siret: str) -> int | None:
    rows = portal.search_structures(StructureSearch(identifier=siret, identifier_type="SIRET"))
    return next((row.chorus_id for row in rows if row.identifier == siret), None)


def _end(row: ServiceRow) -> date | None:
    end = row.ends_on
    return None if end is None or end >= OPEN_ENDED_FROM else end


def _keep(siret: str, ends: dict[str, date | None]) -> int:
    services = Service.objects.filter(structure__identifier=siret, code__in=ends)
    news = [service for service in services if service.closes_on != ends[service.code]]
    for service in news:
        service.closes_on = ends[service.code]
    Service.objects.bulk_update(news, ["closes_on"])
    return len(news)
