"""What the annuaire says of a customer: its structure, its service, what an invoice must carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.customers.service_choice import is_open
from wochorus.directory.queries import services_of, structure_by_siret, what_an_invoice_needs

if TYPE_CHECKING:
    from wochorus.customers.models import Customer
    from wochorus.directory.models import Service, Structure


@dataclass(frozen=True, slots=True)
class AnnuaireFacts:
    """The structure of a customer as the annuaire has it."""

    structure: Structure
    services: list[Service]
    chosen: Service | None
    """The service of the default code, when the structure has it."""
    needs: str
    """What an invoice must carry, in one French sentence."""

    @property
    def takes_invoices(self) -> bool:
        """Tell whether the structure is active, and does not only take invoices of works."""
        structure = self.structure
        return structure.is_active and structure.closed_at is None and not structure.is_works_only

    @property
    def open_services(self) -> list[Service]:
        """The services that take invoices."""
        return [service for service in self.services if is_open(service)]


def annuaire_facts(customer: Customer) -> AnnuaireFacts | None:
    """Read what the annuaire knows of the SIRET of ``customer``, if it knows it."""
    structure = structure_by_siret(customer.siret) if customer.siret else None
    if structure is None:
        return None
    services = services_of(structure)
    chosen = next((one for one in services if one.code == customer.code_service), None)
    return AnnuaireFacts(structure, services, chosen, what_an_invoice_needs(structure))
