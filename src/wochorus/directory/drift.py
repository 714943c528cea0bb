"""What has become of structures and services that somebody uses: gone, inactive, about to close.

The users are told from outside, as pairs of a SIRET and a code service that may be empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from wochorus.core.dates import format_date
from wochorus.directory.queries import RESERVED_SERVICE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

Pair = tuple[str, str]
"""The SIRET of a structure, and the code of one of its services or nothing."""

_STATES = """
SELECT wanted.siret, wanted.code, structure.name, structure.is_active,
       structure.closed_at IS NOT NULL, structure.is_works_only,
       service.id IS NOT NULL, coalesce(service.is_active, FALSE),
       service.closed_at IS NOT NULL, service.closes_on
FROM unnest(%(sirets)s::text[], %(codes)s::text[]) AS wanted (siret, code)
JOIN directory_structure structure ON structure.identifier = wanted.siret
LEFT JOIN directory_service service
  ON service.structure_id = structure.id AND service.code = wanted.code
"""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why invoices no longer come in there, or soon will not. ``text`` is French."""

    siret: str
    code: str
    structure: str
    text: str
    closes_on: date | None = None
    """The last day, when it is still to come."""


@dataclass(frozen=True, slots=True)
class _State:
    siret: str
    code: str
    structure: str
    is_active: bool
    is_gone: bool
    is_works_only: bool
    has_service: bool
    service_is_active: bool
    service_is_gone: bool
    closes_on: date | None


def troubles_of(pairs: Iterable[Pair], today: date) -> dict[Pair, Trouble]:
    """Find the pairs in trouble, in one query; a structure that was never known is not told."""
    wanted = sorted(set(pairs))
    with connection.cursor() as cursor:
        cursor.execute(
            _STATES,
            {"sirets": [siret for siret, _ in wanted], "codes": [code for _, code in wanted]},
        )
        states = [_State(*row) for row in cursor.fetchall()]
    found = (_trouble(state, today) for state in states)
    return {(trouble.siret, trouble.code): trouble for trouble in found if trouble}


def _trouble(state: _State, today: date) -> Trouble | None:
    text = _structure_trouble(state) or (_service_trouble(state, today) if state.code else "")
    if not text:
        return None
    to_come = state.closes_on if state.closes_on and state.closes_on >= today else None
    return Trouble(state.siret, state.code, state.structure, text, to_come)


def _structure_trouble(state: _State) -> str:
    if state.is_gone:
        return f"la structure {state.structure} a disparu de l'annuaire"
    if not state.is_active:
        return f"la structure {state.structure} est devenue inactive"
    if state.is_works_only:
        return f"la structure {state.structure} ne reçoit que des factures de travaux"
    return ""


def _service_trouble(state: _State, today: date) -> str:
    name = f"le service {state.code} de {state.structure}"
    if not state.has_service:
        return f"{name} n'existe pas dans l'annuaire"
    if state.code == RESERVED_SERVICE:
        return f"{name} est réservé aux factures entre administrations"
    if state.service_is_gone:
        return f"{name} a disparu de l'annuaire"
    if not state.service_is_active:
        return f"{name} est devenu inactif"
    if state.closes_on is None:
        return ""
    verb = "ferme" if state.closes_on >= today else "a fermé"
    return f"{name} {verb} le {format_date(state.closes_on)}"
