"""What the annuaire asks of an invoice, against the references that it gives.

The order is that of Chorus Pro's structures API: one of the two when the structure says so, and
its two other flags are not read then; else each that it requires; then what the named service
requires.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from wochorus.directory.queries import RESERVED_SERVICE

if TYPE_CHECKING:
    from wochorus.directory.queries import ServiceRules, StructureRules


class Missing(Enum):
    """A reference that the structure asks for and that is not given. The value is French."""

    EITHER = "la structure exige un code service ou un n° d'engagement"
    SERVICE = "la structure exige un code service"
    ENGAGEMENT = "la structure exige un n° d'engagement"


class ServiceFault(Enum):
    """Why the named service takes no such invoice. The value follows its code, in French."""

    RESERVED = "est réservé aux factures entre organismes publics"
    UNKNOWN = "n'existe pas dans l'annuaire Chorus"
    CLOSED = "a disparu de l'annuaire Chorus"
    INACTIVE = "est inactif dans l'annuaire Chorus"
    ENGAGEMENT = "exige un n° d'engagement"


def missing_references(
    structure: StructureRules, code_service: str, engagement: str
) -> list[Missing]:
    """List what ``structure`` asks for and the invoice does not give."""
    if structure.requires_service_or_engagement:
        return [] if code_service or engagement else [Missing.EITHER]
    missing = []
    if structure.requires_service and not code_service:
        missing.append(Missing.SERVICE)
    if structure.requires_engagement and not engagement:
        missing.append(Missing.ENGAGEMENT)
    return missing


def service_fault(
    structure: StructureRules, service: ServiceRules | None, code_service: str, engagement: str
) -> ServiceFault | None:
    """Say why the service named ``code_service`` takes no such invoice; nothing if none is named.

    Its engagement is not told when the structure asks for it already. ``service`` is what the
    annuaire knows under that code.
    """
    if not code_service:
        return None
    if code_service == RESERVED_SERVICE:
        return ServiceFault.RESERVED
    if service is None:
        return ServiceFault.UNKNOWN
    if service.is_closed:
        return ServiceFault.CLOSED
    if not service.is_active:
        return ServiceFault.INACTIVE
    told = Missing.ENGAGEMENT in missing_references(structure, code_service, engagement)
    is_missing = service.requires_engagement and not engagement and not told
    return ServiceFault.ENGAGEMENT if is_missing else None
