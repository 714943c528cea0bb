"""`wochorus payment add` and `credit`: what a person records by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from wochorus.billing.payments.matching import Certainty, Incoming, Ledger
from wochorus.billing.payments.queries import open_invoices
from wochorus.billing.payments.recording import Received, record_payment, set_against
from wochorus.cli.app import FrenchHelp
from wochorus.cli.found_invoice import found_invoice, year_option
from wochorus.cli.output import emit_json, out
from wochorus.cli.payment.typed_values import (
    LONGEST_PAYER,
    LONGEST_TEXT,
    typed_amount,
    typed_day,
    typed_text,
)
from wochorus.cli.payment.wording import (
    found_payment,
    kind_of,
    left_of,
    live_shares,
    payment_as_json,
    shares_for,
    shares_in_words,
)
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.money import format_euros
from wochorus.customers.payment_means import PaymentMeans
from wochorus.deposits.events import acting

if TYPE_CHECKING:
    from decimal import Decimal

    from wochorus.accounts.models import Company
    from wochorus.billing.payments.models import Payment


@click.command("add", cls=FrenchHelp)
@click.argument("amount", metavar="MONTANT")
@click.option("--on", "received_on", metavar="DATE", help="Jour de réception (aujourd'hui sinon).")
@click.option(
    "--invoice",
    "numbers",
    metavar="N°",
    multiple=True,
    help="Facture payée (répétable) ; la plus ancienne d'abord si le montant ne suffit pas.",
)
@click.option("--payer", default="", help="Qui a payé.")
@click.option("--text", default="", help="Libellé de la banque, n° du chèque…")
@click.option(
    "--means",
    type=click.Choice(PaymentMeans.values),
    default=PaymentMeans.TRANSFER.value,
    show_default=True,
    help="Mode : 30 virement, 20 chèque, 49 prélèvement, 48 carte, 10 espèces…",
)
@year_option
@company_option
@json_option
@needs_database
def add(
    numbers: tuple[str, ...],
    year: int | None,
    company_code: str | None,
    as_json: bool,
    **told: Any,  # noqa: ANN401 - options of any type
) -> None:
    """Enregistrer un règlement reçu.

    Sans --invoice, il est affecté si son libellé nomme les factures et paie ce qu'elles doivent ;
    sinon il attend : « wochorus payment match ».
    """
    company = chosen_company(company_code)
    received = _received(**told)
    shares = _shares(company, received, numbers, year)
    payment = record_payment(company, received, shares, actor=acting())
    report(company, payment, as_json=as_json)


@click.command("credit", cls=FrenchHelp)
@click.argument("credit_note", metavar="N°_AVOIR")
@click.argument("number", metavar="N°_FACTURE")
@click.option("--amount", metavar="MONTANT", help="Montant imputé (tout ce qui peut l'être sinon).")
@click.option("--on", "day", metavar="DATE", help="Date de l'imputation (aujourd'hui sinon).")
@year_option
@company_option
@json_option
@needs_database
def credit(
    credit_note: str,
    number: str,
    amount: str | None,
    day: str | None,
    year: int | None,
    company_code: str | None,
    as_json: bool,
) -> None:
    """Imputer un avoir sur une facture du même client."""
    company = chosen_company(company_code)
    payment = set_against(
        found_invoice(company, credit_note, year),
        found_invoice(company, number, year),
        on=typed_day(day),
        actor=acting(),
        amount=None if amount is None else typed_amount(amount),
    )
    report(company, payment, as_json=as_json)


def _received(
    *, amount: str, received_on: str | None, payer: str, text: str, means: str
) -> Received:
    return Received(
        typed_day(received_on),
        typed_amount(amount),
        means=means,
        payer=typed_text("--payer", payer, LONGEST_PAYER),
        text=typed_text("--text", text, LONGEST_TEXT),
    )


def _shares(
    company: Company, received: Received, numbers: tuple[str, ...], year: int | None
) -> dict[int, Decimal]:
    if not numbers:
        match = Ledger(open_invoices(company)).match(
            Incoming(received.amount, received.text, received.payer)
        )
        return dict(match.shares) if match.certainty is Certainty.SURE else {}
    return shares_for(company, numbers, received.amount, year)


def report(company: Company, payment: Payment, *, as_json: bool) -> None:
    """Say what was recorded, what it pays and what waits."""
    payment = found_payment(company, payment.pk)
    if as_json:
        emit_json({"company": company.code, **payment_as_json(payment)})
        return
    announce(company)
    shares = live_shares(payment)
    paid = f" : {shares_in_words(shares)}" if shares else ""
    line = f"{kind_of(payment)} {payment.pk} de {format_euros(payment.amount)} enregistré{paid}."
    out.print(line, markup=False)
    if left := left_of(payment, shares):
        command = f"wochorus payment match {payment.pk} --invoice N°"
        out.print(f"À affecter : {format_euros(left)} ({command})", markup=False)
