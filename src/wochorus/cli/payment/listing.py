"""`wochorus payment list` and `show`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from django.utils import timezone
from rich.markup import escape

from wochorus.billing.payments.queries import payments_of, unmatched
from wochorus.cli.app import FrenchHelp
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.output import emit_json, out
from wochorus.cli.payment.wording import (
    found_payment,
    kind_of,
    left_of,
    live_shares,
    payment_as_json,
    shares_in_words,
)
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.dates import format_date, format_moment
from wochorus.core.money import ZERO, format_amount, format_euros

if TYPE_CHECKING:
    from wochorus.billing.payments.models import Payment

_COLUMNS = (
    TextColumn("Id"),
    TextColumn("Date"),
    TextColumn("Montant", right=True),
    TextColumn("Reste", right=True),
    TextColumn("Payeur", least=12),
    TextColumn("Libellé", least=16),
    TextColumn("Factures payées, avoirs rendus", least=16),
)


@click.command("list", cls=FrenchHelp)
@click.option("--unmatched", "only_unmatched", is_flag=True, help="Ceux qui restent à affecter.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=200, show_default=True)
@company_option
@json_option
@needs_database
def list_payments(
    only_unmatched: bool, limit: int, company_code: str | None, as_json: bool
) -> None:
    """Lister les règlements, du plus récent au plus ancien, et ce que chacun paie."""
    company = chosen_company(company_code)
    found = unmatched(company) if only_unmatched else payments_of(company)
    shown, total = list(found[:limit]), found.count()
    if as_json:
        payments = [payment_as_json(each) for each in shown]
        emit_json({"company": company.code, "total": total, "payments": payments})
        return
    announce(company)
    if not shown:
        empty = "Aucun règlement n'attend d'être affecté." if only_unmatched else "Aucun règlement."
        out.print(empty)
        return
    print_columns(_COLUMNS, [_cells(each) for each in shown])
    out.print(f"{len(shown)} / {total} règlement(s)")


def _cells(payment: Payment) -> tuple[str, ...]:
    shares = live_shares(payment)
    left = left_of(payment, shares)
    sign = -1 if payment.is_refund else 1
    cancelled = f"annulé : {payment.cancelled_why}" if payment.cancelled_at else ""
    return (
        str(payment.pk),
        format_date(payment.received_on),
        format_amount(sign * payment.amount),
        format_amount(sign * left) if left else "–",
        payment.payer or (payment.customer.name if payment.customer else "–"),
        payment.text or "–",
        cancelled or shares_in_words(shares) or "–",
    )


@click.command("show", cls=FrenchHelp)
@click.argument("payment_id", type=int, metavar="ID")
@company_option
@json_option
@needs_database
def show(payment_id: int, company_code: str | None, as_json: bool) -> None:
    """Montrer un règlement, ce qu'il paie et ce qu'il a payé avant."""
    company = chosen_company(company_code)
    payment = found_payment(company, payment_id)
    if as_json:
        emit_json({"company": company.code, **payment_as_json(payment)})
        return
    announce(company)
    for title, value in _facts(payment):
        out.print(f"{title:<14} {escape(value)}")
    for share in payment.shares.select_related("invoice").order_by("pk"):
        taken_back = ""
        if share.taken_back_at is not None:
            moment = format_moment(timezone.localtime(share.taken_back_at))
            taken_back = f", retiré le {moment} par {share.taken_back_by}"
        line = f"{share.invoice.number} : {format_euros(share.amount)}, par {share.actor}"
        out.print(f"  {escape(line + taken_back)}")


def _facts(payment: Payment) -> list[tuple[str, str]]:
    left = left_of(payment, live_shares(payment))
    facts = [
        (kind_of(payment), str(payment.pk)),
        ("Payé le" if payment.is_refund else "Reçu le", format_date(payment.received_on)),
        ("Montant", format_euros(payment.amount)),
        ("Mode", str(payment.get_means_display())),
        ("Origine", str(payment.get_origin_display())),
        ("Bénéficiaire" if payment.is_refund else "Payeur", payment.payer),
        ("Libellé", payment.text),
        ("Remarque", payment.note),
        ("Saisi par", payment.actor),
        ("À affecter", format_euros(left) if left > ZERO else ""),
    ]
    if payment.cancelled_at is not None:
        moment = format_moment(timezone.localtime(payment.cancelled_at))
        why = f"le {moment} par {payment.cancelled_by} : {payment.cancelled_why}"
        facts.append(("Annulé", why))
    return [(title, value) for title, value in facts if value]
