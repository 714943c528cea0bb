"""`wochorus payment match`, `unmatch` and `cancel`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wochorus.billing.models import Invoice
from wochorus.billing.payments.matching import Incoming, Ledger
from wochorus.billing.payments.moving import move_payments
from wochorus.billing.payments.queries import open_for
from wochorus.billing.payments.recording import allocate, cancel_payment, take_back
from wochorus.cli.app import FrenchHelp
from wochorus.cli.confirmation import confirm
from wochorus.cli.found_invoice import found_invoice, year_option
from wochorus.cli.output import out
from wochorus.cli.payment.wording import (
    found_payment,
    kind_of,
    left_of,
    live_shares,
    proposal_in_words,
    shares_for,
    shares_in_words,
)
from wochorus.cli.session import chosen_company, company_option, needs_database
from wochorus.core.errors import InvalidInput
from wochorus.core.money import format_euros
from wochorus.deposits.events import acting

if TYPE_CHECKING:
    from decimal import Decimal

    from wochorus.billing.payments.models import Payment


@click.command("match", cls=FrenchHelp)
@click.argument("payment_id", type=int, metavar="ID")
@click.option(
    "--invoice", "numbers", metavar="N°", multiple=True, help="Facture payée, ou avoir rendu."
)
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@year_option
@company_option
@needs_database
def match(
    payment_id: int,
    numbers: tuple[str, ...],
    yes: bool,
    year: int | None,
    company_code: str | None,
) -> None:
    """Affecter ce qui reste d'un règlement : aux factures données, sinon selon la proposition."""
    company = chosen_company(company_code)
    payment = found_payment(company, payment_id)
    if numbers:
        shares = shares_for(company, numbers, left_of(payment, live_shares(payment)), year)
    else:
        shares = _proposed(payment, yes=yes)
    allocate(payment, shares, actor=acting())
    paid = live_shares(found_payment(company, payment_id))
    told = f"{kind_of(payment)} {payment.pk} : {shares_in_words(paid)}."
    out.print(told, markup=False)


@click.command("unmatch", cls=FrenchHelp)
@click.argument("payment_id", type=int, metavar="ID")
@click.argument("number", metavar="N°_FACTURE")
@year_option
@company_option
@needs_database
def unmatch(payment_id: int, number: str, year: int | None, company_code: str | None) -> None:
    """Retirer à une facture, ou à un avoir, la part qu'un règlement lui donne."""
    company = chosen_company(company_code)
    payment = found_payment(company, payment_id)
    freed = take_back(payment, [found_invoice(company, number, year).pk], actor=acting())
    told = f"{kind_of(payment)} {payment.pk} : {format_euros(freed)} à affecter à nouveau."
    out.print(told, markup=False)


@click.command("move", cls=FrenchHelp)
@click.argument("number", metavar="ANCIEN_N°")
@year_option
@company_option
@needs_database
def move(number: str, year: int | None, company_code: str | None) -> None:
    """Porter sous son nouveau numéro ce qui est réglé sous l'ancien, pour une facture réémise.

    Un avoir réémis aussi : ses imputations et ses remboursements suivent.
    """
    company = chosen_company(company_code)
    moved = move_payments(found_invoice(company, number, year), actor=acting())
    told = f"{format_euros(moved.total)} portés de {moved.old.number} à {moved.new.number}"
    out.print(f"{told} ({len(moved.payments)} règlement(s)).", markup=False)


@click.command("cancel", cls=FrenchHelp)
@click.argument("payment_id", type=int, metavar="ID")
@click.option("--why", required=True, metavar="MOTIF", help="Pourquoi il est annulé.")
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@company_option
@needs_database
def cancel(payment_id: int, why: str, yes: bool, company_code: str | None) -> None:
    """Annuler un règlement ou un remboursement enregistré par erreur.

    Il reste dans la liste, avec son motif.
    """
    company = chosen_company(company_code)
    payment = found_payment(company, payment_id)
    confirm(
        f"Annuler le {kind_of(payment).lower()} {payment.pk} de {format_euros(payment.amount)} ?",
        yes=yes,
        what="L'annulation d'un règlement demande une confirmation",
    )
    cancel_payment(payment, why, actor=acting())
    again = "ses avoirs sont à rendre" if payment.is_refund else "ses factures sont à régler"
    out.print(f"{kind_of(payment)} {payment.pk} annulé : {again} de nouveau.")


def _proposed(payment: Payment, *, yes: bool) -> dict[int, Decimal]:
    left = left_of(payment, live_shares(payment))
    if left <= 0:
        raise InvalidInput(
            f"Il ne reste rien du règlement {payment.pk} à affecter",
            remedy=f"« wochorus payment show {payment.pk} » montre ce qu'il paie.",
        )
    ledger = Ledger(open_for(payment), is_refund=payment.is_refund)
    found = ledger.match(Incoming(left, payment.text, payment.payer))
    if not found.shares:
        raise InvalidInput(
            f"Rien à proposer pour le règlement {payment.pk}",
            where=found.why or f"reste : {format_euros(left)}",
            remedy="Nommez la facture, ou l'avoir : --invoice N°.",
        )
    ids = [each for each, _ in found.shares]
    numbers = dict(Invoice.objects.filter(pk__in=ids).values_list("pk", "number"))
    confirm(
        f"Affecter à {proposal_in_words(found, numbers)} ?",
        yes=yes,
        what="Une proposition demande une confirmation",
    )
    return dict(found.shares)
