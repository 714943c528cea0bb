"""`wochorus einvoice read`: what an invoice file says, as JSON or in a few lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from wochorus.cli.app import FrenchHelp
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.einvoice.files import IN_FILE, content_of
from wochorus.cli.einvoice.findings import finding_as_json, plain, print_findings
from wochorus.cli.einvoice.inputs import required
from wochorus.cli.failures import NOT_DONE
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import json_option
from wochorus.core.identifiers import format_siret
from wochorus.core.money import format_amount, format_number, to_cents
from wochorus.einvoice.checking import read as read_invoice
from wochorus.einvoice.dialects import code_service, siret_of
from wochorus.einvoice.json_format import to_json

if TYPE_CHECKING:
    from decimal import Decimal

    from wochorus.einvoice.model import Buyer, Invoice, Seller
    from wochorus.einvoice.reading import Reading


@click.command("read", cls=FrenchHelp)
@click.argument("name", metavar="FICHIER", type=IN_FILE)
@json_option
def read(name: str, as_json: bool) -> None:
    """Lire une facture : Factur-X (PDF), CII, UBL, CPP minimal ou JSON.

    Avec --json, donne tout son contenu dans le modèle de « wochorus einvoice build », et ce que
    le fichier contient en plus. Lire n'est pas contrôler : voyez « wochorus einvoice check ».
    """
    reading = read_invoice(content_of(name))
    if as_json:
        _emit(reading)
        return
    _print_summary(required(reading, name))
    if reading.findings:
        out.print("\n[bold]Ce qui n'a pas pu être lu[/]")
        print_findings(reading.findings)


def _emit(reading: Reading) -> None:
    invoice = reading.invoice
    emit_json(
        {
            "invoice": None if invoice is None else json.loads(to_json(invoice)),
            "findings": [finding_as_json(finding) for finding in reading.findings],
        }
    )
    if invoice is None:
        raise click.exceptions.Exit(NOT_DONE)


def _print_summary(invoice: Invoice) -> None:
    kind = "Avoir" if invoice.is_credit_note else "Facture"
    out.print(f"[bold]{kind} {plain(invoice.number)}[/] du {invoice.issue_date:%d/%m/%Y}")
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
            out.print(f"  {label} : {plain(value)}", soft_wrap=True)
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
            format_number(line.quantity),
            _price(line.price.net),
            f"{format_number(line.tax_rate)} %" if line.tax_rate is not None else line.tax_category,
            format_amount(line.net_amount) if line.net_amount is not None else "",
        )
        for line in invoice.lines
    ]
    if rows:
        print_columns(columns, rows)


def _price(price: Decimal) -> str:
    """Write a unit price with all its decimals, two at least."""
    return format_amount(price) if price == to_cents(price) else format_number(price)


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
