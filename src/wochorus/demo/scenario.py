"""The two hundred invoices of the demonstration: the same every time, the dates apart.

Contracts are billed in the second half of the month, extra works in the first: the demonstration
deposits the former by lot and the latter one by one. All is drawn from a fixed seed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from wochorus.core.money import to_cents
from wochorus.demo.catalogue import (
    DAILY_CLEANING,
    SITE_CLEANING,
    contract_lines,
    extra_work_lines,
    room_by_room_lines,
)
from wochorus.demo.customers import (
    BUILDER,
    PRIVATE_CUSTOMERS,
    SOUND_PUBLIC_CUSTOMERS,
    TROUBLED_CUSTOMERS,
)
from wochorus.demo.invoices import (
    EXTRA_WORK,
    PRIVATE_DELAY,
    PUBLIC_DELAY,
    DemoInvoice,
    Line,
    PdfFile,
)
from wochorus.demo.public_bodies import SHUT_ON_THE_PORTAL, Requires

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from wochorus.demo.customers import DemoCustomer
    from wochorus.demo.month import Month

SEED = 81_21
LONG_BILL_LINES = 26
_WITH_FIVE_INVOICES = 10
_FREE = "Facture libre"
_PRIVATE_MEANS = ("Prélèvement", "Virement", "Chèque")


@dataclass(slots=True)
class _Drawing:
    """The invoices being drawn for a month."""

    month: Month
    random: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - invoices, no secret
    orders: int = 400

    def invoices(self) -> Iterator[DemoInvoice]:
        """Draw the invoices of every customer, numbers apart."""
        for rank, customer in enumerate(SOUND_PUBLIC_CUSTOMERS):
            yield self.contract(customer, 0)
            yield (
                self.shut(customer) if rank == _RANK_OF_SHUT_SERVICE else self.contract(customer, 1)
            )
            yield self.third(customer, rank)
        for customer in TROUBLED_CUSTOMERS:
            yield self.contract(customer, 0)
        for rank, customer in enumerate(PRIVATE_CUSTOMERS):
            yield from self.private(customer, 5 if rank < _WITH_FIVE_INVOICES else 4)

    def third(self, customer: DemoCustomer, rank: int) -> DemoInvoice:
        """Draw the third invoice of a public customer: works, a credit note, a contract."""
        if rank % 3 == 0:
            return self.extra_work(customer)
        if rank % 9 == 4:  # noqa: PLR2004 - four credit notes
            return self.credit_note(customer)
        third = self.contract(customer, 2)
        if rank % 17 == 2:  # noqa: PLR2004 - two long bills
            lines = room_by_room_lines(self.random, LONG_BILL_LINES)
            return replace(third, lines=lines, site=customer.sites[0])
        if rank % 29 == 5:  # noqa: PLR2004 - one that was paid when ordered
            return replace(third, cadre="A2", prepaid=third.total_with_tax, payment_means="Carte")
        return third

    def private(self, customer: DemoCustomer, count: int) -> Iterator[DemoInvoice]:
        """Draw the invoices of a private customer."""
        for rank in range(count - 2):
            yield self.contract(customer, rank)
        yield self.with_deposit(self.works(customer))
        another = self.contract(customer, 0)
        is_credit = self.random.random() < 1 / 6
        yield self.credit_note(customer) if is_credit else replace(another, source=_FREE)

    def works(self, customer: DemoCustomer) -> DemoInvoice:
        """Draw the works of a private customer; those of the builder extend his own."""
        works = self.extra_work(customer)
        if customer != BUILDER:
            return works
        return replace(works, lines=(SITE_CLEANING,), subject=SITE_CLEANING.designation)

    def contract(self, customer: DemoCustomer, rank: int) -> DemoInvoice:
        """Draw a month of contract on one of the customer's sites."""
        site = customer.sites[rank % len(customer.sites)]
        days = [day for day in self.month.weekdays() if day > self.month.middle]
        day = days[-1] if rank == 0 else self.one_of(days)
        return self._invoice(
            customer, day, f"Nettoyage, {self.month.name}", site, contract_lines(self.random)
        )

    def extra_work(self, customer: DemoCustomer) -> DemoInvoice:
        """Draw works ordered apart, in the first half of the month."""
        days = [day for day in self.month.weekdays() if day <= self.month.middle]
        lines = extra_work_lines(self.random)
        site = self.random.choice(customer.sites)
        drawn = self._invoice(customer, self.one_of(days), lines[0].designation, site, lines)
        return replace(drawn, source=EXTRA_WORK, annexes=("bon d'intervention",))

    def one_of(self, days: list[date]) -> date:
        """Draw a day with one number, however many days there are: the next draws stay the same."""
        return days[int(self.random.random() * len(days))]

    def credit_note(self, customer: DemoCustomer) -> DemoInvoice:
        """Draw a credit note; the invoice that it corrects is found when all have a number."""
        hours = Decimal(self.random.randint(2, 9))
        price, rate = Decimal(DAILY_CLEANING.unit_price), DAILY_CLEANING.rate
        line = Line("Prestation non réalisée", "Agent absent", hours, "h", price, rate)
        subject = f"Remise sur le nettoyage, {self.month.name}"
        last = self.month.weekdays()[-1]
        drawn = self._invoice(customer, last, subject, customer.sites[0], (line,))
        return replace(drawn, credit_of="")

    def shut(self, customer: DemoCustomer) -> DemoInvoice:
        """Draw the invoice whose service the portal has closed since the annuaire came out."""
        return replace(self.contract(customer, 1), code_service=SHUT_ON_THE_PORTAL.code)

    def with_deposit(self, invoice: DemoInvoice) -> DemoInvoice:
        """Have a third paid when the works were ordered, for one bill in two."""
        if self.random.random() < 1 / 2:
            return invoice
        return replace(invoice, prepaid=to_cents(invoice.total_with_tax * 3 / 10))

    def _invoice(
        self,
        customer: DemoCustomer,
        day: date,
        subject: str,
        site: str,
        lines: tuple[Line, ...],
    ) -> DemoInvoice:
        delay = PUBLIC_DELAY if customer.is_public else PRIVATE_DELAY
        means = "Virement" if customer.is_public else self.random.choice(_PRIVATE_MEANS)
        code_service, engagement, marche = self._references(customer)
        return DemoInvoice(
            "",
            customer,
            day,
            day + delay,
            subject,
            site,
            lines,
            code_service=code_service,
            engagement=engagement,
            marche=marche,
            payment_means=means,
        )

    def _references(self, customer: DemoCustomer) -> tuple[str, str, str]:
        """Draw a service, an order and a marche: those asked for, others, and one at least."""
        if not customer.is_public:
            return "", "", ""
        self.orders += 1
        body = customer.body
        requires = body.requires if body else Requires.NOTHING
        services = body.usable_services if body else ()
        has_service = requires in (Requires.SERVICE, Requires.BOTH) or bool(
            services and self.random.random() < 2 / 3
        )
        has_order = requires in (Requires.ENGAGEMENT, Requires.BOTH) or (
            requires is Requires.ONE_OF_TWO and not has_service
        )
        has_marche = self.random.random() < 1 / 3
        has_order = has_order or not (has_service or has_marche)
        return (
            self.random.choice(services).code if has_service else "",
            f"BC-{self.month.year}-{self.orders:05d}" if has_order else "",
            f"{self.month.year - 1}-PROP-{customer.postcode[:2]}" if has_marche else "",
        )


_RANK_OF_SHUT_SERVICE = next(
    rank
    for rank, customer in enumerate(SOUND_PUBLIC_CUSTOMERS)
    if customer.body and SHUT_ON_THE_PORTAL in customer.body.services
)


def sound_invoices(month: Month) -> list[DemoInvoice]:
    """Make the two hundred invoices of ``month``, all of them right, in the order of numbers."""
    drawn = sorted(
        _Drawing(month).invoices(), key=lambda each: (each.issue_date, each.customer.code)
    )
    numbered = list(_numbered(drawn, month))
    return [_with_documents(_citing(invoice, numbered)) for invoice in numbered]


def _numbered(invoices: list[DemoInvoice], month: Month) -> Iterator[DemoInvoice]:
    counts: Counter[str] = Counter()
    for invoice in invoices:
        series = "AV" if invoice.is_credit_note else "FA"
        counts[series] += 1
        number = f"{series}{month.code[2:].replace('-', '')}-{counts[series]:04d}"
        yield replace(invoice, number=number)


def _citing(invoice: DemoInvoice, numbered: list[DemoInvoice]) -> DemoInvoice:
    if not invoice.is_credit_note:
        return invoice
    origin = next(
        other
        for other in numbered
        if other.customer == invoice.customer
        and other.site == invoice.site
        and not other.is_credit_note
    )
    return replace(invoice, credit_of=origin.number, credit_of_date=origin.issue_date)


def _with_documents(invoice: DemoInvoice) -> DemoInvoice:
    """Name its reports; leave the page of long detailed bills to WO CHORUS."""
    if invoice.is_detailed and len(invoice.lines) == LONG_BILL_LINES:
        return replace(invoice, pdf=PdfFile.LEFT_TO_US)
    if not invoice.annexes:
        return invoice
    return replace(invoice, annexes=(f"bon-intervention-{invoice.number}.pdf",))
