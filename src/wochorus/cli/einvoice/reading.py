"""`wochorus einvoice read`: what an invoice file says, as JSON or in a few lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from wochorus.cli.app import FrenchHelp
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.einvoice.files import IN_FILE
from wochorus.cli.einvoice.findings import finding_as_json, print_findings
from wochorus.cli.einvoice.inputs import invoice_from_file
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import json_option
from wochorus.core.identifiers import format_siret
from wochorus.core.money import format_amount
from wochorus.einvoice.dialects import code_service, siret_of
from wochorus.einvoice.json_format import to_json
from wochorus.einvoice.totals import format_rate

if TYPE_CHECKING:
    from wochorus.einvoice.model import Buyer, Invoice, Seller


@click.command("read", cls=FrenchHelp)
@click.argument("name", metavar="FICHIER", type=IN_FILE)
@json_option
def read(name: str, as_json: bool) -> None:
    """Lire une facture : Factur-X (PDF), CII, UBL, CPP minimal ou JSON.

    Avec --json, donne tout son contenu dans le modèle de « wochorus einvoice build », et ce que
    le fichier contient en plus. Lire n'est pas contrôler : voyez « wochorus einvoice check ».
    """
    reading = invoice_from_file(name)
    if reading.invoice is None:
        return
    if as_json:
        unread = [finding_as_json(finding) for finding in reading.findings]
        emit_json({"invoice": json.loads(to_json(reading.invoice)), "findings": unread})
        return
    _print_summary(reading.invoice)
    if reading.findings:
        out.print("\n[bold]Ce qui n'a pas pu être lu[/]")
        print_findings(reading.findings)


def _print_summary(invoice: Invoice) -> None:
    kind = "Avoir" if invoice.is_credit_note else "Facture"
    out.print(f"[bold]{kind} {escape(invoice.number)}[/] du {invoice.issue_date:%d/%m/%Y}")
    facts = {
        "Vendeur": _party(invoice.seller),
        "Acheteur": _party(invoice.buyer),
        "Code service": code_service(invoice),
        "N° d'engagement": invoice.purchase_order_reference,
        "N° de marché": invoice.contract_reference,
        "Cadre": invoice.business_process,
        "Échéance": f"{invoice.due_date:%d/%m/%Y}" if invoice.due_date else None,
    }
    for label, value in facts.items():
        if value:
            out.print(f"  {label} : {escape(value)}", soft_wrap=True)
    _print_lines(invoice)
    _print_totals(invoice)


def _party(party: Seller | Buyer) -> str:
    siret = siret_of(party)
    return f"{party.name} (SIRET {format_siret(siret)})" if siret else party.name


def _print_lines(invoice: Invoice) -> None:
    columns = (
        TextColumn("Ligne"),
        TextColumn("Désignation", least=20),
        TextColumn("Quantité", right=True),
        TextColumn("Prix HT", right=True),
        TextColumn("TVA", right=True),
        TextColumn("Montant HT", right=True),
    )
    rows = [
        (
            line.identifier,
            line.item.name,
            format_rate(line.quantity),
            format_rate(line.price.net),
            f"{format_rate(line.tax_rate)} %" if line.tax_rate is not None else line.tax_category,
            format_amount(line.net_amount) if line.net_amount is not None else "",
        )
        for line in invoice.lines
    ]
    if rows:
        print_columns(columns, rows)


def _print_totals(invoice: Invoice) -> None:
    totals = invoice.totals
    if totals is None:
        return
    amounts = {
        "Total HT": totals.without_tax,
        "TVA": totals.tax,
        "Total TTC": totals.with_tax,
        "Déjà payé": totals.prepaid,
        "Net à payer": totals.due,
    }
    for label, amount in amounts.items():
        if amount is not None:
            out.print(f"  {label} : {format_amount(amount)} {invoice.currency}")
