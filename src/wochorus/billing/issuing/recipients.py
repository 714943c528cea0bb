"""What is wrong already with the recipients of invoices to come: said early, never refused.

The checks before a deposit look at the invoice that is there; these look at what it will cite,
while the customer and the contract can still be put right. What the annuaire asks for is judged
in one place, `wochorus.directory.demands`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.core.dates import format_date
from wochorus.core.identifiers import SiretDefect, compact_identifier, siret_defect
from wochorus.customers.models import BuyerKind
from wochorus.directory.demands import missing_references, service_fault
from wochorus.directory.models import Structure
from wochorus.directory.queries import services_by_code, structures_by_siret

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from wochorus.billing.issuing.content import InvoiceContent
    from wochorus.customers.models import Customer
    from wochorus.directory.queries import ServiceRules, StructureRules


_WITHOUT_SIRET = (
    "le client n'a pas de SIRET (customer change --siret) : la facture ne pourra pas être déposée"
)


@dataclass(frozen=True, slots=True)
class Recipients:
    """What the annuaire says of the structures and services that some invoices name."""

    structures: Mapping[str, StructureRules]
    services: Mapping[tuple[str, str], ServiceRules]
    annuaire_is_empty: bool


def recipients_of(contents: Iterable[InvoiceContent]) -> Recipients:
    """Read the annuaire for these invoices, with three queries for any number of them."""
    routes = {(_siret(content), _service(content)) for content in contents if _siret(content)}
    return Recipients(
        structures_by_siret(siret for siret, _ in routes),
        services_by_code(route for route in routes if route[1]),
        annuaire_is_empty=not Structure.objects.exists(),
    )


def recipient_anomalies(content: InvoiceContent, known: Recipients) -> list[str]:
    """Say in French what would keep ``content`` from being received, once deposited."""
    customer = content.customer
    told = list(_customer(customer))
    siret = _siret(content)
    if not customer.kind and not siret:
        told.append(_WITHOUT_SIRET)
    if customer.kind != BuyerKind.PUBLIC:
        return told
    structure = known.structures.get(siret)
    told += _identifier(siret, structure, annuaire_is_empty=known.annuaire_is_empty)
    if structure is not None:
        told += _structure(structure)
        told += _references(content, structure, known)
    return told


def _siret(content: InvoiceContent) -> str:
    return compact_identifier(content.customer.siret)


def _service(content: InvoiceContent) -> str:
    return content.references.code_service or content.customer.code_service


def _customer(customer: Customer) -> Iterator[str]:
    if not customer.kind:
        yield "on ne sait pas si le client est public ou privé (customer change --kind)"
    if customer.archived_at is not None:
        yield "le client est archivé"
    if customer.closed_on is not None:
        yield f"l'établissement du client est fermé depuis le {format_date(customer.closed_on)}"


def _identifier(
    siret: str, structure: StructureRules | None, *, annuaire_is_empty: bool
) -> Iterator[str]:
    defect = siret_defect(siret)
    if defect is SiretDefect.EMPTY:
        yield _WITHOUT_SIRET
    elif defect is SiretDefect.NOT_FOURTEEN_DIGITS:
        yield f"le SIRET {siret} du client n'a pas 14 chiffres"
    elif structure is None and not annuaire_is_empty:
        yield f"la structure {siret} n'existe pas dans l'annuaire Chorus"
    elif defect is SiretDefect.WRONG_KEY and structure is None:
        yield f"la clé du SIRET {siret} est fausse"


def _structure(structure: StructureRules) -> Iterator[str]:
    if structure.is_closed:
        yield f"la structure {structure.siret} a disparu de l'annuaire Chorus"
    elif not structure.is_active:
        yield f"la structure {structure.siret} est inactive dans l'annuaire Chorus"
    elif structure.is_works_only:
        yield f"la structure {structure.siret} ne reçoit que des factures de travaux"


def _references(
    content: InvoiceContent, structure: StructureRules, known: Recipients
) -> Iterator[str]:
    code, engagement = _service(content), content.references.engagement
    yield from (each.value for each in missing_references(structure, code, engagement))
    service = known.services.get((structure.siret, code))
    if fault := service_fault(structure, service, code, engagement):
        yield f"le service {code} {fault.value}"
