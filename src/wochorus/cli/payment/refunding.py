"""`wochorus payment refund`: credit notes that are paid back to their customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wochorus.billing.models import InvoiceKind
from wochorus.billing.payments.recording import Received, record_payment
from wochorus.cli.app import FrenchHelp
from wochorus.cli.invoice.finding import found_invoice, year_option
from wochorus.cli.payment.typed_values import (
    LONGEST_TEXT,
    typed_amount,
    typed_day,
    typed_text,
)
from wochorus.cli.payment.typing_in import report
from wochorus.cli.payment.wording import shares_for
from wochorus.cli.session import chosen_company, company_option, json_option, needs_database
from wochorus.core.errors import InvalidInput
from wochorus.core.money import ZERO, format_euros
from wochorus.customers.payment_means import PaymentMeans
from wochorus.deposits.events import acting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from wochorus.billing.models import Invoice


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
    _check_one_customer(notes)
    chosen = _left(notes) if amount is None else typed_amount(amount)
    refunded = Received(
        typed_day(day),
        chosen,
        means=means,
        customer=notes[0].customer,
        payer=notes[0].customer.name[:200],
        text=typed_text("--text", text, LONGEST_TEXT),
        is_refund=True,
    )
    shares = shares_for(company, numbers, chosen, year) if chosen > ZERO else {}
    _check_wholly_given(chosen, shares.values())
    payment = record_payment(company, refunded, shares, actor=acting())
    report(company, payment, as_json=as_json)


def _check_one_customer(notes: Sequence[Invoice]) -> None:
    if len({note.customer_id for note in notes}) > 1:
        raise InvalidInput(
            "Ces avoirs ne sont pas du même client",
            where=", ".join(f"{note.number} ({note.customer.name})" for note in notes)[:300],
            remedy="Enregistrez un remboursement par client.",
        )
    for note in notes:
        if note.kind == InvoiceKind.CREDIT_NOTE and note.amount_due <= note.paid:
            raise InvalidInput(
                f"L'avoir {note.number} est déjà imputé ou remboursé en entier",
                remedy="« wochorus payment list » montre par quoi ; rien n'a été enregistré.",
            )


def _left(notes: Sequence[Invoice]) -> Decimal:
    return sum((note.amount_due - note.paid for note in notes), ZERO)


def _check_wholly_given(amount: Decimal, shares: Iterable[Decimal]) -> None:
    given = sum(shares, ZERO)
    if given < amount:
        raise InvalidInput(
            f"Il ne reste que {format_euros(given)} à rendre, pas {format_euros(amount)}",
            where="ce qui n'est ni imputé ni remboursé",
            remedy="Diminuez --amount ; rien n'a été enregistré.",
        )
