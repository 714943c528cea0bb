"""Completing a customer from the register: what is empty is filled, what was typed stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from wochorus.customers.kinds import apply_guess
from wochorus.customers.lookup import fields_from
from wochorus.customers.models import Customer
from wochorus.customers.services import change_customer, create_customer

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.customers.lookup import Establishment

_ALWAYS = ("closed_on", "is_partly_disclosed", "register_read_at")


def create_from_register(
    company: Company,
    code: str,
    found: Establishment,
    **fields: Any,  # noqa: ANN401 - fields of any type
) -> Customer:
    """Record a customer as the register knows it; ``fields`` are what the user typed instead."""
    told = fields_from(found) | fields
    return create_customer(company, code, str(told.pop("name", "")), **told)


@transaction.atomic
def complete_customer(customer: Customer, found: Establishment) -> list[str]:
    """Fill what is empty on ``customer``, and name the fields that changed.

    Whether the establishment is closed, and whether it hides itself, are always taken.
    """
    held = Customer.objects.select_for_update().get(pk=customer.pk)
    news = {
        name: value
        for name, value in fields_from(found).items()
        if name in _ALWAYS or not getattr(held, name)
    }
    before = {name: getattr(held, name) for name in news}
    changed = change_customer(held, **news)
    return [
        name
        for name, value in before.items()
        if getattr(changed, name) != value and name != "register_read_at"
    ]


def kind_hint(customer: Customer, found: Establishment | None = None) -> str:
    """Say in French what speaks for public or private, when a user must still choose."""
    copy = Customer.objects.get(pk=customer.pk)
    is_administration = found.is_administration if found else None
    return apply_guess(copy, is_administration=is_administration).hint
