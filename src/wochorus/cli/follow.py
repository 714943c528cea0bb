"""`wochorus follow`: asking Chorus Pro until each flow has its final state."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from wochorus.accounts.models import ChorusEnvironment
from wochorus.accounts.services import chorus_client
from wochorus.choruspro.catalogue import flow_state_meaning
from wochorus.cli.app import FrenchHelp
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.counts import told_invoices
from wochorus.cli.failures import fail_partially
from wochorus.cli.follow_requests import (
    follow_requests,
    print_request,
    request_as_json,
    still_uncertain,
)
from wochorus.cli.follow_statuses import follow_statuses, print_statuses, statuses_as_json
from wochorus.cli.growing_pauses import tries_within
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.errors import InvalidInput, Transient
from wochorus.deposits.duplicates import unconcluded
from wochorus.deposits.follow_up import follow_once, open_flows
from wochorus.deposits.heartbeats import last_reading
from wochorus.deposits.patience import patience_for
from wochorus.deposits.queries import flow_counts
from wochorus.deposits.reservation import take_over_if_alone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wochorus.accounts.models import Company
    from wochorus.choruspro import ChorusClient
    from wochorus.cli.follow_statuses import StatusesRead
    from wochorus.deposits.models import Flow, InvoiceRequest
    from wochorus.deposits.patience import Patience

SHORTEST_PATIENCE = 600
"""Seconds: a deposit may take five minutes to be answered, and some more to be shown."""
_FLOWS = (
    TextColumn("Id"),
    TextColumn("Flux", least=30),
    TextColumn("Format", least=8),
    TextColumn("N° Chorus"),
    TextColumn("État"),
    TextColumn("Factures", least=16),
)


def _chosen_patience(company: Company, seconds: int | None) -> Patience:
    usual = patience_for(company)
    if seconds is None:
        return usual
    if company.environment != ChorusEnvironment.SIMULATOR and seconds < SHORTEST_PATIENCE:
        raise InvalidInput(
            f"Une patience de {seconds} s est trop courte pour ce portail",
            where=f"environnement {company.get_environment_display()}",
            remedy=f"Donnez au moins {SHORTEST_PATIENCE} : un flux que Chorus Pro tarde à montrer "
            "serait cru absent, et partirait deux fois.",
        )
    return replace(usual, delay=timedelta(seconds=seconds))


@click.command("follow", cls=FrenchHelp)
@company_option
@click.option(
    "--for",
    "seconds",
    type=click.IntRange(0, 86_400),
    default=300,
    show_default=True,
    help="Durée maximale, en secondes ; 0 pour une seule lecture.",
)
@click.option(
    "--patience",
    type=click.IntRange(1, 30 * 86_400),
    help="Secondes avant de croire qu'un flux sans réponse n'a pas été reçu "
    "(1 heure, 10 minutes au moins ; 20 s sur le simulateur).",
)
@click.option("--no-statuses", is_flag=True, help="Ne pas lire les statuts des factures intégrées.")
@click.option("--statuses-only", is_flag=True, help="Ne lire que les statuts des factures.")
@json_option
@needs_database
def follow(
    company_code: str | None,
    *,
    seconds: int,
    patience: int | None,
    no_statuses: bool,
    statuses_only: bool,
    as_json: bool,
) -> None:
    """Suivre les flux déposés jusqu'à leur état final, puis lire les statuts des factures.

    Les demandes sur une facture (compléter, recycler…) restées sans réponse sont cherchées aussi.
    Les dépôts restés sans réponse sont demandés à Chorus Pro : leur numéro est retrouvé, ou
    leurs factures sont libérées. Le code de sortie est 1 tant qu'un flux reste ouvert, ou si
    Chorus Pro n'a pas pu être lu.
    """
    if no_statuses and statuses_only:
        raise click.UsageError("--no-statuses et --statuses-only ne vont pas ensemble")
    company = chosen_company(company_code)
    if statuses_only:
        _follow_statuses_only(company, seconds, as_json=as_json)
        return
    if not as_json:
        announce(company)
    chosen = _chosen_patience(company, patience)
    take_over_if_alone(company)
    followed = open_flows(company)
    if followed or unconcluded(company):
        with chorus_client(company) as client:
            follow_until_settled(company, client, seconds, quiet=as_json, patience=chosen)
    requests = follow_requests(company, seconds, chosen, quiet=as_json)
    statuses = None if no_statuses else follow_statuses(company, seconds, quiet=as_json)
    for flow in followed:
        flow.refresh_from_db()
    still_open = open_flows(company)
    if as_json:
        emit_json(
            {
                "company": company.code,
                "environment": company.environment,
                "flows": [flow_as_json(flow) for flow in followed],
                "open": len(still_open),
                "requests": [request_as_json(request) for request in requests],
                "statuses": statuses_as_json(statuses),
            }
        )
    else:
        _print_all(company, followed, requests, statuses)
    uncertain = still_uncertain(requests)
    if still_open or uncertain:
        fail_partially(
            _left_open(len(still_open), len(uncertain)),
            remedy="Relancez « wochorus follow » un peu plus tard.",
        )
    if statuses and statuses.failure:
        raise statuses.failure


def _print_all(
    company: Company,
    followed: list[Flow],
    requests: Iterable[InvoiceRequest],
    statuses: StatusesRead | None,
) -> None:
    if followed:
        print_flows(followed)
    else:
        out.print("Aucun flux n'attend de réponse.")
    out.print(f"[dim]Flux : {escape(last_reading(company))}[/]")
    for request in requests:
        print_request(request)
    if statuses:
        print_statuses(statuses)


def _follow_statuses_only(company: Company, seconds: int, *, as_json: bool) -> None:
    if not as_json:
        announce(company)
    statuses = follow_statuses(company, seconds, quiet=as_json)
    if as_json:
        facts = {"company": company.code, "environment": company.environment}
        emit_json({**facts, "statuses": statuses_as_json(statuses)})
    elif statuses:
        print_statuses(statuses)
    else:
        out.print("Aucune facture n'est intégrée : il n'y a pas de statut à lire.")
    if statuses and statuses.failure:
        raise statuses.failure


def _left_open(flows: int, requests: int) -> str:
    told = (
        (flows, f"{flows} flux n'ont pas encore leur état final"),
        (requests, f"{requests} demande(s) restent sans réponse de Chorus Pro"),
    )
    return " ; ".join(sentence for count, sentence in told if count)


def follow_until_settled(
    company: Company,
    client: ChorusClient,
    seconds: float,
    *,
    quiet: bool,
    patience: Patience | None = None,
) -> bool:
    """Read the open flows, at growing intervals, for ``seconds`` at most; tell if none is left.

    An interruption of the network is waited out, like a state that does not change.
    """
    with nullcontext() if quiet else out.status("Suivi des flux…") as status:
        for _ in tries_within(seconds):
            trouble, waiting = None, ""
            try:
                outcome = follow_once(company, client, patience or patience_for(company))
            except Transient as failure:
                trouble, waiting = failure, failure.what
            else:
                if not outcome.still_open:
                    return True
                waiting = f"{len(outcome.still_open)} flux en attente"
            if status:
                status.update(escape(f"Suivi : {waiting}"))
    if trouble:
        raise trouble
    return False


def flow_as_json(flow: Flow) -> dict[str, object]:
    """Describe a flow for programs."""
    return {
        "id": flow.pk,
        "name": flow.name,
        "mode": flow.mode,
        "syntax": flow.syntax,
        "environment": flow.environment,
        "state": flow.state,
        "flow_number": flow.flow_number,
        "is_adopted": flow.is_adopted,
        "chorus_state": flow.chorus_state,
        "chorus_state_label": _state_label(flow),
        "message": flow.message,
        "file": flow.file_name,
        "sha256": flow.file_sha256,
        "size": flow.file_size,
        "created_at": flow.created_at,
        "sent_at": flow.sent_at,
        "read_at": flow.chorus_state_at,
    }


def _state_label(flow: Flow) -> str:
    return flow_state_meaning(flow.chorus_state).label if flow.chorus_state else ""


def print_flows(flows: Iterable[Flow]) -> None:
    """Print one row for each flow, with the fate of its invoices; what happened goes under it."""
    listed = list(flows)
    counts = flow_counts(flow.pk for flow in listed)
    rows = [
        (
            str(flow.pk),
            flow.name,
            flow.format_label,
            flow.flow_number or "–",
            flow.get_state_display(),
            told_invoices(counts[flow.pk]),
        )
        for flow in listed
    ]
    print_columns(_FLOWS, rows, [flow.message for flow in listed])
