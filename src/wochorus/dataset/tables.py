"""Which tables are part of the data set, with their columns: all of them, but for a few named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import DecimalField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Field, Model

SECRETS = ("accounts.chorusaccess", "accounts.signingcertificate", "customers.registerkey")
"""Encrypted with a key of their own machine: worthless elsewhere, and nobody's business."""
PASSING = (
    "accounts.callturn",
    "customers.registeranswer",
    "deposits.knowncheck",
    "deposits.voice",
)
"""Of use to running programs for a moment, or read anew when it is wanted."""
LEFT_OUT = (*SECRETS, *PASSING)
OF_PEOPLE = ("users", "web")
"""The applications of people, their passwords and their habits: they are invited anew elsewhere."""
DIRECTORY = "directory"
"""The application of the public directory, which may stay behind: anyone can fetch it."""


def data_models(*, with_directory: bool = True) -> dict[str, type[Model]]:
    """Give the tables of the data set by their label, in order."""
    models = {
        str(model._meta.label_lower): model  # noqa: SLF001 - Django's documented API
        for config in apps.get_app_configs()
        if config.name.startswith("wochorus.") and config.label not in OF_PEOPLE
        for model in config.get_models(include_auto_created=True)
    }
    return {
        label: models[label]
        for label in sorted(models)
        if label not in LEFT_OUT and (with_directory or not label.startswith(f"{DIRECTORY}."))
    }


def columns_of(model: type[Model]) -> dict[str, Field]:  # type: ignore[type-arg]
    """Give the columns of a table that hold data, by name; what the database computes is not."""
    return {
        str(field.column): field
        for field in model._meta.concrete_fields  # noqa: SLF001 - Django's documented API
        if not field.generated
    }


def table_of(model: type[Model]) -> str:
    """Name the table of ``model`` in the database."""
    return model._meta.db_table  # noqa: SLF001 - Django's documented API


def key_of(model: type[Model]) -> str:
    """Name the column that orders the rows of ``model``."""
    return str(model._meta.pk.column)  # noqa: SLF001 - Django's documented API


def exact_columns(model: type[Model]) -> Iterable[str]:
    """Name the columns whose numbers are written as texts, so that no reader rounds them."""
    return (name for name, field in columns_of(model).items() if isinstance(field, DecimalField))
