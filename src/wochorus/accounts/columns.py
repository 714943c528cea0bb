"""What the columns of a table can hold, told in the words of the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from django.db.models import Model


def check_columns(record: Model) -> None:
    """Refuse what the columns of ``record`` cannot hold, under the French name of the column."""
    links = {field.name for field in type(record)._meta.fields if field.is_relation}  # noqa: SLF001 - Django's documented API
    try:
        record.clean_fields(exclude=links)  # each would cost a query; the database holds them
    except ValidationError as error:
        column, reasons = next(iter(error.message_dict.items()))
        labels = {field.name: field.verbose_name for field in type(record)._meta.fields}  # noqa: SLF001 - Django's documented API
        raise InvalidInput(
            f"La valeur donnée pour « {labels[column]} » est refusée : {' '.join(reasons)}",
            remedy="Corrigez cette valeur ; rien n'a été enregistré.",
        ) from error
