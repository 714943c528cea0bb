"""The series of a company: how it is set, what comes next, how numbers are taken from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from wochorus.billing.models import InvoiceKind
from wochorus.billing.numbering.models import IssuedInvoice, NumberSeries
from wochorus.billing.numbering.pattern import Pattern, parse_pattern
from wochorus.billing.numbering.taken import bearers
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from datetime import date

    from wochorus.accounts.models import Company

DEFAULT_PATTERNS = {
    InvoiceKind.INVOICE: "FA-{AAAA}-{NNNNN}",
    InvoiceKind.CREDIT_NOTE: "AV-{AAAA}-{NNNNN}",
}
OPTION = {InvoiceKind.INVOICE: "invoice", InvoiceKind.CREDIT_NOTE: "credit-note"}
"""How each kind is named on the command line."""
_LOOKED_AT = 5000


@dataclass(frozen=True, slots=True)
class Taken:
    """Numbers that were taken from a series, with the ranks that they have in it."""

    series: NumberSeries
    first_rank: int
    numbers: tuple[str, ...]

    @property
    def ranked(self) -> list[tuple[int, str]]:
        """Each rank with its number."""
        return list(enumerate(self.numbers, start=self.first_rank))


def series_of(company: Company, kind: InvoiceKind, year: int) -> NumberSeries:
    """Give the series of a year, as it will be used: not saved yet when nothing has used it.

    A new year takes the pattern of the year before. It begins at 1, or goes on where the other
    stopped when the pattern does not tell the year.
    """
    known = NumberSeries.objects.filter(company=company, kind=kind)
    found = known.filter(year=year).first()
    if found is not None:
        return found
    former = known.filter(year__lt=year).order_by("year").last()
    pattern = parse_pattern(former.pattern if former else DEFAULT_PATTERNS[kind])
    goes_on = former is not None and not pattern.tells_year
    return NumberSeries(
        company=company,
        kind=kind,
        year=year,
        pattern=pattern.text,
        next_rank=former.next_rank if former and goes_on else 1,
        last_day=former.last_day if former and goes_on else None,
    )


def series_listed(company: Company, year: int) -> list[NumberSeries]:
    """List every series of the company, those of ``year`` told even before they are used."""
    saved = list(NumberSeries.objects.filter(company=company).order_by("-year", "kind"))
    known = {(each.kind, each.year) for each in saved}
    fresh = [series_of(company, kind, year) for kind in InvoiceKind if (kind, year) not in known]
    return [*fresh, *saved]


def next_number(series: NumberSeries, day: date) -> str:
    """Write the number that comes next."""
    return parse_pattern(series.pattern).number(series.next_rank, day)


def take_numbers(company: Company, kind: InvoiceKind, day: date, count: int) -> Taken:
    """Take ``count`` numbers for documents of ``day``, inside the transaction that issues them.

    The series is locked until that transaction ends; undone, it gives its numbers back. Raises
    `InvalidInput` when ``day`` is before the latest document of the series, when a number is borne
    by an invoice that came from elsewhere, or when the pattern has no number left.
    """
    series = locked_series(company, kind, day.year)
    pattern = parse_pattern(series.pattern)
    _refuse_going_back(series, pattern, day)
    last = series.next_rank + count - 1
    if last > pattern.largest:
        raise InvalidInput(
            f"La série {series.pattern} n'a plus assez de numéros : {count} demandés à partir de "
            f"{pattern.number(series.next_rank, day)}",
            where=_named(series),
            remedy="Choisissez un modèle plus long pour l'année suivante : wochorus billing series "
            "set.",
        )
    ranks = range(series.next_rank, last + 1)
    taken = Taken(series, series.next_rank, tuple(pattern.number(rank, day) for rank in ranks))
    _refuse_borne(series, pattern, taken, day)
    series.next_rank, series.last_day = last + 1, day
    series.save(update_fields=["next_rank", "last_day", "updated_at"])
    return taken


def locked_series(company: Company, kind: InvoiceKind, year: int) -> NumberSeries:
    """Lock the series of a kind, and give that of ``year``, made when it is not there yet.

    Those of the other years are locked with it: a pattern without the year goes on over them all.
    """
    rows = NumberSeries.objects.select_for_update().filter(company=company, kind=kind)
    if not any(each.year == year for each in rows.order_by("year")):
        NumberSeries.objects.bulk_create([series_of(company, kind, year)], ignore_conflicts=True)
    known = list(rows.order_by("year"))
    found = next(each for each in known if each.year == year)
    if not parse_pattern(found.pattern).tells_year:
        same = (each.next_rank for each in known if each.pattern == found.pattern)
        found.next_rank = max(same)
    return found


def _refuse_going_back(series: NumberSeries, pattern: Pattern, day: date) -> None:
    latest = series.last_day
    if not pattern.tells_year:
        used = NumberSeries.objects.filter(company=series.company_id, kind=series.kind)
        latest = used.aggregate(latest=Max("last_day"))["latest"]
    if latest is not None and day < latest:
        raise InvalidInput(
            f"La série a déjà un document du {format_date(latest)} : un document du "
            f"{format_date(day)} ne peut pas le suivre",
            where=_named(series),
            remedy=f"Les dates d'une série ne reculent pas : donnez le {format_date(latest)} ou "
            "après.",
        )


def _refuse_borne(series: NumberSeries, pattern: Pattern, taken: Taken, day: date) -> None:
    borne = bearers(series.company, taken.numbers)
    if not borne:
        return
    rank, number = next(
        (rank, number) for rank, number in taken.ranked if number.casefold() in borne
    )
    free = _free_after(series, pattern, rank, day)
    command = (
        f"wochorus billing series next {free} --kind {OPTION[InvoiceKind(series.kind)]} "
        f"--year {series.year}"
    )
    before = rank - series.next_rank
    raise InvalidInput(
        f"Le numéro {number} est déjà porté par une facture du journal",
        where=f"{_named(series)}, {borne[number.casefold()]}",
        remedy=f"Émettez d'abord {before} document(s) au plus, puis reprenez après elle : {command}"
        if before
        else f"Reprenez la série après elle : {command}",
    )


def _free_after(series: NumberSeries, pattern: Pattern, rank: int, day: date) -> int:
    """Find the first rank after ``rank`` that no invoice bears."""
    ranks = range(rank, min(rank + _LOOKED_AT, pattern.largest + 1))
    borne = bearers(series.company, (pattern.number(each, day) for each in ranks))
    free = (each for each in ranks if pattern.number(each, day).casefold() not in borne)
    return next(free, ranks.stop)


@transaction.atomic
def set_pattern(company: Company, kind: InvoiceKind, year: int, text: str) -> NumberSeries:
    """Choose how the numbers of a year are written.

    Raises `InvalidInput` when Chorus Pro would refuse a number, when the year has numbers already,
    or when another series of the same seller is written alike.
    """
    pattern = parse_pattern(text)
    series = locked_series(company, kind, year)
    if pattern.text == series.pattern:
        return series
    if _latest_rank(series):
        raise InvalidInput(
            f"La série {series.pattern} de {year} a déjà servi : son modèle ne change plus",
            where=_named(series),
            remedy=f"Choisissez-le pour l'année suivante : --year {year + 1}.",
        )
    _refuse_alike(series, pattern)
    series.pattern = pattern.text
    series.save(update_fields=["pattern", "updated_at"])
    return series


def _refuse_alike(series: NumberSeries, pattern: Pattern) -> None:
    """Two series written alike would give the same number twice, sooner or later."""
    seller = series.company
    others = NumberSeries.objects.exclude(company=seller, kind=series.kind).select_related(
        "company"
    )
    if seller.siren:
        others = others.filter(company__siret__startswith=seller.siren)
    else:
        others = others.filter(company=seller)
    for other in others:
        if other.pattern.casefold() == pattern.text.casefold():
            raise InvalidInput(
                f"La série « {_named(other)} » de la société {other.company.code} s'écrit déjà "
                f"{other.pattern}",
                where="Chorus Pro distingue les factures d'un vendeur par leur seul numéro",
                remedy="Choisissez un autre préfixe.",
            )


@transaction.atomic
def set_next(company: Company, kind: InvoiceKind, year: int, rank: int) -> NumberSeries:
    """Choose the rank that comes next: to begin a series, or after invoices from elsewhere.

    Raises `InvalidInput` when a document was issued here at that rank or beyond, or when numbers
    would be missing between the last one and it: nothing may be missing in a series.
    """
    series = locked_series(company, kind, year)
    pattern = parse_pattern(series.pattern)
    if not 1 <= rank <= pattern.largest:
        raise InvalidInput(
            f"Le rang {rank} ne s'écrit pas avec {series.pattern}",
            where=_named(series),
            remedy=f"Donnez un rang de 1 à {pattern.largest}.",
        )
    latest = _latest_rank(series)
    if rank <= latest:
        raise InvalidInput(
            f"Des documents ont été émis jusqu'au rang {latest}",
            where=_named(series),
            remedy=f"Donnez un rang à partir de {latest + 1}.",
        )
    _refuse_hole(series, pattern, latest, rank)
    series.next_rank = rank
    series.save(update_fields=["next_rank", "updated_at"])
    return series


def _refuse_hole(series: NumberSeries, pattern: Pattern, latest: int, rank: int) -> None:
    if not latest:
        return
    day = series.last_day
    if day is None:
        return
    numbers = [pattern.number(each, day) for each in range(latest + 1, rank)]
    borne = bearers(series.company, numbers)
    missing = next((number for number in numbers if number.casefold() not in borne), "")
    if missing:
        raise InvalidInput(
            f"Le numéro {missing} manquerait à la série",
            where=_named(series),
            remedy="Une série n'a pas de trou : on ne passe que par-dessus des factures importées. "
            f"Donnez le rang {latest + 1}, ou importez d'abord les factures qui manquent.",
        )


def _latest_rank(series: NumberSeries) -> int:
    return IssuedInvoice.objects.filter(series=series).aggregate(latest=Max("rank"))["latest"] or 0


def _named(series: NumberSeries) -> str:
    return f"série des {InvoiceKind(series.kind).label.lower()}s {series.year}"
