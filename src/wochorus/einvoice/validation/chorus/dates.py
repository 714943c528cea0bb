"""Dates that cannot be, or hardly."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from wochorus.core.dates import format_date
from wochorus.einvoice.findings import Severity
from wochorus.einvoice.validation.chorus.odd_values import FIRST_YEAR, LAST_YEAR
from wochorus.einvoice.validation.chorus.paths import place, term_at
from wochorus.einvoice.validation.chorus.rule import HISTORICAL, Breach, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.validation.chorus.case import Case

_PREPAYMENTS = frozenset({"386", "500", "503"})


@rule(
    "CP-DATE-01",
    "BT-2",
    "Une date est entre 2000 et 2099",
    source="Même règle que BR-FR-03",
    circuits=HISTORICAL,
)
def year_is_of_this_century(case: Case) -> Iterator[Breach]:
    for odd in case.odd_values:
        if isinstance(odd.value, date):
            yield Breach(
                f"L'année {odd.value.year} ({place(odd.path)}) n'est pas entre {FIRST_YEAR} et "
                f"{LAST_YEAR}.",
                "Corrigez cette date.",
                odd.path,
                term_at(odd.path),
            )


@rule(
    "CP-DATE-02",
    "BT-9",
    "L'échéance n'est pas avant la date de la facture",
    source="Même règle que BR-FR-CO-07",
    circuits=HISTORICAL,
    severity=Severity.WARNING,
)
def due_after_issue(case: Case) -> Iterator[Breach]:
    invoice = case.invoice
    is_paid_before = case.frame == "A2" or invoice.type_code in _PREPAYMENTS
    due = invoice.due_date
    if due is not None and due < invoice.issue_date and not is_paid_before:
        yield Breach(
            f"L'échéance ({format_date(due)}) précède la date de la facture "
            f"({format_date(invoice.issue_date)}).",
            "Vérifiez l'échéance (BT-9) et la date de la facture (BT-2).",
            "due_date",
        )


@rule(
    "CP-DATE-03",
    "BT-2",
    "La facture n'est pas datée de l'avenir",
    source="CGI, art. 289, I-3 : la facture est émise dès la livraison ou l'exécution",
    severity=Severity.WARNING,
)
def issued_by_today(case: Case) -> Iterator[Breach]:
    issued = case.invoice.issue_date
    if case.today is not None and issued > case.today:
        yield Breach(
            f"La facture est datée du {format_date(issued)}, dans l'avenir (nous sommes le "
            f"{format_date(case.today)}).",
            "Vérifiez la date (BT-2) avant de déposer.",
            "issue_date",
        )


RULES = (year_is_of_this_century, due_after_issue, issued_by_today)
