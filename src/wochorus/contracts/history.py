"""What was done to a contract, by whom: written with each change, in its transaction."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from wochorus.contracts.models import ContractChange
from wochorus.core.dates import format_date
from wochorus.core.money import format_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import Model

    from wochorus.contracts.models import Contract


def record(
    contract: Contract,
    action: str,
    actor: str,
    changes: Mapping[str, tuple[str, str]] | None = None,
    effective_on: date | None = None,
) -> ContractChange:
    """Write one line of the history; ``action`` and the names of ``changes`` are French."""
    return ContractChange.objects.create(
        contract=contract,
        action=action[:255],
        actor=actor,
        effective_on=effective_on,
        changes={name: list(values) for name, values in (changes or {}).items()},
    )


def differences(
    record: Model, before: Mapping[str, Any], fields: Iterable[str]
) -> dict[str, tuple[str, str]]:
    """Tell, by the French name of its column, what each changed field was and is."""
    labels = {field.name: str(field.verbose_name) for field in type(record)._meta.fields}  # noqa: SLF001 - Django's documented API
    return {
        labels[name]: (told(before[name]), told(getattr(record, name)))
        for name in fields
        if before[name] != getattr(record, name)
    }


def told(value: object) -> str:
    """Write a value in French."""
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case date():
            return format_date(value)
        case Decimal():
            return format_number(value)
        case _:
            return str(value)
