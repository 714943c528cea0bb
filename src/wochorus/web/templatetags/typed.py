"""Fields that stand in a table, away from their form: each names it by its ``form`` attribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from wochorus.core.money import format_number

if TYPE_CHECKING:
    from decimal import Decimal

    from django.forms import BoundField
    from django.utils.safestring import SafeString

    from wochorus.billing.models import Invoice

register = template.Library()


@register.filter
def number(value: Decimal) -> str:
    """Write a rate or a quantity with the decimals that it has: « 5,5 », « 20 »."""
    return format_number(value)


@register.simple_tag
def in_form(field: BoundField, form_id: str, focus: str = "") -> SafeString:
    """Draw a field of the form ``form_id``; the one whose id is ``focus`` takes the focus."""
    attributes: dict[str, str | bool] = {
        "form": form_id,
        "aria-describedby": f"{field.auto_id}_error",
    }
    if field.errors:
        attributes["aria-invalid"] = "true"
    if focus == field.auto_id:
        attributes["autofocus"] = "autofocus"
    return field.as_widget(attrs=attributes)


@register.simple_tag
def left_of(document: Invoice) -> Decimal:
    """Give what is left to pay, or to give back, of a document."""
    return document.amount_due - document.paid
