"""Reading the directory: what a structure or a service requires, and finding one by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Count, Q

from wochorus.directory.age import read_at
from wochorus.directory.models import DirectoryChange, DirectoryImport, Service, Structure
from wochorus.directory.search import Hit, search

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

__all__ = [
    "DirectoryStatus",
    "Hit",
    "ServiceRules",
    "StructureRules",
    "changes_of",
    "directory_status",
    "last_imports",
    "payment_reporters",
    "search",
    "services_by_code",
    "services_of",
    "structure_by_siret",
    "structures_by_siret",
]

RESERVED_SERVICE = "FACTURES_PUBLIQUES"
"""Exists in the directory, for invoices between public bodies only."""


@dataclass(frozen=True, slots=True)
class StructureRules:
    """What decides whether a structure takes an invoice (StA, StGE, StGS, StGSE)."""

    siret: str
    is_active: bool
    requires_engagement: bool
    requires_service: bool
    requires_service_or_engagement: bool
    is_works_only: bool
    is_closed: bool


@dataclass(frozen=True, slots=True)
class ServiceRules:
    """What decides whether a service takes an invoice (SvA, SvGE)."""

    siret: str
    code: str
    is_active: bool
    requires_engagement: bool
    is_closed: bool


@dataclass(frozen=True, slots=True)
class DirectoryStatus:
    """How much the directory holds."""

    structures: int
    active_structures: int
    closed_structures: int
    services: int
    active_services: int
    closed_services: int
    last_imports: list[DirectoryImport]

    @property
    def read_at(self) -> datetime | None:
        """When it was last whole; see `wochorus.directory.age`."""
        return read_at(self.last_imports)


def structure_by_siret(siret: str) -> Structure | None:
    """Find a structure, closed ones included."""
    return Structure.objects.filter(identifier=siret).first()


def structures_by_siret(sirets: Iterable[str]) -> dict[str, StructureRules]:
    """Find what each structure requires, in one query; the unknown are absent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT identifier, is_active, requires_engagement, requires_service,"
            " requires_service_or_engagement, is_works_only, closed_at IS NOT NULL"
            " FROM directory_structure WHERE identifier = ANY(%s)",
            [list(set(sirets))],
        )
        return {row[0]: StructureRules(*row) for row in cursor.fetchall()}


def payment_reporters(identifiers: Iterable[str]) -> dict[str, bool]:
    """Say of each structure whether it reports the payment, in one query; the unknown are absent.

    Source: the column ``GestionStatutMiseEnPaiement`` of the published directory.
    """
    found = Structure.objects.filter(identifier__in=set(identifiers) - {""})
    return dict(found.values_list("identifier", "reports_payment"))


def services_by_code(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], ServiceRules]:
    """Find what each service requires, from its SIRET and code, in one query."""
    wanted = list(set(pairs))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT structure.identifier, service.code, service.is_active,"
            " service.requires_engagement, service.closed_at IS NOT NULL"
            " FROM unnest(%s::text[], %s::text[]) AS wanted (siret, code)"
            " JOIN directory_structure structure ON structure.identifier = wanted.siret"
            " JOIN directory_service service"
            " ON service.structure_id = structure.id AND service.code = wanted.code",
            [[siret for siret, _ in wanted], [code for _, code in wanted]],
        )
        return {(row[0], row[1]): ServiceRules(*row) for row in cursor.fetchall()}


def services_of(structure: Structure) -> list[Service]:
    """List the services of a structure: those in use first, then by code."""
    return sorted(
        structure.services.all(),
        key=lambda service: (service.closed_at is not None, not service.is_active, service.code),
    )


def last_imports(origin: str | None = None) -> list[DirectoryImport]:
    """Find the last import of each kind and origin, structures before services."""
    imports = DirectoryImport.objects.order_by("origin", "kind", "-id").distinct("origin", "kind")
    if origin is not None:
        imports = imports.filter(origin=origin)
    return sorted(imports, key=lambda imported: (imported.origin, imported.kind != "structures"))


def changes_of(imported: DirectoryImport) -> Iterable[DirectoryChange]:
    """Go through what an import changed, by kind of change, then by identifier and service."""
    return (
        DirectoryChange.objects.filter(imported=imported)
        .order_by("kind", "identifier", "service_code")
        .iterator()
    )


def directory_status() -> DirectoryStatus:
    """Count what the directory holds."""
    is_closed = Q(closed_at__isnull=False)
    counts = {
        "active": Count("pk", filter=Q(is_active=True) & ~is_closed),
        "closed": Count("pk", filter=is_closed),
        "all": Count("pk"),
    }
    structures = Structure.objects.aggregate(**counts)
    services = Service.objects.aggregate(**counts)
    return DirectoryStatus(
        structures=structures["all"],
        active_structures=structures["active"],
        closed_structures=structures["closed"],
        services=services["all"],
        active_services=services["active"],
        closed_services=services["closed"],
        last_imports=last_imports(),
    )


def what_an_invoice_needs(structure: Structure) -> str:
    """Say in one French sentence what an invoice to this structure must carry.

    The order of the rules is that of Chorus Pro: *one of the two* goes before the two others.
    """
    if structure.requires_service_or_engagement:
        return "Une facture doit porter un code service ou un numéro d'engagement."
    match structure.requires_service, structure.requires_engagement:
        case True, True:
            return "Une facture doit porter un code service et un numéro d'engagement."
        case True, False:
            return "Une facture doit porter un code service."
        case False, True:
            return "Une facture doit porter un numéro d'engagement."
    return "Une facture n'a besoin ni de code service ni de numéro d'engagement."
