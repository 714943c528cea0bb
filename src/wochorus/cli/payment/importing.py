"""`wochorus payment import`: the bank's statement, or a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wochorus.billing.models import Invoice
from wochorus.billing.payments.camt import LARGEST_FILE, read_camt
from wochorus.billing.payments.importing import import_payments
from wochorus.billing.payments.models import PaymentOrigin
from wochorus.billing.payments.table import PAYMENTS, read_payments
from wochorus.cli.app import FrenchHelp
from wochorus.cli.output import emit_json, out
from wochorus.cli.payment.wording import payment_as_json, proposal_in_words
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.dates import format_date
from wochorus.core.money import format_euros
from wochorus.deposits.events import acting
from wochorus.spreadsheets.writing import check_target, new_sheet

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.billing.payments.bank_lines import BankFile
    from wochorus.billing.payments.importing import PaymentsReport, Waiting

SHOWN = 50


@click.command("import", cls=FrenchHelp)
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FICHIER"
)
@click.option("--any-account", is_flag=True, help="Accepter le relevé d'un autre compte.")
@company_option
@json_option
@needs_database
def import_file(file: Path, any_account: bool, company_code: str | None, as_json: bool) -> None:
    """Importer les règlements d'un relevé bancaire (camt.053 en XML) ou d'un tableau (CSV, XLSX).

    Le même fichier deux fois n'enregistre rien deux fois. Un règlement qui nomme les factures et
    paie exactement ce qu'elles doivent leur est affecté ; les autres attendent une décision. Un
    débit qui cite un avoir est son remboursement ; les autres débits ne sont pas repris.
    """
    company = chosen_company(company_code)
    read, origin = _read(file)
    report = import_payments(company, read, origin, actor=acting(), any_account=any_account)
    if as_json:
        emit_json({"company": company.code, **_as_json(company, report)})
        return
    announce(company)
    _print(company, report)


@click.command("template", cls=FrenchHelp)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="FICHIER")
@click.option("--force", is_flag=True, help="Remplacer le fichier s'il existe.")
def template(file: Path, force: bool) -> None:
    """Écrire un tableau vide de règlements, CSV ou XLSX selon son nom."""
    check_target(file, force=force)
    with new_sheet(file, PAYMENTS.headers, "Règlements"):
        pass
    out.print(f"Modèle écrit : {file}", markup=False)


def _read(file: Path) -> tuple[BankFile, PaymentOrigin]:
    if file.suffix.lower() == ".xml":
        with file.open("rb") as source:
            return read_camt(source.read(LARGEST_FILE + 1)), PaymentOrigin.BANK
    return read_payments(file), PaymentOrigin.TABLE


def _as_json(company: Company, report: PaymentsReport) -> dict[str, object]:
    numbers = _numbers(company, report.waiting)
    return {
        "recorded": report.recorded,
        "known": report.known,
        "debits": report.debits,
        "matched": [payment_as_json(each) for each in report.matched],
        "waiting": [
            {
                **payment_as_json(each.payment),
                "certainty": each.match.certainty.name.lower(),
                "proposal": [
                    {"number": numbers[invoice], "amount": amount}
                    for invoice, amount in each.match.shares
                ],
                "why": each.match.why,
            }
            for each in report.waiting
        ],
        "left_aside": [{"where": each.where, "why": each.why} for each in report.left_aside],
    }


def _print(company: Company, report: PaymentsReport) -> None:
    out.print(
        f"{report.recorded} règlement(s) enregistré(s) : "
        f"[green]{len(report.matched)} affecté(s)[/], {len(report.waiting)} à affecter ; "
        f"{report.known} déjà connu(s), "
        f"{report.debits} débit(s) laissé(s) de côté."
    )
    numbers = _numbers(company, report.waiting)
    for each in report.waiting[:SHOWN]:
        payment = each.payment
        who = payment.payer or payment.text or "payeur inconnu"
        head = f"  {payment.pk} · {format_date(payment.received_on)} · "
        amount = -payment.amount if payment.is_refund else payment.amount
        told = f"{format_euros(amount)} · {who}"
        out.print(head + told, markup=False)
        out.print(f"      {proposal_in_words(each.match, numbers)}", markup=False)
    if len(report.waiting) > SHOWN:
        more = len(report.waiting) - SHOWN
        out.print(f"  … et {more} autre(s) : wochorus payment list --unmatched")
    for aside in report.left_aside[:SHOWN]:
        out.print(f"  Laissé de côté, {aside.where} : {aside.why}", markup=False)
    if report.waiting:
        out.print("Accepter une proposition : wochorus payment match ID")


def _numbers(company: Company, waiting: list[Waiting]) -> dict[int, str]:
    ids = {invoice for each in waiting for invoice, _ in each.match.shares}
    return dict(Invoice.objects.filter(company=company, pk__in=ids).values_list("pk", "number"))
