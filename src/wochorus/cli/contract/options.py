"""What may be said of a contract on the command line: one option for each column of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from wochorus.contracts.contract_format import CONTRACT_FIELDS, FIELD, REFERENCE_FIELDS
from wochorus.contracts.entry import read_entry
from wochorus.contracts.line_format import LINE_FIELD, LINE_FIELDS, SITE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wochorus.spreadsheets.columns import Column

_FLAGS = {
    "starts_on": "--start",
    "ends_on": "--end",
    "signed_on": "--signed",
    "returned_on": "--returned",
    "duration_months": "--duration",
    "renewal_months": "--renewal",
    "notice_months": "--notice",
    "every_months": "--every",
    "next_start": "--next",
    "payment_term": "--term",
    "is_draft": "--draft",
    "engagement_ends_on": "--engagement-end",
    "chantier": "--site",
    "basis": "--per",
    "tax_rate": "--rate",
    "tax_category": "--category",
    "exemption": "--mention",
    "is_revised": "--revised",
    "address_line_2": "--address-2",
}


def flag(name: str) -> str:
    """Name the option of a field."""
    return _FLAGS.get(name, "--" + name.replace("_", "-"))


def _options(command: Any, columns: Iterable[Column], without: Iterable[str] = ()) -> Any:  # noqa: ANN401 - a click decorator
    left_out = set(without)
    for column in reversed([each for each in columns if each.field not in left_out]):
        option = click.option(flag(column.field), column.field, help=column.description)
        command = option(command)
    return command


def contract_options(command: Any) -> Any:  # noqa: ANN401 - same
    """Add an option for each field of a contract and of its references."""
    return _options(command, (*CONTRACT_FIELDS, *REFERENCE_FIELDS))


def new_contract_options(command: Any) -> Any:  # noqa: ANN401 - same
    """Add them, but for the effect, which a new contract asks for."""
    return _options(command, (*CONTRACT_FIELDS, *REFERENCE_FIELDS), ("starts_on",))


def line_options(command: Any) -> Any:  # noqa: ANN401 - same
    """Add an option for each field of a line, but for its start."""
    return _options(command, LINE_FIELDS, ("starts_on",))


def site_options(command: Any) -> Any:  # noqa: ANN401 - same
    """Add an option for each field of a site, but for its name."""
    return _options(command, SITE_FIELDS, ("name",))


def read_options(
    columns: Mapping[str, Column], options: Mapping[str, str | None]
) -> dict[str, Any]:
    """Read the options that were given. Raises `InvalidInput` when a value is refused."""
    return read_entry(columns, {name: text for name, text in options.items() if text is not None})


def read_contract(options: Mapping[str, str | None]) -> dict[str, Any]:
    """Read the options of a contract."""
    return read_options(FIELD, options)


def read_line(options: Mapping[str, str | None]) -> dict[str, Any]:
    """Read the options of a line."""
    return read_options(LINE_FIELD, options)
