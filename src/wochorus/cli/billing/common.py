"""What the commands of `wochorus billing` share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from django.utils import timezone

from wochorus.accounts.models import ChorusEnvironment
from wochorus.cli.contract.common import DAY
from wochorus.cli.output import out
from wochorus.core.dates import format_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from wochorus.accounts.models import Company

KINDS = {"invoice": "380", "credit-note": "381"}


def date_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--date DATE`; see `day_of`."""
    return click.option(
        "--date",
        "day",
        type=DAY,
        metavar="DATE",
        help="Date de la facture (aujourd'hui sinon).",
    )(command)


def yes_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--yes`, which answers beforehand."""
    return click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")(command)


def day_of(day: date | None) -> date:
    """Give the day that was asked for, else today in France."""
    return day or timezone.localdate()


def question(company: Company, what: str, day: date) -> str:
    """Ask whether to issue; a real company, or a date ahead, is told for what it is."""
    real = ""
    if company.environment == ChorusEnvironment.PRODUCTION:
        real = " pour de bon (société en PRODUCTION)"
    ahead = ""
    if day > timezone.localdate():
        ahead = (
            f" Elles seront datées du {format_date(day)} : les suivantes ne pourront pas l'être "
            "avant."
        )
    return f"Émettre {what}{real} ? Une facture émise ne change plus.{ahead}"


def print_attention(told: Iterable[str]) -> None:
    """Print what to look at."""
    from rich.markup import escape

    for line in told:
        out.print(f"[yellow]Attention :[/] {escape(line)}", soft_wrap=True)
