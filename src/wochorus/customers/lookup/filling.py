"""What an answer of the register fills on a customer: only what is empty, unless asked otherwise.

What the register hides stays empty: a sole trader may keep name and address from the public, and
what is printed of one is what that person gave (Code de commerce A123-96; RGPD).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from wochorus.core.dates import format_date
from wochorus.customers.naf import clean_ape

if TYPE_CHECKING:
    from wochorus.customers.lookup.providers import Establishment

_COPIED = ("name", "address", "address_line_2", "postcode", "town", "legal_category")
_PLACED = ("name", "address", "address_line_2", "postcode", "town", "country")


def fields_from(found: Establishment) -> dict[str, Any]:
    """Give the fields of a customer that the register knows, for `services`."""
    told = {name: getattr(found, name) for name in _COPIED}
    told |= {"ape": _ape(found.ape), "ape_2025": _ape(found.ape_2025), "siret": found.siret}
    return {name: value for name, value in told.items() if value} | {
        "closed_on": found.closed_on,
        "is_partly_disclosed": found.is_partly_disclosed,
        "register_read_at": timezone.now(),
    }


def issuer_fields_from(found: Establishment) -> dict[str, str]:
    """Give what an issuing company takes from the register: its name and its address."""
    told = {name: getattr(found, name) for name in _PLACED}
    return {name: value for name, value in told.items() if value}


def remarks_on(found: Establishment) -> list[str]:
    """Tell in French what a user must know of an establishment before billing it."""
    remarks = []
    if found.is_closed:
        since = f" depuis le {format_date(found.closed_on)}" if found.closed_on else ""
        remarks.append(f"établissement fermé{since}")
    if found.is_company_ceased:
        remarks.append("l'entreprise entière a cessé son activité")
    if found.is_partly_disclosed:
        remarks.append(
            "diffusion partielle : son titulaire garde nom et adresse hors du registre public, "
            "demandez-les-lui"
        )
    return remarks


def _ape(code: str) -> str:
    try:
        return clean_ape(code)
    except ValueError:
        return ""
