"""`wochorus billing credit`: correct an issued invoice, whole or in part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from wochorus.cli.app import FrenchHelp
from wochorus.cli.billing.common import date_option, day_of, question, yes_option
from wochorus.cli.columns import TextColumn, print_columns
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
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput
from wochorus.core.money import format_amount, format_euros, format_number, parse_decimal
from wochorus.deposits.events import acting

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from wochorus.billing.credits.services import CreditMade, CreditWish
    from wochorus.billing.models import Invoice

_NOTES = (
    TextColumn("Avoir"),
    TextColumn("Date"),
    TextColumn("TTC", right=True),
    TextColumn("Objet", least=20),
)


@click.command("credit", cls=FrenchHelp)
@click.argument("number", metavar="N°_FACTURE")
@click.option("--why", "reason", default="", metavar="MOTIF", help="Pourquoi (obligatoire).")
@click.option("--amount", metavar="MONTANT", help="Montant TTC, réparti sur les taux de TVA.")
@click.option(
    "--line",
    "lines",
    metavar="N°=QUANTITÉ",
    multiple=True,
    help="Quantité d'une ligne, comme 2=1,5 (répétable).",
)
@click.option(
    "--keep-open",
    is_flag=True,
    help="Ne pas l'imputer sur la facture : il attend un remboursement.",
)
@click.option("--list", "lists", is_flag=True, help="Montrer les avoirs de la facture et le reste.")
@date_option
@year_option
@yes_option
@company_option
@json_option
@needs_database
def credit(
    number: str,
    lists: bool,
    day: date | None,
    year: int | None,
    yes: bool,
    company_code: str | None,
    as_json: bool,
    **asked: Any,  # noqa: ANN401 - options of any type
) -> None:
    """Émettre un avoir : tout ce qui reste de la facture, un montant, ou des lignes.

    Il est imputé sur ce que la facture doit encore, et cite sa facture.
    """
    from wochorus.billing.credits.services import issue_credit

    company = chosen_company(company_code)
    invoice = found_invoice(company, number, year)
    if lists:
        _show(invoice, as_json=as_json)
        return
    issue_date = day_of(day)
    wish = _wish(issue_date, **asked)
    confirm(
        question(company, f"un avoir sur la facture {invoice.number}", issue_date),
        yes=yes,
        what="L'émission d'un avoir demande une confirmation",
    )
    made = issue_credit(invoice, wish, actor=acting())
    _report(invoice, made, as_json=as_json)


def _wish(
    day: date, reason: str, amount: str | None, lines: tuple[str, ...], *, keep_open: bool
) -> CreditWish:
    from wochorus.billing.credits.services import CreditWish

    if amount is not None and lines:
        raise click.UsageError("Donnez --amount ou --line, pas les deux.")
    return CreditWish(
        day,
        reason,
        None if amount is None else _number(amount, "un montant comme 1 234,56"),
        _quantities(lines),
        sets_off=not keep_open,
    )


def _quantities(texts: tuple[str, ...]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for identifier, quantity in map(_line, texts):
        if identifier in found:
            raise InvalidInput(
                f"La ligne {identifier} est donnée deux fois",
                remedy="Donnez-la une fois, avec toute la quantité à rendre ; rien n'a été émis.",
            )
        found[identifier] = quantity
    return found


def _line(text: str) -> tuple[str, Decimal]:
    identifier, found, quantity = text.partition("=")
    if not found or not identifier.strip():
        raise InvalidInput(
            f"« {text} » ne se lit pas", remedy="Écrivez la ligne et la quantité : --line 2=1,5"
        )
    return identifier.strip(), _number(quantity, "une quantité comme 1,5")


def _number(text: str, expected: str) -> Decimal:
    try:
        return parse_decimal(text)
    except ValueError as error:
        raise InvalidInput(f"« {text} » n'est pas {expected}", remedy="Corrigez-le.") from error


def _report(invoice: Invoice, made: CreditMade, *, as_json: bool) -> None:
    note, payment = made.credit_note, made.payment
    if as_json:
        emit_json(
            {
                "company": invoice.company.code,
                "credit_note": note.number,
                "invoice": invoice.number,
                "with_tax": note.total_with_tax,
                "set_against": payment.amount if payment else None,
            }
        )
        return
    announce(invoice.company)
    out.print(
        f"Avoir {note.number} de {format_euros(note.total_with_tax)} émis sur {invoice.number}.",
        markup=False,
    )
    if payment:
        out.print(f"Imputé sur la facture : {format_euros(payment.amount)}.", markup=False)
    if left := note.amount_due - note.paid:
        out.print(
            f"À rendre au client : {format_euros(left)} (wochorus payment refund), ou à imputer "
            "(wochorus payment credit).",
            markup=False,
        )


def _show(invoice: Invoice, *, as_json: bool) -> None:
    from wochorus.billing.credits.left import credit_notes_of, left_of

    notes, left = credit_notes_of(invoice), left_of(invoice)
    if as_json:
        emit_json(
            {
                "company": invoice.company.code,
                "invoice": invoice.number,
                "credit_notes": [_note_as_json(note) for note in notes],
                "left": left.with_tax,
                "rates": [
                    {
                        "rate": rate.rate,
                        "category": rate.category,
                        "base": rate.base,
                        "tax": rate.tax,
                    }
                    for rate in left.rates
                ],
                "lines": dict(left.quantities),
            }
        )
        return
    announce(invoice.company)
    if notes:
        rows = [
            (
                note.number,
                format_date(note.issue_date),
                format_amount(note.total_with_tax),
                note.subject or "–",
            )
            for note in notes
        ]
        print_columns(_NOTES, rows)
    out.print(f"Reste à créditer : {format_euros(left.with_tax)} TTC", markup=False)
    for rate in left.rates:
        told = f"  à {format_number(rate.rate)} % : {format_euros(rate.base)} HT"
        out.print(f"{told}, {format_euros(rate.tax)} de TVA", markup=False)
    for line, quantity in left.quantities.items():
        out.print(f"  ligne {line} : {format_number(abs(quantity))}", markup=False)


def _note_as_json(note: Invoice) -> dict[str, Any]:
    return {"number": note.number, "date": note.issue_date, "with_tax": note.total_with_tax}
