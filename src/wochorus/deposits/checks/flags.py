"""The six flags of the annuaire that stand beside each anomaly, in the words of the trade."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wochorus.directory.queries import ServiceRules, StructureRules

FLAG_TITLES = {
    "StA": "Structure active",
    "StGE": "La structure exige un n° d'engagement",
    "StGS": "La structure exige un code service",
    "StGSE": "La structure exige l'un des deux",
    "SvA": "Service actif",
    "SvGE": "Le service exige un n° d'engagement",
}
FLAGS = tuple(FLAG_TITLES)


def flags(structure: StructureRules | None, service: ServiceRules | None) -> dict[str, bool | None]:
    """Give the six flags; ``None`` where the annuaire knows nothing."""
    told: list[bool | None] = [None] * len(FLAGS)
    if structure is not None:
        told[:4] = [
            structure.is_active and not structure.is_closed,
            structure.requires_engagement,
            structure.requires_service,
            structure.requires_service_or_engagement,
        ]
    if service is not None:
        told[4:] = [service.is_active and not service.is_closed, service.requires_engagement]
    return dict(zip(FLAGS, told, strict=True))
