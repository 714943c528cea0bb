"""The options that say which customers are wanted."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from wochorus.customers.models import BuyerKind

if TYPE_CHECKING:
    from collections.abc import Callable

_UNKNOWN = "unknown"
_OPTIONS = (
    click.option("--search", default="", metavar="TEXTE", help="Code, nom, SIRET ou ville."),
    click.option(
        "--kind",
        type=click.Choice([*BuyerKind.values, _UNKNOWN]),
        help="Publics, privés, ou ceux dont on ne l'a pas dit.",
    ),
    click.option("--group", default="", help="Groupe."),
    click.option("--sector", default="", help="Secteur."),
    click.option("--without-siret", is_flag=True, help="Seulement ceux sans SIRET."),
    click.option("--archived", is_flag=True, help="Les archivés, à la place des autres."),
)


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options, given to ``command`` as one `CustomerFilter` named ``wanted``."""

    @wraps(command)
    def filtered(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - passed on
        from wochorus.customers.queries import CustomerFilter

        kind = options.pop("kind")
        wanted = CustomerFilter(
            text=options.pop("search"),
            kind="" if kind == _UNKNOWN else kind,
            group=options.pop("group"),
            sector=options.pop("sector"),
            without_siret=options.pop("without_siret"),
            archived=options.pop("archived"),
        )
        return command(*args, wanted=wanted, **options)

    for option in reversed(_OPTIONS):
        filtered = option(filtered)
    return filtered
