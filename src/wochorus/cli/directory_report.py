"""What the commands of the directory print: hits, a structure, changes, the status."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from rich.markup import escape
from rich.table import Table

from wochorus.cli.columns import TextColumn as Column
from wochorus.cli.columns import print_columns
from wochorus.cli.directory_import_report import thousands
from wochorus.cli.output import out
from wochorus.core.dates import format_moment
from wochorus.core.identifiers import format_siret
from wochorus.directory.age import HOW_TO_REFRESH, is_stale, told_age
from wochorus.directory.columns import COLUMNS
from wochorus.directory.queries import RESERVED_SERVICE, what_an_invoice_needs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from wochorus.contracts.drift import Drift
    from wochorus.directory.models import DirectoryChange, DirectoryImport, Service, Structure
    from wochorus.directory.queries import DirectoryStatus, Hit

_CHANGE_NAMES = {
    "added": "ajout",
    "changed": "modification",
    "closed": "fermeture",
    "reopened": "réouverture",
}
_STRUCTURE_FLAGS = {
    "is_active": "StA · structure active",
    "requires_engagement": "StGE · n° d'engagement obligatoire",
    "requires_service": "StGS · code service obligatoire",
    "requires_service_or_engagement": "StGSE · code service ou n° d'engagement",
    "is_works_authority": "Maître d'ouvrage (reçoit des factures de travaux)",
    "is_works_only": "Maître d'ouvrage uniquement (rien que des travaux)",
    "reports_payment": "Remonte la mise en paiement",
}
_SERVICE_FLAGS = {"is_active": "SvA", "requires_engagement": "SvGE"}
_TITLES = {column.field: column.title for kind in COLUMNS for column in COLUMNS[kind]}
_ADDRESS_FIELDS = (
    *("address", "address_extra_1", "address_extra_2", "postcode", "town"),
    *("phone", "email", "country_code", "country_name"),
)


def print_hits(hits: Sequence[Hit], limit: int) -> None:
    """List the structures that were found with their flags."""
    columns = (
        *(Column("SIRET"), Column("Raison sociale", least=20), Column("CP"), Column("Ville")),
        *(Column("StA"), Column("StGE"), Column("StGS"), Column("StGSE"), Column("Remarque")),
    )
    rows = [
        (
            *(format_siret(hit.identifier), hit.name, hit.postcode, hit.town),
            _yes(hit.is_active),
            _yes(hit.requires_engagement),
            _yes(hit.requires_service),
            _yes(hit.requires_service_or_engagement),
            _remark(hit),
        )
        for hit in hits
    ]
    print_columns(columns, rows)
    more = " au moins : précisez, ou augmentez --limit" if len(hits) == limit else ""
    out.print(f"{len(hits)} structure(s){more}.")


def _remark(hit: Hit) -> str:
    remarks = (
        (hit.is_closed, "disparue de l'annuaire"),
        (not hit.is_active, "inactive"),
        (hit.is_works_only, "travaux uniquement"),
        (hit.is_approximate, "approché"),
    )
    return ", ".join(text for applies, text in remarks if applies)


def hit_as_json(hit: Hit) -> dict[str, Any]:
    """Give a structure that was found."""
    return asdict(hit)


def print_structure(structure: Structure, services: Sequence[Service]) -> None:
    """Show a structure in words, then its services."""
    identifier = format_siret(structure.identifier)
    out.print(f"[bold]{escape(structure.name)}[/]  {escape(identifier)}")
    address = " ".join(
        part
        for part in (
            *(structure.address, structure.address_extra_1, structure.address_extra_2),
            *(structure.postcode, structure.town, structure.country_name),
        )
        if part
    )
    out.print(escape(address))
    contact = " · ".join(part for part in (structure.phone, structure.email) if part)
    if contact:
        out.print(escape(contact))
    for sentence in _standing(structure):
        out.print(sentence)
    table = Table(show_header=False, box=None, pad_edge=False)
    for field, label in _STRUCTURE_FLAGS.items():
        table.add_row(label, _yes(getattr(structure, field)))
    out.print(table)
    out.print(f"[bold]{what_an_invoice_needs(structure)}[/]")
    _print_services(services)


def _standing(structure: Structure) -> list[str]:
    sentences = []
    if structure.closed_at:
        day = format_moment(timezone.localtime(structure.closed_at))
        sentences.append(f"[bold red]Disparue de l'annuaire[/] depuis l'import du {day}.")
    if not structure.is_active:
        sentences.append("[bold red]Inactive[/] : elle ne reçoit plus de factures.")
    if structure.is_works_only:
        sentences.append("[bold yellow]Maître d'ouvrage uniquement[/] : que des travaux.")
    return sentences


def _print_services(services: Sequence[Service]) -> None:
    if not services:
        out.print("Aucun service.")
        return
    columns = (
        *(Column("Code service"), Column("Nom", least=20), Column("SvA"), Column("SvGE")),
        Column("Ce qu'il faut savoir"),
    )
    rows = [
        (
            *(service.code, service.name, _yes(service.is_active)),
            *(_yes(service.requires_engagement), _service_note(service)),
        )
        for service in services
    ]
    print_columns(columns, rows)


def _service_note(service: Service) -> str:
    if service.closed_at:
        return "disparu de l'annuaire"
    if not service.is_active:
        return "inactif : ne pas l'employer"
    if service.code == RESERVED_SERVICE:
        return "réservé aux factures entre entités publiques : ne pas l'employer"
    return "n° d'engagement obligatoire" if service.requires_engagement else ""


def structure_as_json(structure: Structure, services: Sequence[Service]) -> dict[str, Any]:
    """Give a structure, what it requires, and its services."""
    fields = ("identifier", "identifier_type", "name", *_STRUCTURE_FLAGS, *_ADDRESS_FIELDS)
    return {
        **{field: getattr(structure, field) for field in (*fields, "origin", "closed_at")},
        "invoice_needs": what_an_invoice_needs(structure),
        "services": [_service_as_json(service) for service in services],
    }


def _service_as_json(service: Service) -> dict[str, Any]:
    fields = ("code", "name", "is_active", "requires_engagement", "chorus_id", *_ADDRESS_FIELDS)
    return {
        **{field: getattr(service, field) for field in (*fields, "origin", "closed_at")},
        "is_reserved": service.code == RESERVED_SERVICE,
    }


def print_changes(imported: DirectoryImport, changes: Sequence[DirectoryChange]) -> None:
    """List what an import changed, under its heading."""
    heading = f"{imported.kind.capitalize()} · {imported.origin} · {_local(imported.finished_at)}"
    out.print(f"[bold]{escape(heading)}[/] · {escape(imported.file_name)}")
    if not changes:
        out.print(_why_no_change(imported))
        return
    columns = (Column("Changement"), Column("SIRET"), Column("Code service"), Column("Détail"))
    rows = [
        (
            _CHANGE_NAMES[change.kind],
            format_siret(change.identifier),
            change.service_code,
            _difference(change),
        )
        for change in changes
    ]
    print_columns(columns, rows)


def _why_no_change(imported: DirectoryImport) -> str:
    if imported.added:
        return f"Premier import de cette source : {thousands(imported.added)} lignes ajoutées."
    return "Aucun changement."


def _difference(change: DirectoryChange) -> str:
    before, after = change.before or {}, change.after or {}
    if change.kind in {"added", "closed"}:
        return str((after or before).get("name", ""))
    return " ; ".join(
        f"{_field_name(change, field)} : {_shown(before[field])} → {_shown(after[field])}"
        for field in sorted(after)
    )


def _field_name(change: DirectoryChange, field: str) -> str:
    """Name a field by its flag, or else by the title of its published column."""
    if change.service_code and field in _SERVICE_FLAGS:
        return _SERVICE_FLAGS[field]
    label = _STRUCTURE_FLAGS.get(field) or _TITLES[field]
    return label.partition(" · ")[0]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _yes(value)
    return str(value) if value not in {None, ""} else "(vide)"


def change_as_json(change: DirectoryChange) -> dict[str, Any]:
    """Give one change."""
    fields = ("kind", "identifier", "service_code", "before", "after")
    return {field: getattr(change, field) for field in fields}


def import_as_json(imported: DirectoryImport) -> dict[str, Any]:
    """Give one import and its counts."""
    fields = (
        *("kind", "origin", "file_name", "file_sha256", "started_at", "finished_at", "rows"),
        *("added", "changed", "closed", "reopened", "unchanged", "rejected", "orphaned"),
        "is_repeat",
    )
    return {field: getattr(imported, field) for field in fields}


def print_status(status: DirectoryStatus) -> None:
    """Say how much the directory holds and when it was imported."""
    table = Table("", "Total", "Actifs", "Disparus", box=None, pad_edge=False)
    for name, *counts in (
        ("Structures", status.structures, status.active_structures, status.closed_structures),
        ("Services", status.services, status.active_services, status.closed_services),
    ):
        table.add_row(name, *map(thousands, counts))
    out.print(table)
    for imported in status.last_imports:
        out.print(
            f"Dernier import de {imported.kind} ({escape(imported.origin)}) : "
            f"{_local(imported.finished_at)}, {escape(imported.file_name)}"
        )
    now = timezone.now()
    if status.last_imports and is_stale(status.read_at, now):
        age = told_age(status.read_at, now)
        out.print(f"[yellow]Attention :[/] annuaire {age}. {HOW_TO_REFRESH}", soft_wrap=True)


def status_as_json(status: DirectoryStatus) -> dict[str, Any]:
    """Give the counts and the last imports."""
    answer: dict[str, Any] = {
        field: getattr(status, field)
        for field in (
            *("structures", "active_structures", "closed_structures"),
            *("services", "active_services", "closed_services"),
        )
    }
    answer["read_at"] = status.read_at
    answer["is_stale"] = is_stale(status.read_at, timezone.now())
    return {**answer, "last_imports": [import_as_json(found) for found in status.last_imports]}


def _local(moment: datetime) -> str:
    return format_moment(timezone.localtime(moment))


def _yes(value: object) -> str:
    return "oui" if value else "non"


def print_drifts(drifts: Sequence[Drift]) -> None:
    """Print what the annuaire no longer takes, with the customers and the contracts concerned."""
    for drift in drifts:
        out.print(f"[bold]{escape(drift.sentence[0].upper() + drift.sentence[1:])}[/] :")
        for customer in drift.users.customers:
            out.print(
                f"  {escape(customer.company.code)} · {escape(customer.code)}  "
                f"{escape(customer.name)}",
                soft_wrap=True,
            )
        for contract in drift.users.contracts:
            out.print(
                f"  {escape(contract.company.code)} · contrat {escape(contract.number)}  "
                f"{escape(contract.customer.name)}",
                soft_wrap=True,
            )
    told = "rien n'a bougé sous vos clients." if not drifts else f"{len(drifts)} à revoir."
    out.print(f"Annuaire : {told}")


def drift_as_json(drift: Drift) -> dict[str, Any]:
    """Give a trouble of the annuaire and whom it touches."""
    return {
        **asdict(drift.trouble),
        "customers": [
            {"company": one.company.code, "code": one.code, "name": one.name}
            for one in drift.users.customers
        ],
        "contracts": [
            {"company": one.company.code, "number": one.number, "name": one.customer.name}
            for one in drift.users.contracts
        ],
    }
