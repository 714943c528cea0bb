"""The invoices of a deposit or a check, and the format in which they are to leave."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from wochorus.accounts.models import WayIn
from wochorus.billing.models import Invoice
from wochorus.core.errors import InvalidInput
from wochorus.deposits import depositable as selecting
from wochorus.deposits.syntaxes import SyntaxChoice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.billing.journal_filter import JournalFilter
    from wochorus.deposits.checks.anomaly import Candidate


def syntax_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--syntax`; see `SyntaxChoice`."""
    return click.option(
        "--syntax",
        type=click.Choice([choice.value for choice in SyntaxChoice]),
        default=SyntaxChoice.AUTO.value,
        show_default=True,
        help="Format des factures. auto : Factur-X pour celles qui ont leurs lignes, CPP minimal "
        "pour celles qui n'ont que leurs totaux.",
    )(command)


def way_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--way`; see `WayIn`."""
    return click.option(
        "--way",
        type=click.Choice(WayIn.values),
        help="Voie d'entrée sur Chorus Pro : xml, flux ; pdf ou signed_pdf, un PDF et ses données "
        "par facture ; typed, saisie. Celle de la société sinon.",
    )(command)


def reading_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--accept-reading-differences`, as ``accepts_reading``."""
    return click.option(
        "--accept-reading-differences",
        "accepts_reading",
        is_flag=True,
        help="Déposer un PDF même si Chorus Pro y lit autre chose que le journal.",
    )(command)


def chosen_way(company: Company, way: str | None, syntax: str) -> WayIn:
    """Choose the way asked for, else the company's.

    Raises ``click.UsageError`` when a format of XML is asked for on a way that has none.
    """
    way_in = WayIn(way or company.way_in)
    if syntax != SyntaxChoice.AUTO.value and way_in is not WayIn.XML:
        if way is None:
            return WayIn.XML
        raise click.UsageError("--syntax ne va qu'avec le flux XML (--way xml)")
    return way_in


def depositable(company: Company, wanted: JournalFilter) -> QuerySet[Invoice]:
    """Select what `wochorus.deposits.depositable` does.

    Raises `InvalidInput` when the journal has no invoice under one of the numbers asked for.
    """
    _require_known(company, wanted.numbers)
    return selecting.depositable(company, wanted)


def formats_of(candidates: Iterable[Candidate]) -> dict[str, int]:
    """Count the invoices by the format in which they are to leave, for programs."""
    return dict(Counter(candidate.document_format.value for candidate in candidates))


def _require_known(company: Company, numbers: tuple[str, ...]) -> None:
    known = Invoice.objects.filter(company=company, number__in=numbers)
    unknown = set(numbers).difference(known.values_list("number", flat=True))
    if unknown:
        raise InvalidInput(
            f"Le journal n'a pas de facture {', '.join(sorted(unknown))}",
            where=f"société {company.code}",
            remedy="Vérifiez --number : « wochorus journal list » montre les numéros.",
        )
