"""`wochorus anomalies`: putting anomalies right by command, and taking that back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from django.utils import timezone
from rich.markup import escape

from wochorus.cli.app import FrenchGroup
from wochorus.cli.confirmation import confirm
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
from wochorus.deposits.depositable import still_to_deposit
from wochorus.deposits.known_checks import check_what_changed
from wochorus.deposits.models import AppliedRemedy, KnownCheck
from wochorus.deposits.remedies.applying import apply_remedy, named, touched_ids
from wochorus.deposits.remedies.offers import OFFERS, RemedyKind
from wochorus.deposits.remedies.pages import give_pdf, rebuild_pages
from wochorus.deposits.remedies.scopes import Asked, Scope, plans_for
from wochorus.deposits.remedies.undoing import undo_remedy
from wochorus.deposits.workshop import Workshop

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.billing.models import Invoice
    from wochorus.deposits.remedies.scopes import Plan

_VALUES = {
    "service": RemedyKind.SERVICE,
    "engagement": RemedyKind.ENGAGEMENT,
    "marche": RemedyKind.MARCHE,
    "siret": RemedyKind.SIRET,
    "drop": RemedyKind.DROP,
    "pdf": RemedyKind.PDF,
    "public": RemedyKind.PUBLIC,
    "rebuild": RemedyKind.REBUILD,
}


@click.group(cls=FrenchGroup)
def anomalies() -> None:
    """Corriger les anomalies des factures à déposer, annuler une correction."""


@anomalies.command()
@click.argument("number", metavar="N°")
@click.option("--service", metavar="CODE", help="Code service à donner.")
@click.option("--engagement", metavar="N°", help="N° d'engagement à donner.")
@click.option("--marche", metavar="N°", help="N° de marché à donner ; vide pour l'ôter.")
@click.option("--siret", metavar="SIRET", help="SIRET du client.")
@click.option("--drop", metavar="NOM", help="Pièce jointe à retirer.")
@click.option(
    "--pdf",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FICHIER",
    help="PDF de la facture.",
)
@click.option("--public", is_flag=True, help="Passer le client en Public.")
@click.option("--rebuild", is_flag=True, help="Refaire le PDF d'après les lignes.")
@click.option(
    "--scope",
    type=click.Choice([scope.value for scope in Scope]),
    default=Scope.INVOICE.value,
    show_default=True,
    help="invoice, cette facture ; contract, son contrat ; customer, son client ; alike, toutes "
    "celles qui ont la même anomalie.",
)
@click.option("--dry-run", is_flag=True, help="Dire ce qui changerait, sans rien changer.")
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@year_option
@company_option
@json_option
@needs_database
def fix(
    number: str,
    *,
    scope: str,
    dry_run: bool,
    yes: bool,
    year: int | None,
    company_code: str | None,
    as_json: bool,
    **values: object,
) -> None:
    """Corriger une anomalie d'une facture, ou de toutes les semblables.

    Ce qui change est dit avant ; seules les factures touchées sont contrôlées à nouveau.
    """
    company = chosen_company(company_code)
    invoice = found_invoice(company, number, year)
    pool = still_to_deposit(company)
    check_what_changed(company, pool, timezone.localdate())
    asked = _asked(invoice, values)
    plan = _plan(plans_for(pool, asked), Scope(scope))
    if not as_json:
        announce(company)
        out.print(f"Ce qui change : {escape(_told(plan))}")
    if dry_run:
        if as_json:
            emit_json(_as_json(plan, None))
        return
    if len(plan.invoices) > 1:
        confirm("Corriger ?", yes=yes, what=f"{_told(plan)} : à confirmer")
    applied = _applied(company, pool, asked, plan, values)
    again = pool.filter(pk__in=touched_ids(applied, pool))
    checked = check_what_changed(company, again, timezone.localdate()).checked
    if as_json:
        emit_json(_as_json(plan, applied))
    else:
        out.print(
            f"[green]Corrigé.[/] {checked} facture(s) contrôlée(s) à nouveau. Pour annuler : "
            f"wochorus anomalies undo {applied.pk}"
        )


def _asked(invoice: Invoice, values: dict[str, object]) -> Asked:
    """Read the one remedy that is asked for, and find the anomaly that it is for."""
    given = {_VALUES[name]: value for name, value in values.items() if value not in (None, False)}
    if len(given) != 1:
        raise click.UsageError(
            "Donnez une correction et une seule : --service, --engagement, --marche, --siret, "
            "--drop, --pdf, --public ou --rebuild"
        )
    ((kind, value),) = given.items()
    check = KnownCheck.objects.filter(pk=invoice.pk).first()
    wanted = str(value) if kind is RemedyKind.DROP else ""
    for finding in check.findings if check else ():
        if kind in OFFERS.get(finding["code"], ()) and wanted in ("", finding["attachment"]):
            text = str(value) if kind in _TYPED else ""
            return Asked(kind, finding["code"], invoice.pk, text, wanted)
    raise InvalidInput(
        f"La facture n'a pas d'anomalie que cela corrige ({kind.label})",
        where=f"facture {invoice.number}",
        remedy=f"Voyez-les : wochorus check --number {invoice.number}",
    )


_TYPED = frozenset({RemedyKind.SERVICE, RemedyKind.ENGAGEMENT, RemedyKind.MARCHE, RemedyKind.SIRET})


def _plan(plans: list[Plan], scope: Scope) -> Plan:
    """Find the plan of a scope, or the widest that is no wider."""
    order = list(Scope)
    within = [plan for plan in plans if order.index(plan.scope) <= order.index(scope)]
    return within[-1] if within else plans[0]


def _applied(
    company: Company,
    pool: QuerySet[Invoice],
    asked: Asked,
    plan: Plan,
    values: dict[str, object],
) -> AppliedRemedy:
    if asked.kind is RemedyKind.PDF:
        path = Path(str(values["pdf"]))
        return give_pdf(company, pool, asked, path, path.name)
    if asked.kind is RemedyKind.REBUILD:
        with Workshop() as workshop:
            return rebuild_pages(company, pool, asked, plan.scope, workshop)
    return apply_remedy(company, pool, asked, plan.scope, expected=len(plan.invoices))


def _told(plan: Plan) -> str:
    parts = [f"{len(plan.invoices)} facture(s) ({named(plan.invoices)})"]
    if plan.contracts:
        parts.append(f"contrat(s) {', '.join(each.name for each in plan.contracts)}")
    if plan.customers:
        parts.append(f"client(s) {', '.join(each.name for each in plan.customers)}")
    return ", ".join(parts)


def _as_json(plan: Plan, applied: AppliedRemedy | None) -> dict[str, object]:
    return {
        "remedy": applied.pk if applied else None,
        "scope": plan.scope.value,
        "invoices": [each.number for each in plan.invoices],
        "contracts": [each.name for each in plan.contracts],
        "customers": [each.name for each in plan.customers],
    }


@anomalies.command()
@click.argument("remedy", type=int, metavar="CORRECTION")
@company_option
@needs_database
def undo(remedy: int, company_code: str | None) -> None:
    """Annuler une correction, tant que rien n'a été envoyé depuis."""
    company = chosen_company(company_code)
    applied = AppliedRemedy.objects.filter(company=company, pk=remedy).first()
    if applied is None:
        raise InvalidInput(f"La correction {remedy} n'existe pas", where=f"société {company.code}")
    touched = undo_remedy(applied)
    announce(company)
    out.print(f"[green]Annulé.[/] {len(touched)} facture(s) comme avant.")
