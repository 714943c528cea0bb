"""`wochorus order`: the deposits asked for, what is left of them, and how to go on or stop."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click
from django.utils import timezone
from rich.markup import escape
from rich.table import Table

from wochorus.accounts.models import ChorusEnvironment
from wochorus.accounts.services import chorus_client
from wochorus.cli.app import FrenchGroup
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.confirmation import confirm
from wochorus.cli.counts import told_invoices, told_orders
from wochorus.cli.deposit_plan import left_to_the_service
from wochorus.cli.deposit_table import run_shown
from wochorus.cli.failures import fail_partially
from wochorus.cli.order_card import details_as_json, order_as_json, state_of, told_order
from wochorus.cli.output import emit_json, out
from wochorus.cli.progress import showing_progress
from wochorus.cli.selection import reading_option
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.dates import format_moment
from wochorus.core.errors import InvalidInput
from wochorus.deposits.heartbeats import last_reading
from wochorus.deposits.orders.drafts import left_drafts
from wochorus.deposits.orders.placing import (
    accept_reading,
    ask_cancel,
    ask_pause,
    leave_to_workers,
)
from wochorus.deposits.orders.preparing import prepare_order
from wochorus.deposits.orders.queries import (
    count_unsent,
    counts_by_order,
    counts_of,
    find_order,
    numbers_there_already,
    orders_of,
    rows_of,
)
from wochorus.deposits.orders.running import check_again
from wochorus.deposits.reservation import take_over_if_alone
from wochorus.deposits.services import Outcome, obey_if_alone
from wochorus.deposits.states import DepositMode, OrderState
from wochorus.deposits.tasks import wake_workers
from wochorus.deposits.workshop import Workshop

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.deposits.models import DepositOrder

_SHOWN = 50
_ORDERS = (
    TextColumn("Ordre"),
    TextColumn("Nom", least=30),
    TextColumn("Mode"),
    TextColumn("Créé le"),
    TextColumn("Par", least=8),
    TextColumn("État", least=12),
    TextColumn("Factures", least=16),
)


@click.group(cls=FrenchGroup)
def order() -> None:
    """Consulter les ordres de dépôt, les lancer, les mettre en pause, les annuler."""


@order.command("list")
@company_option
@click.option(
    "--limit",
    type=click.IntRange(1, 10_000),
    default=_SHOWN,
    show_default=True,
    help="Nombre d'ordres à montrer.",
)
@json_option
@needs_database
def show_all(company_code: str | None, limit: int, as_json: bool) -> None:
    """Lister les derniers ordres, du plus récent au plus ancien."""
    company = chosen_company(company_code)
    orders, total = orders_of(company, limit)
    counts = counts_by_order(orders)
    if as_json:
        emit_json(
            {
                "company": company.code,
                "environment": company.environment,
                "total": total,
                "orders": [order_as_json(each, counts[each.pk]) for each in orders],
            }
        )
        return
    announce(company)
    out.print(f"[dim]Flux : {escape(last_reading(company))}[/]")
    left = left_drafts(orders)
    rows = [
        (
            str(each.pk),
            each.name,
            str(DepositMode(each.mode).label),
            format_moment(timezone.localtime(each.created_at)),
            "le service" if each.unattended else each.actor,
            state_of(each, left),
            told_invoices(counts[each.pk]),
        )
        for each in orders
    ]
    print_columns(_ORDERS, rows, [each.message for each in orders])
    shown = f" (les derniers sur {total})" if total > len(orders) else ""
    out.print(f"{told_orders(each.state for each in orders)}{shown}")


@order.command("show")
@click.argument("number", type=int, metavar="ORDRE")
@company_option
@click.option("--history", "whole", is_flag=True, help="Montrer aussi l'histoire de chaque flux.")
@json_option
@needs_database
def show(number: int, company_code: str | None, *, whole: bool, as_json: bool) -> None:
    """Montrer un ordre : ce qui est demandé, le sort de chaque facture, et son histoire."""
    company = chosen_company(company_code)
    found = _found(company, number)
    if as_json:
        emit_json({**order_as_json(found, counts_of(found)), **details_as_json(found)})
        return
    announce(company)
    out.print("\n".join(escape(line) for line in told_order(found)))
    table = Table("N° pièce", "Flux", "Fichier", "État", "Rapport")
    for row in rows_of(found):
        flow = "" if row.flow_id is None else str(row.flow_id)
        table.add_row(
            escape(row.number), flow, escape(row.file_name), row.state, escape(row.report)
        )
    out.print(table)
    events = found.events.order_by("pk")
    for event in events if whole else events.filter(flow__isnull=True):
        moment = format_moment(timezone.localtime(event.at))
        out.print(f"{moment}  {event.kind_label}  {escape(event.message)}  [dim]{event.actor}[/]")


@order.command("start")
@click.argument("number", type=int, metavar="ORDRE")
@company_option
@click.option(
    "--background",
    is_flag=True,
    help="Confier l'envoi au service (wochorus worker) au lieu d'attendre ici.",
)
@reading_option
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation en PRODUCTION.")
@needs_database
def start(
    number: int, company_code: str | None, *, background: bool, accepts_reading: bool, yes: bool
) -> None:
    """Envoyer ce qui attend dans un ordre prêt ou en pause, avec les fichiers déjà préparés.

    Une facture qui a changé depuis, ou qui a une anomalie de plus, est d'abord préparée à nouveau.
    Un ordre dont la préparation a été interrompue est préparé jusqu'au bout, puis envoyé.
    """
    company = chosen_company(company_code)
    take_over_if_alone(company)
    found = _found(company, number)
    _require_startable(company, found)
    if accepts_reading:
        accept_reading(found)
    announce(company)
    start_order(company, found, background=background, yes=yes)


def start_order(
    company: Company,
    found: DepositOrder,
    *,
    background: bool = False,
    yes: bool = False,
    is_new: bool = False,
) -> None:
    """Prepare what is left to prepare of an order, then send it here or leave it to the workers.

    ``is_new`` tells that it was placed just now: no preparation was interrupted.
    """
    with Workshop() as workshop:
        _make_ready(found, workshop, is_new=is_new)
        invoices = count_unsent(found)
        _confirm(company, invoices, yes=yes)
        if background:
            leave_to_workers(found)
            wake_workers()
            out.print(left_to_the_service(found))
            return
        with chorus_client(company, interval_ms=found.wait_ms) as client:
            result = run_shown(found, invoices, client, workshop)
    there = numbers_there_already(found)
    left = [
        line
        for line in result.lines
        if line.outcome is not Outcome.DEPOSITED
        and not (line.outcome is Outcome.NOT_SENT and line.number in there)
    ]
    if there:
        out.print(f"{len(there)} facture(s) déjà déposée(s) par un autre dépôt.")
    if left:
        fail_partially(
            f"{len(left)} facture(s) non déposée(s)",
            remedy=f"Voyez « wochorus order show {found.pk} », puis « wochorus follow ».",
        )
    out.print("Lancez « wochorus follow » : Chorus Pro dira ce qu'il a intégré.")


def _make_ready(found: DepositOrder, workshop: Workshop, *, is_new: bool) -> None:
    """Check once more what lies ready; of a draft that was left, prepare the rest."""
    check_again(found, workshop, timezone.localdate())
    if found.state != OrderState.DRAFT:
        return
    with showing_progress("factures") as tell:
        prepare_order(
            found,
            workshop,
            checking=partial(tell, "Règles officielles"),
            making=partial(tell, "Fichiers"),
        )
    out.print(found.message if is_new else f"Préparation reprise et finie. {found.message}")


@order.command("pause")
@click.argument("number", type=int, metavar="ORDRE")
@company_option
@needs_database
def pause(number: int, company_code: str | None) -> None:
    """Mettre un ordre en pause : il s'arrête avant son prochain flux."""
    company = chosen_company(company_code)
    take_over_if_alone(company)
    found = _found(company, number)
    ask_pause(found)
    obey_if_alone(found)
    how = (
        "est en pause" if found.state == OrderState.PAUSED else "s'arrêtera avant son prochain flux"
    )
    out.print(f"L'ordre {found.pk} {how} ; « wochorus order start {found.pk} » le reprendra.")


@order.command("cancel")
@click.argument("number", type=int, metavar="ORDRE")
@company_option
@needs_database
def cancel(number: int, company_code: str | None) -> None:
    """Annuler ce qui n'est pas encore parti ; ce qui est parti reste suivi."""
    company = chosen_company(company_code)
    take_over_if_alone(company)
    found = _found(company, number)
    ask_cancel(found)
    obey_if_alone(found)
    if found.state == OrderState.CANCELLED:
        out.print(f"Ordre {found.pk} annulé : ses factures restent à déposer.")
    else:
        out.print(f"L'ordre {found.pk} sera annulé avant son prochain flux.")


def _found(company: Company, number: int) -> DepositOrder:
    found = find_order(company, number)
    if found is None:
        raise InvalidInput(
            f"L'ordre {number} n'existe pas pour {company.name}",
            remedy="Voyez « wochorus order list ».",
        )
    return found


def _require_startable(company: Company, found: DepositOrder) -> None:
    if found.environment != company.environment:
        raise InvalidInput(
            f"L'ordre {found.pk} a été préparé pour un autre environnement "
            f"({ChorusEnvironment(found.environment).label})",
            remedy=f"Annulez-le (wochorus order cancel {found.pk}), puis préparez-en un autre.",
        )
    if found.state == OrderState.DRAFT and found.unattended:
        raise InvalidInput(
            f"L'ordre {found.pk} est confié au service, qui le prépare",
            remedy="Rien à faire. « wochorus worker » ou « wochorus serve » doit tourner.",
        )
    if found.state not in (OrderState.DRAFT, OrderState.PLANNED, OrderState.PAUSED):
        raise InvalidInput(
            f"L'ordre {found.pk} ne peut pas être lancé : il est {found.get_state_display()}",
            remedy=f"Voyez « wochorus order show {found.pk} ».",
        )


def _confirm(company: Company, invoices: int, *, yes: bool) -> None:
    if company.environment != ChorusEnvironment.PRODUCTION or not invoices:
        return
    confirm(
        f"Déposer {invoices} facture(s) de {company.name} sur Chorus Pro en PRODUCTION ?",
        yes=yes,
        what=f"Un dépôt en PRODUCTION demande une confirmation ({invoices} facture(s) de "
        f"{company.name})",
    )
