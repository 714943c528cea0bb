"""The options that choose invoices of the journal, the same on every command."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from wochorus.billing.journal_filter import JournalFilter
from wochorus.billing.models import DepositState, InvoiceKind, InvoiceSource
from wochorus.core.dates import format_date, parse_date
from wochorus.core.text import fold
from wochorus.customers.models import BuyerKind
from wochorus.customers.payment_means import PaymentMeans

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.db.models import TextChoices


class FrenchDate(click.ParamType["date"]):
    """A date typed `24/11/2026` or `2026-11-24`."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read the date, or say how it is written."""
        try:
            return parse_date(str(value))
        except ValueError:
            self.fail("une date s'écrit 24/11/2026", param, ctx)


class LabelChoice(click.Choice[str]):
    """A choice among the French labels of an enum, typed without accents nor spaces."""

    def __init__(self, members: type[TextChoices]) -> None:
        self.members = {fold(str(member.label)).replace(" ", "-"): member for member in members}
        super().__init__(list(self.members), case_sensitive=False)

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Turn the label into its member."""
        return self.members[super().convert(fold(str(value)).replace(" ", "-"), param, ctx)]


_OPTIONS = (
    click.option(
        "--from", "date_from", type=FrenchDate(), help="Factures datées de ce jour ou après."
    ),
    click.option("--to", "date_to", type=FrenchDate(), help="Factures datées de ce jour ou avant."),
    click.option("--public", is_flag=True, help="Clients publics."),
    click.option("--private", is_flag=True, help="Clients privés."),
    click.option(
        "--customer", metavar="TEXTE", default="", help="Code, nom, SIRET ou ville du client."
    ),
    click.option(
        "--number", "numbers", metavar="N°", multiple=True, help="Cette facture (répétable)."
    ),
    click.option("--number-from", metavar="N°", default="", help="À partir de ce numéro."),
    click.option("--number-to", metavar="N°", default="", help="Jusqu'à ce numéro."),
    click.option(
        "--search",
        metavar="TEXTE",
        default="",
        help="Mots à trouver (numéro, client, références, objet), accents indifférents.",
    ),
    click.option("--invoices", is_flag=True, help="Les factures."),
    click.option("--credit-notes", is_flag=True, help="Les avoirs."),
    click.option(
        "--source",
        "sources",
        type=LabelChoice(InvoiceSource),
        multiple=True,
        help="Origine (répétable).",
    ),
    click.option("--sector", metavar="TEXTE", default="", help="Secteur."),
    click.option("--chantier", metavar="TEXTE", default="", help="Chantier."),
    click.option("--group", metavar="TEXTE", default="", help="Groupe de clients."),
    click.option(
        "--payment",
        "payment_means",
        type=LabelChoice(PaymentMeans),
        multiple=True,
        help="Mode de règlement (répétable).",
    ),
    click.option(
        "--deposited/--not-deposited",
        default=None,
        help="Déjà sur Chorus Pro (déposées ou intégrées), ou pas encore.",
    ),
    click.option(
        "--state", "states", type=LabelChoice(DepositState), multiple=True, help="État (répétable)."
    ),
)


def journal_filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of the journal; ``command`` receives them as `wanted`, a `JournalFilter`."""

    @wraps(command)
    def with_filter(**options: object) -> object:
        wanted = _take_filter(options)
        return command(wanted=wanted, **options)

    decorated: Callable[..., Any] = with_filter
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


def _take_filter(options: dict[str, Any]) -> JournalFilter:
    """Remove the options of the journal from ``options`` and make a filter of them."""
    _check_period(options["date_from"], options["date_to"])
    return JournalFilter(
        buyer_kind=_buyer_kind(options.pop("public"), options.pop("private")),
        kinds=_kinds(options.pop("invoices"), options.pop("credit_notes")),
        **{name: options.pop(name) for name in JournalFilter.__slots__ if name in options},
    )


def _check_period(first: date | None, last: date | None) -> None:
    if first and last and first > last:
        raise click.UsageError(
            f"--from ({format_date(first)}) est après --to ({format_date(last)})",
            click.get_current_context(),
        )


def _buyer_kind(public: bool, private: bool) -> BuyerKind | None:
    if public and private:
        raise click.UsageError("--public et --private ne vont pas ensemble")
    if public:
        return BuyerKind.PUBLIC
    return BuyerKind.PRIVATE if private else None


def _kinds(invoices: bool, credit_notes: bool) -> tuple[InvoiceKind, ...]:
    asked = ((invoices, InvoiceKind.INVOICE), (credit_notes, InvoiceKind.CREDIT_NOTE))
    return tuple(kind for wanted, kind in asked if wanted)
