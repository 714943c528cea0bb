"""The code service that is typed for a customer: one that the annuaire knows, and still open."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from wochorus.core.errors import InvalidInput
from wochorus.core.text import fold
from wochorus.directory.queries import (
    RESERVED_SERVICE,
    services_of,
    structure_by_siret,
    what_an_invoice_needs,
)

if TYPE_CHECKING:
    from wochorus.directory.models import Service, Structure

_MOST_NAMED = 12
_MOST_CLOSE = 3
MOST_OFFERED = 30


def check_code_service(siret: str, code: str) -> None:
    """Refuse a code service that the structure of ``siret`` does not have, or no longer.

    A structure that the annuaire does not know is not judged: the annuaire may be missing. Raises
    `InvalidInput`, with what the structure asks for and the services that it has.
    """
    structure = structure_by_siret(siret) if code and siret else None
    if structure is None:
        return
    services = services_of(structure)
    chosen = next((service for service in services if service.code == code), None)
    if reason := _reason_to_refuse(code, chosen):
        raise InvalidInput(
            f"Le service « {code} » ne peut pas recevoir de facture : {reason}",
            where=f"{structure.name}, SIRET {siret}",
            remedy=_remedy(code, structure, services),
        )


def offered_services(siret: str, typed: str = "") -> list[Service]:
    """List the services of the structure of ``siret`` that hold every word typed, open ones first.

    At most `MOST_OFFERED`; none when the annuaire does not know the structure.
    """
    structure = structure_by_siret(siret) if siret else None
    if structure is None:
        return []
    words = fold(typed).split()
    found = [
        service
        for service in services_of(structure)
        if all(word in fold(f"{service.code} {service.name}") for word in words)
    ]
    return sorted(found, key=lambda service: not is_open(service))[:MOST_OFFERED]


def is_open(service: Service) -> bool:
    """Tell whether a service takes invoices from a supplier."""
    return service.is_active and service.closed_at is None and service.code != RESERVED_SERVICE


def _reason_to_refuse(code: str, chosen: Service | None) -> str:
    if code == RESERVED_SERVICE:
        return "il est réservé aux factures entre administrations"
    if chosen is None:
        return "la structure n'a pas ce service dans l'annuaire"
    if chosen.closed_at is not None:
        return "il a disparu de l'annuaire"
    return "" if chosen.is_active else "il est inactif dans l'annuaire"


def close_services(code: str, services: list[Service]) -> list[Service]:
    """Find the open services whose code or name looks like ``code``, the closest first."""
    by_text: dict[str, Service] = {}
    for service in filter(is_open, services):
        by_text.setdefault(fold(service.name), service)
        by_text[fold(service.code)] = service
    texts = get_close_matches(fold(code), by_text, n=2 * _MOST_CLOSE)
    # The same service may be close by its code and by its name.
    return list({by_text[text].pk: by_text[text] for text in texts}.values())[:_MOST_CLOSE]


def _remedy(code: str, structure: Structure, services: list[Service]) -> str:
    needs = what_an_invoice_needs(structure)
    if close := close_services(code, services):
        told = ", ".join(f"{each.code}{each.name and f' ({each.name})'}" for each in close)
        needs += f" Au plus proche : {told}."
    known = [service.code for service in services if is_open(service)]
    if not known:
        return f"{needs} Elle n'a aucun service actif : laissez le code service vide."
    more = f" … ({len(known)} en tout)" if len(known) > _MOST_NAMED else ""
    return f"{needs} Ses services actifs : {', '.join(known[:_MOST_NAMED])}{more}."
