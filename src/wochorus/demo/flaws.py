"""Everything that can be wrong with an invoice of the journal, each thing at least once.

Each flaw names the codes of the anomalies that the checks must find, chooses an invoice that
suits it, and spoils it. The tests hold the checks and this list together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from wochorus.demo import customers, public_bodies
from wochorus.demo.attachments import (
    EMPTY_ANNEX,
    LONG_NAMED_ANNEX,
    PHOTOS,
    REFUSED_ANNEX,
    TOO_LARGE_ANNEX,
)
from wochorus.demo.invoices import DemoInvoice, PdfFile
from wochorus.demo.public_bodies import Requires

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Suits = Callable[[DemoInvoice], bool]
    Spoil = Callable[[DemoInvoice], DemoInvoice]

Expected = dict[str, frozenset[str]]
"""The codes of the anomalies that the checks must find, by invoice number."""

_TEN, _GAP = Decimal(10), Decimal("1.50")
_FUTURE = timedelta(days=20)

CUSTOMER_TROUBLES: Mapping[str, frozenset[str]] = {
    customers.NO_SIRET.code: frozenset({"SIRET_MISSING"}),
    customers.SHORT_SIRET.code: frozenset({"SIRET_MALFORMED"}),
    customers.UNKNOWN_STRUCTURE.code: frozenset({"STRUCTURE_UNKNOWN"}),
    customers.MISTYPED_SIRET.code: frozenset({"SIRET_KEY", "STRUCTURE_UNKNOWN"}),
    customers.INACTIVE.code: frozenset({"STRUCTURE_INACTIVE"}),
    customers.WORKS_ONLY.code: frozenset({"STRUCTURE_WORKS_ONLY"}),
    customers.GONE.code: frozenset({"STRUCTURE_CLOSED"}),
}
"""What the checks find on every invoice of these customers."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A flaw: the codes that it must raise, the invoices that can bear it, what it does."""

    codes: frozenset[str]
    suits: Suits
    spoil: Spoil


def _flaw(codes: str, spoil: Spoil, suits: Suits | None = None) -> Flaw:
    return Flaw(frozenset(codes.split()), suits or _is_plain, spoil)


def _is_plain(invoice: DemoInvoice) -> bool:
    return not invoice.is_credit_note and invoice.cadre == "A1" and not invoice.annexes


def _has_only_totals(invoice: DemoInvoice) -> bool:
    return _is_plain(invoice) and not invoice.is_detailed


def _is_sound_with_lines(invoice: DemoInvoice) -> bool:
    return _is_plain(invoice) and invoice.is_detailed and invoice.pdf is PdfFile.SOUND


def _needs_no_reference(invoice: DemoInvoice) -> bool:
    return _is_sound_with_lines(invoice) and _asks(Requires.NOTHING)(invoice)


def _is_credit_note(invoice: DemoInvoice) -> bool:
    return invoice.is_credit_note


def _asks(*wanted: Requires) -> Suits:
    def suits(invoice: DemoInvoice) -> bool:
        body = invoice.customer.body
        return _is_plain(invoice) and body is not None and body.requires in wanted

    return suits


def _has(service: public_bodies.BodyService) -> Suits:
    def suits(invoice: DemoInvoice) -> bool:
        body = invoice.customer.body
        return (
            _is_plain(invoice)
            and body is not None
            and service in body.services
            and body.requires in (Requires.NOTHING, Requires.SERVICE)
        )

    return suits


def _with(**changes: object) -> Spoil:
    return lambda invoice: replace(invoice, **changes)  # type: ignore[arg-type] # checked by tests


def _renumbered(form: str) -> Spoil:
    """Give another number; the PDF keeps the name of the first."""
    return lambda invoice: replace(
        invoice, number=form.format(invoice.number), file_stem=invoice.number
    )


def _double_space(invoice: DemoInvoice) -> DemoInvoice:
    return replace(invoice, number=invoice.number.replace("-", "  "), file_stem=invoice.number)


def _moved_to_tax(invoice: DemoInvoice) -> DemoInvoice:
    """Say ten euros more without tax and ten less of tax: the sum hides it."""
    cells = {
        "total_without_tax": invoice.total_without_tax + _TEN,
        "total_tax": invoice.total_tax - _TEN,
    }
    return replace(invoice, told=cells)


def _wrong_gross(invoice: DemoInvoice) -> DemoInvoice:
    return replace(invoice, told={"total_with_tax": invoice.total_with_tax + _TEN})


def _due_before_issue(invoice: DemoInvoice) -> DemoInvoice:
    return replace(invoice, due_date=invoice.issue_date - timedelta(days=30))


def _without_breakdown(invoice: DemoInvoice) -> DemoInvoice:
    names = ("rate", "base", "tax")
    ranks = range(1, len(invoice.taxes) + 1)
    return replace(invoice, told={f"{name}_{rank}": "" for name in names for rank in ranks})


LONG_REFERENCE = "{} à rappeler sur la facture, suivi par le service du patrimoine bâti"
LONG_SERVICE = "DIRECTION GENERALE DES SERVICES TECHNIQUES " * 3


def _long_references(invoice: DemoInvoice) -> DemoInvoice:
    return replace(
        invoice,
        engagement=LONG_REFERENCE.format("BC"),
        marche=LONG_REFERENCE.format("Marché"),
        code_service=LONG_SERVICE.strip(),
    )


def _in_future(today: date) -> Spoil:
    day = today + _FUTURE
    return _with(issue_date=day, due_date=day + timedelta(days=30))


def flaws(today: date) -> tuple[Flaw, ...]:
    """List the flaws, in the order in which invoices are chosen for them."""
    return (
        _flaw(
            "SERVICE_OR_ENGAGEMENT_MISSING",
            _with(code_service="", engagement=""),
            _asks(Requires.ONE_OF_TWO),
        ),
        _flaw("SERVICE_MISSING", _with(code_service=""), _asks(Requires.SERVICE)),
        _flaw("ENGAGEMENT_MISSING", _with(engagement=""), _asks(Requires.ENGAGEMENT)),
        _flaw(
            "SERVICE_RESERVED",
            _with(code_service=public_bodies.PUBLIC_INVOICES.code),
            _has(public_bodies.PUBLIC_INVOICES),
        ),
        _flaw("SERVICE_UNKNOWN", _with(code_service="SERV"), _asks(Requires.SERVICE)),
        _flaw(
            "SERVICE_CLOSED",
            _with(code_service=public_bodies.CLOSED_SERVICE.code),
            _has(public_bodies.CLOSED_SERVICE),
        ),
        _flaw(
            "SERVICE_INACTIVE",
            _with(code_service=public_bodies.OLD_STORES.code),
            _has(public_bodies.OLD_STORES),
        ),
        _flaw(
            "SERVICE_ENGAGEMENT_MISSING",
            _with(code_service=public_bodies.TECHNICAL.code, engagement=""),
            _has(public_bodies.TECHNICAL),
        ),
        _flaw("NUMBER_TOO_LONG NUMBER_CHARACTER", _renumbered("{}/écoles-maternelles")),
        _flaw("NUMBER_SPACES", _double_space),
        _flaw(
            "ENGAGEMENT_TOO_LONG MARCHE_TOO_LONG SERVICE_TOO_LONG SERVICE_UNKNOWN",
            _long_references,
        ),
        _flaw("TAX_BREAKDOWN_MISSING", _without_breakdown),
        _flaw("TOTAL_HT TOTAL_TVA", _moved_to_tax),
        _flaw("TOTAL_TTC AMOUNT_DUE", _wrong_gross),
        _flaw("ALREADY_PAID_AMOUNT", _with(cadre="A2")),
        _flaw("CREDIT_NOTE_ORIGIN", _with(credit_of="", credit_of_date=None), _is_credit_note),
        _flaw("PDF_MISSING", _with(pdf=PdfFile.MISSING), _has_only_totals),
        _flaw("PDF_NOT_ARCHIVAL", _with(pdf=PdfFile.NOT_ARCHIVAL), _is_sound_with_lines),
        _flaw(
            "EINVOICE_RULE",
            _with(engagement="", marche="", code_service=""),
            _needs_no_reference,
        ),
        _flaw("PDF_EMPTY", _with(pdf=PdfFile.EMPTY)),
        _flaw("PDF_UNREADABLE", _with(pdf=PdfFile.TRUNCATED)),
        _flaw("ATTACHMENT_TYPE ATTACHMENT_EMPTY", _with(annexes=(REFUSED_ANNEX, EMPTY_ANNEX))),
        _flaw("ATTACHMENT_NAME", _with(annexes=(LONG_NAMED_ANNEX,))),
        _flaw("ATTACHMENT_TOO_LARGE", _with(annexes=(TOO_LARGE_ANNEX,))),
        _flaw("INVOICE_TOO_LARGE", _with(annexes=PHOTOS)),
        _flaw(
            "CREDIT_NOTE_ORIGIN_UNKNOWN",
            _with(credit_of="FA-ANCIENNE-117", credit_of_date=None),
            _is_credit_note,
        ),
        _flaw("DUE_DATE_TOO_EARLY", _due_before_issue),
        _flaw("TAX_AMOUNT", _with(tax_gap=_GAP)),
        _flaw("DATE_IN_FUTURE", _in_future(today)),
    )


def spoil(invoices: Sequence[DemoInvoice], today: date) -> tuple[list[DemoInvoice], Expected]:
    """Spoil one sound public invoice for each flaw; give what the checks must find.

    Invoices of the qualification recipients, those that a credit note cites and the one that the
    portal will refuse are left alone.
    """
    spoiled = list(invoices)
    free = [rank for rank, invoice in enumerate(invoices) if _may_be_spoiled(invoice, invoices)]
    expected: dict[str, frozenset[str]] = {}
    for turn, flaw in enumerate(flaws(today)):
        start = turn * len(free) // len(flaws(today))
        rank = next(r for r in free[start:] + free[:start] if flaw.suits(spoiled[r]))
        free.remove(rank)
        spoiled[rank] = flaw.spoil(spoiled[rank])
        expected[spoiled[rank].number] = flaw.codes
    for invoice in spoiled:
        if codes := CUSTOMER_TROUBLES.get(invoice.customer.code):
            expected[invoice.number] = codes
    return spoiled, expected


def _may_be_spoiled(invoice: DemoInvoice, invoices: Sequence[DemoInvoice]) -> bool:
    body = invoice.customer.body
    cited = {other.credit_of for other in invoices}
    return (
        body in public_bodies.SOUND_BODIES
        and invoice.customer.sector != "Qualification"
        and invoice.code_service != public_bodies.SHUT_ON_THE_PORTAL.code
        and invoice.number not in cited
    )
