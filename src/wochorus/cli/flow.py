"""`wochorus flow`: what was sent, when, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from django.utils import timezone
from rich.markup import escape
from rich.table import Table

from wochorus.choruspro.catalogue import explain, in_plain_words
from wochorus.cli.app import FrenchGroup
from wochorus.cli.chorus.explaining import explanation_as_json
from wochorus.cli.confirmation import confirm
from wochorus.cli.follow import flow_as_json, print_flows
from wochorus.cli.order import start_order
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
from wochorus.deposits.heartbeats import last_reading
from wochorus.deposits.orders.placing import cancel
from wochorus.deposits.queries import find_flow, flows_of
from wochorus.deposits.resending import GIVEN_BACK, can_be_resent, resend, to_place_again
from wochorus.deposits.resolution import (
    declare_not_received,
    declare_submitted,
    note_flow_number,
    settle_by_hand,
)
from wochorus.deposits.states import FlowState, LineState, OrderState

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.choruspro.catalogue import Explanation
    from wochorus.deposits.models import Flow, FlowLine


@click.group(cls=FrenchGroup)
def flow() -> None:
    """Consulter les flux déposés, régler ceux restés sans réponse."""


@flow.command("list")
@company_option
@click.option(
    "--limit",
    type=click.IntRange(1, 10_000),
    default=50,
    show_default=True,
    help="Nombre de flux à montrer.",
)
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
    out.print(f"[dim]Flux : {escape(last_reading(company))}[/]")
    print_flows(flows)
    out.print(f"{len(flows)} flux" + (f" (les derniers sur {total})" if total > len(flows) else ""))


@flow.command("show")
@click.argument("reference", metavar="FLUX")
@company_option
@json_option
@needs_database
def show(reference: str, company_code: str | None, as_json: bool) -> None:
    """Montrer un flux (son id ou son n° Chorus), ses factures et son histoire."""
    company = chosen_company(company_code)
    found = _found(company, reference)
    if as_json:
        emit_json({"company": company.code, **flow_as_json(found), **_details(found)})
        return
    announce(company)
    print_flows([found])
    _print_lines(found)
    _print_history(found)
    if found.state in GIVEN_BACK:
        _tell_what_comes_next(found)


@flow.command("resolve")
@click.argument("reference", metavar="FLUX")
@company_option
@click.option("--flow-number", metavar="N°", help="Le portail a ce flux : voici son numéro.")
@click.option("--not-received", is_flag=True, help="Le portail n'a pas ce flux, ou ces factures.")
@click.option("--integrated", is_flag=True, help="Le portail a les factures encore attendues.")
@click.option(
    "--number",
    "numbers",
    metavar="N°",
    multiple=True,
    help="D'un flux déposé, cette facture seulement (répétable).",
)
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@needs_database
def resolve(
    reference: str,
    company_code: str | None,
    flow_number: str | None,
    not_received: bool,
    integrated: bool,
    numbers: tuple[str, ...],
    yes: bool,
) -> None:
    """Régler à la main un flux dont Chorus Pro ne dit rien, après l'avoir cherché sur le portail.

    Un flux incertain se règle par --flow-number ou --not-received (une facture soumise en PDF ou
    saisie n'a pas de n° de flux : --integrated) ; un flux déposé dont le sort reste inconnu, par
    --integrated ou --not-received, facture par facture avec --number.

    N'y recourez que si « wochorus follow » ne peut conclure. Déclarer non reçu un flux que
    Chorus Pro a reçu ferait partir ses factures deux fois.
    """
    if [flow_number is not None, not_received, integrated].count(True) != 1:
        raise click.UsageError("Donnez --flow-number N°, --not-received ou --integrated")
    company = chosen_company(company_code)
    found = _found(company, reference)
    announce(company)
    if flow_number is not None:
        note_flow_number(found, flow_number)
        out.print(f"Flux {found.pk} : n° {found.flow_number} noté. Suivez-le : wochorus follow")
        return
    if integrated and found.state == FlowState.AMBIGUOUS and not numbers:
        _confirm(f"Flux {found.pk} : déclarer sa facture présente sur le portail ?", yes=yes)
        declare_submitted(found)
        out.print(f"Flux {found.pk} : facture présente, flux {found.get_state_display()}.")
        return
    if integrated or found.state == FlowState.DEPOSITED:
        _settle_by_hand(found, integrated=integrated, numbers=numbers, yes=yes)
        return
    if numbers:
        raise click.UsageError("--number ne sert que pour un flux déposé")
    count = found.lines.count()
    _confirm(f"Libérer les {count} facture(s) du flux {found.pk}, absentes du portail ?", yes=yes)
    declare_not_received(found)
    out.print(f"Flux {found.pk} : ses {count} facture(s) sont à déposer à nouveau.")
    _tell_what_comes_next(found)


@flow.command("resend")
@click.argument("reference", metavar="FLUX")
@company_option
@click.option(
    "--background",
    is_flag=True,
    help="Confier l'envoi au service (wochorus worker) au lieu d'attendre ici.",
)
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation en PRODUCTION.")
@needs_database
def send_again(reference: str, company_code: str | None, background: bool, yes: bool) -> None:
    """Renvoyer les factures d'un flux en incident, non reçu ou abandonné.

    Un nouvel ordre est placé pour ces factures-là, avec les options du premier : même mode, même
    format, même nom. Ce qui a changé depuis part tel qu'il est au journal.
    """
    company = chosen_company(company_code)
    found = _found(company, reference)
    announce(company)
    placed = resend(found)
    out.print(f"{placed.items.count()} facture(s) du flux {found.pk} : ordre {placed.pk}.")
    try:
        start_order(company, placed, background=background, yes=yes, is_new=True)
    finally:
        placed.refresh_from_db()
        if placed.state in (OrderState.DRAFT, OrderState.PLANNED):
            cancel(placed)


def _tell_what_comes_next(found: Flow) -> None:
    """Say whether the invoices given back leave by themselves, or how to send them."""
    found.refresh_from_db()
    if to_place_again().filter(pk=found.pk).exists():
        out.print(
            f"Rien d'autre à faire : l'ordre {found.order_id} était confié au service, qui les "
            "déposera à nouveau de lui-même (« wochorus serve » ou « wochorus worker » doit "
            "tourner)."
        )
    elif can_be_resent(found):
        out.print(f"Elles ne repartent pas d'elles-mêmes : wochorus flow resend {found.pk}")


def _settle_by_hand(found: Flow, *, integrated: bool, numbers: tuple[str, ...], yes: bool) -> None:
    which = ", ".join(numbers) or "toutes les factures encore attendues"
    verb = "présentes sur le portail" if integrated else "absentes du portail, et les libérer"
    _confirm(f"Flux {found.pk} : déclarer {verb} ({which}) ?", yes=yes)
    to = LineState.INTEGRATED if integrated else LineState.RELEASED
    count = settle_by_hand(found, to, numbers)
    out.print(f"Flux {found.pk} : {count} facture(s) réglée(s), flux {found.get_state_display()}.")
    if not integrated:
        _tell_what_comes_next(found)


def _confirm(question: str, *, yes: bool) -> None:
    confirm(question, yes=yes, what="Cette décision demande une confirmation")


def _found(company: Company, reference: str) -> Flow:
    found = find_flow(company, reference)
    if found is None:
        raise InvalidInput(
            f"Le flux « {reference} » n'existe pas",
            where=f"société {company.code}",
            remedy="Voyez « wochorus flow list ».",
        )
    return found


def _details(found: Flow) -> dict[str, object]:
    return {
        "invoices": [
            {
                "number": line.invoice.number,
                "state": line.state,
                "message": line.message,
                "explanations": [explanation_as_json(one) for one in _explained(line)],
            }
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
        told = "\n".join(_told(one) for one in _explained(line)) or line.message
        table.add_row(escape(line.invoice.number), line.get_state_display(), escape(told))
    out.print(table)


def _explained(line: FlowLine) -> tuple[Explanation, ...]:
    """Explain why Chorus Pro refused an invoice; of any other there is nothing to explain."""
    return explain(line.message) if line.state == LineState.REFUSED else ()


def _told(explanation: Explanation) -> str:
    said = in_plain_words(str(explanation.said))
    return f"{said}\n→ {explanation.remedy}" if explanation.is_known else said


def _print_history(found: Flow) -> None:
    table = Table("Quand", "Quoi", "Détail", "Qui", box=None, padding=(0, 1))
    for event in found.events.order_by("id"):
        moment = format_moment(timezone.localtime(event.at))
        table.add_row(moment, event.kind_label, escape(event.message), escape(event.actor))
    out.print(table)
