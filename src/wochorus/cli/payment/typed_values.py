"""What a person types of a payment: its day, its amount, its texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.billing.payments.refunding import check_payment_day
from wochorus.core.dates import parse_date
from wochorus.core.errors import InvalidInput
from wochorus.core.money import parse_decimal
from wochorus.core.text import storable

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

LONGEST_PAYER, LONGEST_TEXT = 200, 1000
"""Characters that the columns of a payment hold."""


def typed_day(text: str | None) -> date:
    """Read the day of a payment, today by default. Raises `InvalidInput` for one to come."""
    today = timezone.localdate()
    if text is None:
        return today
    try:
        day = parse_date(text)
    except ValueError as error:
        raise InvalidInput(
            f"« {text} » n'est pas une date", remedy="Écrivez-la comme 24/11/2026."
        ) from error
    check_payment_day(day)
    return day


def typed_text(option: str, text: str, longest: int) -> str:
    """Take a text that its column can hold. Raises `InvalidInput` when it is too long."""
    if len(text) > longest:
        raise InvalidInput(
            f"{option} a {len(text)} caractères, {longest} au plus",
            remedy="Raccourcissez-le ; rien n'a été enregistré.",
        )
    return storable(text)


def typed_amount(text: str) -> Decimal:
    """Read an amount in euros. Raises `InvalidInput`."""
    try:
        return parse_decimal(text)
    except ValueError as error:
        raise InvalidInput(
            f"« {text} » n'est pas un montant", remedy="Écrivez-le comme 1 234,56."
        ) from error
