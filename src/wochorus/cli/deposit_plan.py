"""What a deposit is about to do, told before it does it; and the trial run that does no more."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from wochorus.accounts.certificates import certificate_of, ends_soon, validity_told
from wochorus.accounts.models import WayIn
from wochorus.cli.anomalies import anomaly_as_json, finding_as_json, print_anomalies
from wochorus.cli.output import emit_json, out
from wochorus.core.money import format_euros
from wochorus.core.sizes import format_size
from wochorus.deposits.asking import amount_asked
from wochorus.deposits.orders.duration import in_words
from wochorus.deposits.orders.flow_files import order_folder
from wochorus.deposits.orders.plan import plan_of
from wochorus.deposits.orders.queries import count_unsent
from wochorus.deposits.services import weight_warnings
from wochorus.deposits.states import DepositMode, ItemState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wochorus.deposits.asking import Preparation
    from wochorus.deposits.models import DepositOrder
    from wochorus.deposits.orders.plan import Plan

_MOST_FLOWS_SHOWN = 20


def print_plan(order: DepositOrder, preparation: Preparation) -> None:
    """Tell the anomalies, then the flows that lie ready."""
    report, skipped = preparation.report, preparation.skipped
    if skipped:
        out.print(f"{len(skipped)} facture(s) ignorée(s) : déjà déposées ou en cours de dépôt.")
    if report.common or report.anomalies or not (report.candidates or skipped):
        print_anomalies(report)
    amount = format_euros(amount_asked(report.ready))
    out.print(
        f"{len(report.ready)} facture(s) à déposer, {amount} à payer ; "
        f"{len(report.blocked)} bloquée(s) par une anomalie."
    )
    plan = plan_of(order)
    _print_flows(order, plan)
    for warning in (*weight_warnings(order), *certificate_warnings(order)):
        out.print(f"[yellow]Attention :[/] {escape(warning)}")


def _print_flows(order: DepositOrder, plan: Plan) -> None:
    """Say which flows are about to leave: each by its name by lot, else how many of each format."""
    if not plan.flows:
        return
    limit = format_size(plan.size_limit)
    if order.way_in != WayIn.XML:
        _print_submissions(order, plan)
        return
    if order.mode == DepositMode.BATCH:
        for flow in plan.flows[:_MOST_FLOWS_SHOWN]:
            out.print(
                f"Flux {escape(flow.name)} : {flow.invoices} facture(s) au format "
                f"{flow.document_format.label}, {format_size(flow.weight)} sur {limit}."
            )
        if len(plan.flows) > _MOST_FLOWS_SHOWN:
            out.print(f"… et {len(plan.flows) - _MOST_FLOWS_SHOWN} autre(s) flux.")
    else:
        for label, count in Counter(flow.document_format.label for flow in plan.flows).items():
            out.print(f"{count} flux au format {label}, une facture chacun.")
    out.print(f"Durée estimée de l'envoi : {in_words(plan.seconds)}.")


def _print_submissions(order: DepositOrder, plan: Plan) -> None:
    """Say that invoices are about to be submitted one by one: without XML there are no lots."""
    out.print(
        f"{len(plan.flows)} facture(s) par la voie « {WayIn(order.way_in).label} », soumises une "
        "par une : cette voie n'a pas de lot."
    )
    out.print(f"Durée estimée de l'envoi : {in_words(plan.seconds)}.")


def certificate_warnings(order: DepositOrder) -> Iterator[str]:
    """Say a month before its end that the certificate that signs is to be renewed."""
    if order.way_in != WayIn.SIGNED_PDF:
        return
    certificate = certificate_of(order.company)
    if certificate is not None and ends_soon(certificate):
        yield f"le certificat de signature {validity_told(certificate)} : faites-le renouveler."


_COLUMNS = ("N° pièce", "État", "Flux", "Fichier", "SHA-256", "Motif")


def write_report(order: DepositOrder) -> Path:
    """Write what would become of each invoice, as CSV (UTF-8, semicolons); give its place."""
    path = order_folder(order) / "rapport.csv"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    items = order.items.select_related("invoice", "flow").order_by("position")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(_COLUMNS)
        for item in items.iterator(chunk_size=1000):
            flow = item.flow
            told = (flow.name, flow.file_name, flow.file_sha256) if flow else ("", "", "")
            state = "à déposer" if item.state == ItemState.IN_FLOW else item.get_state_display()
            writer.writerow((item.invoice.number, state, *told, item.message))
    return path


def show_dry_run(
    order: DepositOrder, plan: Plan, report: Path, preparation: Preparation, *, as_json: bool
) -> None:
    """Say where the files of a trial run lie, and how to send them."""
    if as_json:
        emit_json(_as_json(order, plan, report, preparation))
        return
    for flow in plan.flows[:_MOST_FLOWS_SHOWN]:
        out.print(escape(f"{flow.path}  (SHA-256 {flow.sha256})"))
    out.print(f"Rapport : {escape(str(report))}")
    if plan.flows:
        out.print(
            f"Essai à blanc : rien n'est parti. Pour envoyer ces fichiers-là : "
            f"wochorus order start {order.pk} ; pour y renoncer : wochorus order cancel {order.pk}"
        )
    else:
        out.print("Essai à blanc : rien n'est parti, et rien ne peut partir.")


def show_left(order: DepositOrder, plan: Plan, preparation: Preparation, *, as_json: bool) -> None:
    """Say that the workers have the order now, and how to look after it."""
    if as_json:
        emit_json(_as_json(order, plan, None, preparation))
        return
    out.print(left_to_the_service(order))


def left_to_the_service(order: DepositOrder) -> str:
    """Say that the workers have an order, what must run, and where to look."""
    return (
        f"Ordre {order.pk} confié au service : {count_unsent(order)} facture(s) à envoyer. "
        "« wochorus serve » ou « wochorus worker » doit tourner ; « wochorus order show "
        f"{order.pk} » dit où il en est."
    )


def _as_json(
    order: DepositOrder, plan: Plan, report: Path | None, preparation: Preparation
) -> dict[str, Any]:
    return {
        "company": order.company.code,
        "environment": order.environment,
        "order": order.pk if plan.flows else None,
        "report": None if report is None else str(report),
        "skipped": [item.number for item in preparation.skipped],
        "common": [finding_as_json(item) for item in preparation.report.common],
        "anomalies": [anomaly_as_json(item) for item in preparation.report.anomalies],
        "seconds": round(plan.seconds),
        "flows": [
            {
                "name": flow.name,
                "format": flow.document_format.value,
                "invoices": flow.invoices,
                "file": str(flow.path),
                "bytes": flow.size,
                "encoded_bytes": flow.weight,
                "sha256": flow.sha256,
            }
            for flow in plan.flows
        ],
    }
