"""The routing: code service and engagement, as the structure and the service ask for them.

The rules are evaluated in the order of Chorus Pro's structures API: one of the two when the
structure says so, else each one that it requires, then what the named service requires.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.deposits.checks.anomaly import Candidate, Finding, Surroundings
from wochorus.directory.queries import RESERVED_SERVICE

if TYPE_CHECKING:
    from collections.abc import Iterator


def check_required_references(candidate: Candidate, around: Surroundings) -> Iterator[Finding]:
    """What the structure requires is there."""
    structure = around.structure_of(candidate)
    if structure is None:
        return
    service, engagement = candidate.code_service, candidate.engagement
    if structure.requires_service_or_engagement:
        if not service and not engagement:
            yield Finding(
                "SERVICE_OR_ENGAGEMENT_MISSING",
                "La structure exige un code service ou un n° d'engagement",
                "Donnez l'un des deux (colonnes Code service et N° engagement), puis importez le "
                "journal à nouveau.",
            )
        return
    if structure.requires_service and not service:
        yield Finding(
            "SERVICE_MISSING",
            "La structure exige un code service",
            f"Choisissez-en un : wochorus directory show {candidate.customer_siret}",
        )
    if structure.requires_engagement and not engagement:
        yield Finding(
            "ENGAGEMENT_MISSING",
            "La structure exige un n° d'engagement",
            "Demandez au client le numéro de son bon de commande et saisissez-le.",
        )


def check_service(candidate: Candidate, around: Surroundings) -> Iterator[Finding]:
    """The named service exists, is active, is open to suppliers, and has its engagement."""
    code, structure = candidate.code_service, around.structure_of(candidate)
    if not code or structure is None:
        return
    service = around.service_of(candidate)
    choose = f"Choisissez-en un autre : wochorus directory show {candidate.customer_siret}"
    if code == RESERVED_SERVICE:
        yield Finding(
            "SERVICE_RESERVED",
            f"Le service {code} est réservé aux factures entre organismes publics",
            choose,
        )
    elif service is None:
        yield Finding(
            "SERVICE_UNKNOWN", f"Le service {code} n'existe pas dans l'annuaire Chorus", choose
        )
    elif service.is_closed:
        yield Finding("SERVICE_CLOSED", f"Le service {code} a disparu de l'annuaire Chorus", choose)
    elif not service.is_active:
        yield Finding(
            "SERVICE_INACTIVE", f"Le service {code} est inactif dans l'annuaire Chorus", choose
        )
    elif (
        service.requires_engagement
        and not candidate.engagement
        and not structure.requires_engagement
    ):
        yield Finding(
            "SERVICE_ENGAGEMENT_MISSING",
            f"Le service {code} exige un n° d'engagement",
            "Demandez au client le numéro de son bon de commande et saisissez-le.",
        )
