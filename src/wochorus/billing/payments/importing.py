"""Payments that come in by a file: a bank's statement, or a table that a person filled in.

The same line read twice is recorded once. What is surely matched pays its invoices at once; the
rest is recorded too, waits, and comes with a proposal when there is one. Money that went out is
recorded only when it cites a credit note: an account pays many things that are no refund.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from wochorus.accounts.models import Company
from wochorus.billing.payments.bank_lines import BankLine, LeftAside
from wochorus.billing.payments.matching import Certainty, Incoming, Ledger, Match
from wochorus.billing.payments.models import Payment, PaymentOrigin
from wochorus.billing.payments.queries import open_credit_notes, open_invoices
from wochorus.billing.payments.recording import Received, record_payment
from wochorus.core.banking import format_iban
from wochorus.core.errors import InvalidInput
from wochorus.core.money import format_euros

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wochorus.billing.payments.bank_lines import BankFile

_EURO = "EUR"
_IF_REFUND = "si c'est son remboursement : wochorus payment refund N°_AVOIR"


@dataclass(slots=True)
class Waiting:
    """A payment that pays nothing yet, and what it may pay."""

    payment: Payment
    match: Match


@dataclass(slots=True)
class PaymentsReport:
    """What an import did. Every line of the file is in one of these."""

    matched: list[Payment] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    known: int = 0
    left_aside: list[LeftAside] = field(default_factory=list)
    debits: int = 0
    """Money that went out and was not recorded."""

    @property
    def recorded(self) -> int:
        """How many payments are new."""
        return len(self.matched) + len(self.waiting)


def import_payments(
    company: Company,
    read: BankFile,
    origin: PaymentOrigin,
    *,
    actor: str,
    any_account: bool = False,
) -> PaymentsReport:
    """Record the payments of a file, all of them or none.

    Raises `InvalidInput` when an account of the file is not the company's (unless ``any_account``
    or when the company's is not known): one company's money must not pay another's invoices.
    """
    if not any_account:
        _check_accounts(company, read.lines)
    report = PaymentsReport(left_aside=list(read.left_aside), debits=read.debits)
    with transaction.atomic():
        Company.objects.select_for_update().get(pk=company.pk)
        _Recording(company, origin, actor, report).record(read.lines)
    return report


def preview_payments(
    company: Company,
    read: BankFile,
    origin: PaymentOrigin,
    *,
    actor: str,
    any_account: bool = False,
) -> PaymentsReport:
    """Say what `import_payments` would do now with the same file: nothing is recorded.

    The payments of the report are not in the database. Raises as `import_payments`.
    """
    with transaction.atomic():
        report = import_payments(company, read, origin, actor=actor, any_account=any_account)
        transaction.set_rollback(True)
    return report


@dataclass(frozen=True, slots=True)
class _Recording:
    """One import under way."""

    company: Company
    origin: PaymentOrigin
    actor: str
    report: PaymentsReport

    def record(self, lines: Iterable[BankLine]) -> None:
        company = self.company
        known = set(Payment.objects.filter(company=company).values_list("bank_key", flat=True))
        owed = Ledger(open_invoices(company))
        to_give_back = Ledger(open_credit_notes(company), is_refund=True)
        for line in lines:
            if line.key in known:
                self.report.known += 1
            elif line.is_debit:
                self._record_debit(line, to_give_back)
            elif line.currency != _EURO:
                why = f"en {line.currency[:3]} : à saisir à la main, en euros"
                self._leave_aside(line, why)
            else:
                match = owed.match(Incoming(line.amount, line.text, line.payer))
                self._record_one(line, match, owed)

    def _record_debit(self, line: BankLine, to_give_back: Ledger) -> None:
        match = to_give_back.match(Incoming(line.amount, line.text, line.payer))
        if line.currency == _EURO and match.cites:
            self._record_one(line, match, to_give_back)
            return
        self.report.debits += 1
        if line.currency == _EURO and match.shares:
            why = f"{match.why} ; {_IF_REFUND}"
            self._leave_aside(line, f"débit de {format_euros(line.amount)}, {why}")
        elif self.origin == PaymentOrigin.TABLE:
            why = "aucun avoir à rendre ne lui ressemble"
            self._leave_aside(line, f"débit de {format_euros(line.amount)}, {why}")

    def _leave_aside(self, line: BankLine, why: str) -> None:
        where = f"{line.booked_on:%d/%m/%Y}, {line.payer or line.text}"[:100]
        self.report.left_aside.append(LeftAside(where, why))

    def _record_one(self, line: BankLine, match: Match, ledger: Ledger) -> None:
        shares = dict(match.shares) if match.certainty is Certainty.SURE else {}
        payment = record_payment(self.company, self._received(line), shares, actor=self.actor)
        ledger.close(shares)
        if shares:
            self.report.matched.append(payment)
        else:
            self.report.waiting.append(Waiting(payment, match))

    def _received(self, line: BankLine) -> Received:
        return Received(
            line.booked_on,
            line.amount,
            self.origin,
            account=line.account[:34],
            bank_key=line.key,
            payer=line.payer,
            text=line.text,
            is_refund=line.is_debit,
        )


def _check_accounts(company: Company, lines: Iterable[BankLine]) -> None:
    own = "".join(company.iban.split()).upper()
    foreign = {line.account for line in lines if own and line.account and line.account != own}
    if foreign:
        raise InvalidInput(
            f"Ce relevé est celui du compte {format_iban(min(foreign))}, "
            f"pas de celui de {company.name}",
            where=f"compte de la société : {format_iban(own)}",
            remedy="Choisissez la bonne société, ou ajoutez --any-account si ce compte est aussi "
            "le sien.",
        )
