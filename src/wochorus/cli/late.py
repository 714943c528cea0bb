"""`wochorus late`: public payers that are late, what they owe for it, the letter that asks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from django.utils import timezone
from rich.markup import escape

from wochorus.billing.delays import KNOWN_RATES
from wochorus.billing.delays.known_rates import rates_in_force, record_rate
from wochorus.billing.journal_filter import ON_CHORUS
from wochorus.cli.app import FrenchGroup
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.found_invoice import found_invoice, year_option
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.dates import format_date, parse_date
from wochorus.core.errors import InvalidInput
from wochorus.core.money import ZERO, format_amount, format_euros, format_number, parse_decimal
from wochorus.deposits.events import acting
from wochorus.deposits.lateness.claims import Lateness, late_invoices, lateness_of
from wochorus.deposits.lateness.letter import letter as letter_of
from wochorus.deposits.statuses.lives import life_of
from wochorus.spreadsheets.writing import new_file

if TYPE_CHECKING:
    from decimal import Decimal

    from wochorus.accounts.models import Company

_COLUMNS = (
    TextColumn("N° facture"),
    TextColumn("Client", least=12),
    TextColumn("Reçue le"),
    TextColumn("Échéance légale"),
    TextColumn("Retard", right=True),
    TextColumn("Reste dû", right=True),
    TextColumn("Intérêts", right=True),
    TextColumn("Avec indemnité", right=True),
    TextColumn("À savoir", least=12),
)


@click.group(cls=FrenchGroup)
def late() -> None:
    """Suivre les délais de paiement publics : retards, intérêts, lettre de réclamation."""


@late.command("list")
@click.option("--with-paid", is_flag=True, help="Ajouter celles qui ont été payées en retard.")
@company_option
@json_option
@needs_database
def show_all(with_paid: bool, company_code: str | None, as_json: bool) -> None:
    """Lister les factures publiques en retard, et ce que doit chaque payeur."""
    company = chosen_company(company_code)
    found = late_invoices(company, timezone.localdate(), with_paid=with_paid)
    if as_json:
        emit_json({"company": company.code, "invoices": [_as_json(each) for each in found]})
        return
    announce(company)
    if not found:
        out.print("Aucune facture publique n'est en retard.")
        return
    print_columns(_COLUMNS, [_cells(each) for each in found])
    owed = sum((each.claim.total for each in found if each.claim), ZERO)
    out.print(f"{len(found)} facture(s) en retard ; réclamable à ce jour : {format_euros(owed)}")


@late.command("show")
@click.argument("number", metavar="N°_FACTURE")
@year_option
@company_option
@json_option
@needs_database
def show(number: str, year: int | None, company_code: str | None, as_json: bool) -> None:
    """Dire où en est le délai de paiement d'une facture, et d'où vient chaque date."""
    company = chosen_company(company_code)
    found = _found(company, number, year)
    if as_json:
        emit_json({"company": company.code, **_as_json(found)})
        return
    announce(company)
    for title, value in _facts(found):
        out.print(f"{title:<18} {escape(value)}")


@late.command("letter")
@click.argument("number", metavar="N°_FACTURE")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FICHIER",
    help="Fichier PDF à écrire (interets-N°.pdf sinon).",
)
@click.option("--force", is_flag=True, help="Remplacer le fichier s'il existe.")
@year_option
@company_option
@needs_database
def write_letter(
    number: str, output: Path | None, force: bool, year: int | None, company_code: str | None
) -> None:
    """Écrire en PDF la lettre qui réclame les intérêts moratoires et l'indemnité."""
    company = chosen_company(company_code)
    target = output or Path(f"interets-{_file_name(number)}.pdf")
    if target.exists() and not force:
        raise InvalidInput(
            "Le fichier existe déjà",
            where=str(target),
            remedy="Choisissez un autre nom (--output), ou ajoutez --force.",
        )
    content = letter_of(_found(company, number, year), timezone.localdate(), timezone.now())
    with new_file(target) as draft:
        draft.write_bytes(content)
    out.print(f"Lettre écrite : {target}", markup=False)


@late.group("rate", cls=FrenchGroup)
def rate() -> None:
    """Consulter et compléter les taux de la Banque centrale européenne."""


@rate.command("list")
@json_option
@needs_database
def list_rates(as_json: bool) -> None:
    """Lister les taux connus, semestre par semestre."""
    rates = rates_in_force().refinancing
    if as_json:
        emit_json([{"half_year": day, "percent": percent} for day, percent in rates.items()])
        return
    for day, percent in sorted(rates.items()):
        own = "" if KNOWN_RATES.refinancing.get(day) == percent else "  (saisi ici)"
        out.print(f"{format_date(day)}  {format_number(percent, 2)} %{own}")


@rate.command("add")
@click.argument("half_year", metavar="DATE")
@click.argument("percent", metavar="TAUX")
@click.option("--source", default="", help="D'où vient ce taux.")
@needs_database
def add_rate(half_year: str, percent: str, source: str) -> None:
    """Donner le taux de refinancement d'un semestre : wochorus late rate add 01/01/2027 2,15."""
    try:
        day, value = parse_date(half_year), parse_decimal(percent)
    except ValueError as error:
        raise InvalidInput(
            f"« {error} » ne se lit pas",
            remedy="Écrivez la date comme 01/01/2027 et le taux comme 2,15.",
        ) from error
    recorded = record_rate(day, value, source, actor=acting())
    day_shown = format_date(recorded.half_year)
    out.print(f"Taux au {day_shown} : {format_number(recorded.percent, 2)} %, enregistré.")


def _found(company: Company, number: str, year: int | None) -> Lateness:
    invoice = found_invoice(company, number, year)
    life = life_of(invoice)
    if life is None and invoice.deposit_state in ON_CHORUS:
        raise InvalidInput(
            f"Le statut de la facture {invoice.number} n'a pas encore été lu",
            remedy="Son délai court à partir du jour où le payeur la reçoit : "
            "« wochorus follow » le demande à Chorus Pro.",
        )
    if life is None:
        raise InvalidInput(
            f"La facture {invoice.number} n'est pas sur Chorus Pro",
            remedy="Son délai court à partir du jour où le payeur la reçoit : déposez-la.",
        )
    return lateness_of(life, timezone.localdate())


def _cells(found: Lateness) -> tuple[str, ...]:
    claim, due = found.claim, found.clock.due
    return (
        found.invoice.number,
        found.invoice.customer.name,
        format_date(found.received_on),
        format_date(due) if due else "suspendue",
        f"{found.days_late} j",
        format_amount(found.unpaid),
        format_amount(claim.interest) if claim else "?",
        format_amount(claim.total) if claim else "?",
        found.trouble or (f"payée le {format_date(found.paid_on)}" if found.paid_on else "–"),
    )


def _facts(found: Lateness) -> list[tuple[str, str]]:
    clock, claim = found.clock, found.claim
    facts = [
        ("Facture", f"{found.invoice.number}, {format_euros(found.invoice.amount_due)}"),
        ("Payeur", f"{found.invoice.customer.name} ({found.payer.value})"),
        ("Reçue le", format_date(found.received_on)),
        ("Délai depuis le", f"{format_date(found.opposable_on)}, {found.payer.days} jours"),
    ]
    if clock.due is None:
        facts.append(("Délai", "arrêté par une suspension : complétez la facture"))
    else:
        facts.append(("Échéance légale", format_date(clock.due)))
        facts.append(("Retard", f"{found.days_late} jour(s)" if found.is_late else "aucun"))
    facts += [
        ("Sans effet", f"suspension du {format_date(each.notified_on)}") for each in clock.void
    ]
    if found.paid_on:
        facts.append(("Payée le", format_date(found.paid_on)))
    if claim and found.is_late:
        rate_shown = format_number(claim.rate)
        facts.append(("Intérêts", f"{format_euros(claim.interest)} au taux de {rate_shown} %"))
        facts.append(("Indemnité", format_euros(claim.fee)))
        facts.append(("Réclamable", format_euros(claim.total)))
    if found.trouble:
        facts.append(("À savoir", found.trouble))
    return facts


def _as_json(found: Lateness) -> dict[str, object]:
    claim = found.claim
    return {
        "number": found.invoice.number,
        "customer": found.invoice.customer.code,
        "received_on": found.received_on,
        "opposable_on": found.opposable_on,
        "limit_days": found.payer.days,
        "due_on": found.clock.due,
        "days_late": found.days_late,
        "unpaid": found.unpaid,
        "paid_on": found.paid_on,
        "rate": _decimal(claim.rate if claim else None),
        "interest": _decimal(claim.interest if claim else None),
        "fee": _decimal(claim.fee if claim else None),
        "trouble": found.trouble,
    }


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _file_name(number: str) -> str:
    return "".join(char if char.isalnum() else "-" for char in number.strip()) or "facture"
