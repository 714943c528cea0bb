"""What is written of customers and contracts in the templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from wochorus.contracts.history import told as in_french
from wochorus.core.units import unit_word
from wochorus.customers.terms import term_of

if TYPE_CHECKING:
    from wochorus.customers.models import Customer

register = template.Library()


@register.filter
def term(customer: Customer) -> str:
    """Write the payment term of a customer; nothing when none is chosen."""
    return str(term_of(customer) or "")


@register.filter
def unit(code: str) -> str:
    """Write a unit of measure in a French word."""
    return unit_word(code)


@register.filter
def told(value: object) -> str:
    """Write a number, a day or a yes in French."""
    return in_french(value)
