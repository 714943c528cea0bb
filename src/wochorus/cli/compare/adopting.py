"""`wochorus compare adopt` and `release`: saying that an invoice of the portal is one of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from wochorus.cli.app import FrenchHelp
from wochorus.cli.confirmation import confirm
from wochorus.cli.failures import fail_partially
from wochorus.cli.found_invoice import found_invoice, year_option
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.errors import InvalidInput
from wochorus.deposits.adoption import adopt_from_portal, release
from wochorus.deposits.comparing.queries import adoptable_invoices, last_comparison

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wochorus.accounts.models import Company
    from wochorus.billing.models import Invoice
    from wochorus.choruspro import ChorusClient


@click.command("adopt", cls=FrenchHelp)
@click.argument("numbers", metavar="N°_FACTURE…", nargs=-1)
@click.option(
    "--all", "everything", is_flag=True, help="Toutes celles que la dernière comparaison propose."
)
@year_option
@company_option
@json_option
@needs_database
def adopt_invoices(
    numbers: tuple[str, ...],
    everything: bool,
    year: int | None,
    company_code: str | None,
    as_json: bool,
) -> None:
    """Reprendre des factures que Chorus Pro a déjà : elles ne repartiront pas.

    Chacune est relue sur Chorus Pro. Son numéro, son année, son émetteur, son type, son TTC et son
    destinataire doivent être ceux du journal. Rien n'est envoyé.
    """
    if bool(numbers) == everything:
        raise click.UsageError("Donnez des numéros de facture, ou --all")
    company = chosen_company(company_code)
    if not as_json:
        announce(company)
    chosen = _proposed(company) if everything else _named(company, numbers, year)
    outcomes = _adopted(company, chosen, quiet=as_json) if chosen else []
    if as_json:
        emit_json(outcomes)
    elif not chosen:
        out.print("Aucune facture n'est à reprendre.")
    refused = sum(not outcome["is_adopted"] for outcome in outcomes)
    if refused:
        fail_partially(
            f"{refused} facture(s) n'ont pas été reprises",
            remedy="Chaque ligne dit ce qui diffère, et que faire.",
        )


def _proposed(company: Company) -> list[Invoice]:
    comparison = last_comparison(company)
    if comparison is None:
        raise InvalidInput(
            "Aucune comparaison n'a encore été faite", remedy="Lancez d'abord « wochorus compare »."
        )
    return adoptable_invoices(comparison)


def _named(company: Company, numbers: Sequence[str], year: int | None) -> list[Invoice]:
    return [found_invoice(company, number, year) for number in dict.fromkeys(numbers)]


def _adopted(company: Company, invoices: Sequence[Invoice], *, quiet: bool) -> list[dict[str, Any]]:
    from wochorus.accounts.services import chorus_client

    outcomes = []
    with chorus_client(company) as client:
        for invoice in invoices:
            outcome = _try(invoice, client)
            outcomes.append(outcome)
            if not quiet:
                out.print(f"{escape(invoice.number)} : {escape(outcome['message'])}")
    return outcomes


def _try(invoice: Invoice, client: ChorusClient) -> dict[str, Any]:
    try:
        flow = adopt_from_portal(invoice, client)
    except InvalidInput as refusal:
        return {"number": invoice.number, "is_adopted": False, "message": str(refusal)}
    where = f"flux {flow.flow_number}" if flow.flow_number else "sans n° de flux"
    return {
        "number": invoice.number,
        "is_adopted": True,
        "message": f"reprise de Chorus Pro ({where}, identifiantFactureCPP {invoice.chorus_id}).",
        "flow": flow.pk,
        "flow_number": flow.flow_number,
        "chorus_id": invoice.chorus_id,
        "status": invoice.chorus_status,
    }


@click.command("release", cls=FrenchHelp)
@click.argument("number", metavar="N°_FACTURE")
@year_option
@company_option
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@needs_database
def give_back(number: str, year: int | None, company_code: str | None, yes: bool) -> None:
    """Annuler une reprise : la facture de Chorus Pro n'était pas celle-ci, qui est à déposer."""
    company = chosen_company(company_code)
    announce(company)
    invoice = found_invoice(company, number, year)
    confirm(
        f"La facture {number} n'est pas sur Chorus Pro : la remettre à déposer ?",
        yes=yes,
        what="Cette décision demande une confirmation",
    )
    release(invoice)
    out.print(f"{escape(invoice.number)} : reprise annulée, à déposer.")
