"""What the commands of the directory print: the outcome of an import, hits, a structure."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from wochorus.cli.columns import TextColumn as Column
from wochorus.cli.columns import print_columns
from wochorus.cli.output import out
from wochorus.core.dates import format_moment
from wochorus.core.identifiers import format_siret
from wochorus.directory.columns import COLUMNS
from wochorus.directory.queries import RESERVED_SERVICE, what_an_invoice_needs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from rich.progress import Task, TaskID

    from wochorus.directory.models import DirectoryChange, DirectoryImport, Service, Structure
    from wochorus.directory.outcome import Outcome, Refusals
    from wochorus.directory.queries import DirectoryStatus, Hit

REFUSALS_SHOWN = 20
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


class _Rate(ProgressColumn):
    """How many rows a second."""

    def render(self, task: Task) -> Text:
        """Show the speed once it is known."""
        speed = task.finished_speed or task.speed
        return Text(f"{_thousands(int(speed))} lignes/s" if speed else "")


@contextmanager
def showing_progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar with its rate on standard error while the block runs."""
    columns = (TextColumn("{task.description}"), BarColumn(), _Rate(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(escape(step), total=total)
            bar.update(tasks[step], completed=done, total=total)

        yield tell


def print_refusals(refusals: Refusals) -> None:
    """List the first refused cells and say how many there are."""
    table = Table("Fichier", "Ligne", "Colonne", "Valeur", "Attendu", box=None, pad_edge=False)
    for refusal in refusals.first[:REFUSALS_SHOWN]:
        table.add_row(
            escape(refusal.file),
            str(refusal.row),
            escape(refusal.column),
            escape(refusal.value[:60]) if refusal.value else "[dim](vide)[/]",
            refusal.expected,
        )
    out.print(table)
    hidden = refusals.cells - min(REFUSALS_SHOWN, len(refusals.first))
    if hidden:
        out.print(f"… et {_thousands(hidden)} autres.")


def refusals_as_json(refusals: Refusals) -> dict[str, Any]:
    """Give the refused cells that were kept (the first thousand), and the totals."""
    return {
        "refused_cells": refusals.cells,
        "refused_rows": refusals.rows,
        "refusals": [asdict(refusal) for refusal in refusals.first],
    }


def print_outcome(outcome: Outcome) -> None:
    """Say in a few lines what an import changed."""
    files = escape(", ".join(outcome.files))
    if outcome.is_repeat:
        out.print(f"{_name(outcome)} : [bold]inchangé[/], {files} est déjà importé.")
        return
    counts = (
        (outcome.added, "ajoutées"),
        (outcome.changed, "modifiées"),
        (outcome.reopened, "rouvertes"),
        (outcome.closed, "fermées"),
        (outcome.unchanged, "inchangées"),
    )
    told = ", ".join(f"[bold]{_thousands(count)}[/] {word}" for count, word in counts)
    out.print(f"{_name(outcome)} ({_thousands(outcome.rows)} lignes de {files}) : {told}.")
    _print_warnings(outcome)


def _print_warnings(outcome: Outcome) -> None:
    if outcome.refusals.rows:
        print_refusals(outcome.refusals)
    if outcome.kept_open:
        out.print(
            f"[yellow]{_thousands(outcome.kept_open)} lignes absentes n'ont pas été fermées[/] : "
            "des lignes du fichier ont été refusées, ce sont peut-être les mêmes."
        )
    if outcome.orphaned:
        named = ", ".join(f"{orphan.identifier} {orphan.code}" for orphan in outcome.first_orphans)
        out.print(
            f"[yellow]{_thousands(outcome.orphaned)} services laissés de côté[/] : leur structure "
            f"n'est pas dans l'annuaire ({escape(named)}"
            f"{'…' if outcome.orphaned > len(outcome.first_orphans) else ''}). "
            "Importez le fichier des structures avec celui des services."
        )
    if outcome.unknown_columns:
        names = escape(", ".join(outcome.unknown_columns))
        out.print(f"[yellow]Colonnes inconnues, non lues[/] : {names}.")


def _name(outcome: Outcome) -> str:
    return outcome.kind.capitalize()


def outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    """Give all that an import told."""
    answer = asdict(outcome)
    del answer["refusals"]
    return answer | refusals_as_json(outcome.refusals)


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
        return f"Premier import de cette source : {_thousands(imported.added)} lignes ajoutées."
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
        table.add_row(name, *map(_thousands, counts))
    out.print(table)
    for imported in status.last_imports:
        out.print(
            f"Dernier import de {imported.kind} ({escape(imported.origin)}) : "
            f"{_local(imported.finished_at)}, {escape(imported.file_name)}"
        )


def status_as_json(status: DirectoryStatus) -> dict[str, Any]:
    """Give the counts and the last imports."""
    answer = {
        field: getattr(status, field)
        for field in (
            *("structures", "active_structures", "closed_structures"),
            *("services", "active_services", "closed_services"),
        )
    }
    return {**answer, "last_imports": [import_as_json(found) for found in status.last_imports]}


def _local(moment: datetime) -> str:
    return format_moment(timezone.localtime(moment))


def _yes(value: object) -> str:
    return "oui" if value else "non"


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")
