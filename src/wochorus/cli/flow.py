"""`wochorus flow`: what was sent, when, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from django.utils import timezone
from rich.markup import escape
from rich.table import Table

from wochorus.cli.app import FrenchGroup
from wochorus.cli.follow import flow_as_json, print_flows
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.dates import format_moment
from wochorus.core.errors import InvalidInput
from wochorus.deposits.queries import find_flow, flows_of

if TYPE_CHECKING:
    from wochorus.deposits.models import Flow


@click.group(cls=FrenchGroup)
def flow() -> None:
    """Consulter les flux déposés."""


@flow.command("list")
@company_option
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@json_option
@needs_database
def show_all(company_code: str | None, limit: int, as_json: bool) -> None:
    """Lister les derniers flux, du plus récent au plus ancien."""
    company = chosen_company(company_code)
    flows, total = flows_of(company, limit)
    if as_json:
        emit_json(
            {
                "company": company.code,
                "environment": company.environment,
                "total": total,
                "flows": [flow_as_json(item) for item in flows],
            }
        )
        return
    announce(company)
    print_flows(flows)
    out.print(f"{len(flows)} / {total} flux affichés")


@flow.command("show")
@click.argument("reference")
@company_option
@json_option
@needs_database
def show(reference: str, company_code: str | None, as_json: bool) -> None:
    """Montrer un flux (son id ou son n° Chorus), ses factures et son histoire."""
    company = chosen_company(company_code)
    found = find_flow(company, reference)
    if found is None:
        raise InvalidInput(
            f"Le flux « {reference} » n'existe pas",
            where=f"société {company.code}",
            remedy="Voyez « wochorus flow list ».",
        )
    if as_json:
        emit_json({"company": company.code, **flow_as_json(found), **_details(found)})
        return
    announce(company)
    print_flows([found])
    _print_lines(found)
    _print_history(found)


def _details(found: Flow) -> dict[str, object]:
    return {
        "invoices": [
            {"number": line.invoice.number, "state": line.state, "message": line.message}
            for line in found.lines.select_related("invoice").order_by("position")
        ],
        "events": [
            {"at": event.at, "kind": event.kind, "message": event.message, "actor": event.actor}
            for event in found.events.order_by("id")
        ],
        "report": found.report,
    }


def _print_lines(found: Flow) -> None:
    table = Table("N° facture", "État", "Motif", box=None, padding=(0, 1))
    for line in found.lines.select_related("invoice").order_by("position"):
        table.add_row(escape(line.invoice.number), line.get_state_display(), escape(line.message))
    out.print(table)


def _print_history(found: Flow) -> None:
    table = Table("Quand", "Quoi", "Détail", "Qui", box=None, padding=(0, 1))
    for event in found.events.order_by("id"):
        moment = format_moment(timezone.localtime(event.at))
        table.add_row(moment, event.kind_label, escape(event.message), escape(event.actor))
    out.print(table)
