"""`wochorus payment refund`: credit notes that are paid back to their customer."""

from __future__ import annotations

import click

from wochorus.billing.payments.recording import Received
from wochorus.billing.payments.refunding import check_refundable, left_to_give_back
from wochorus.billing.payments.refunding import refund as refund_notes
from wochorus.cli.app import FrenchHelp
from wochorus.cli.found_invoice import found_invoice, year_option
from wochorus.cli.payment.typed_values import (
    LONGEST_TEXT,
    typed_amount,
    typed_day,
    typed_text,
)
from wochorus.cli.payment.typing_in import report
from wochorus.cli.session import chosen_company, company_option, json_option, needs_database
from wochorus.customers.payment_means import PaymentMeans
from wochorus.deposits.events import acting


@click.command("refund", cls=FrenchHelp)
@click.argument("numbers", metavar="N°_AVOIR...", nargs=-1, required=True)
@click.option("--amount", metavar="MONTANT", help="Montant rendu (tout ce qui reste sinon).")
@click.option("--on", "day", metavar="DATE", help="Jour du remboursement (aujourd'hui sinon).")
@click.option("--text", default="", help="Libellé du virement, n° du chèque…")
@click.option(
    "--means",
    type=click.Choice(PaymentMeans.values),
    default=PaymentMeans.TRANSFER.value,
    show_default=True,
    help="Mode : 30 virement, 20 chèque, 10 espèces…",
)
@year_option
@company_option
@json_option
@needs_database
def refund(
    numbers: tuple[str, ...],
    amount: str | None,
    day: str | None,
    text: str,
    means: str,
    year: int | None,
    company_code: str | None,
    as_json: bool,
) -> None:
    """Enregistrer l'argent rendu au client pour un avoir, ou pour plusieurs du même client.

    Un avoir imputé en partie ne se rembourse que pour le reste. « wochorus payment cancel » défait.
    """
    company = chosen_company(company_code)
    notes = [found_invoice(company, number, year) for number in dict.fromkeys(numbers)]
    check_refundable(notes)
    refunded = Received(
        typed_day(day),
        left_to_give_back(notes) if amount is None else typed_amount(amount),
        means=means,
        customer=notes[0].customer,
        payer=notes[0].customer.name[:200],
        text=typed_text("--text", text, LONGEST_TEXT),
        is_refund=True,
    )
    payment = refund_notes(notes, refunded, actor=acting())
    report(company, payment, as_json=as_json)
