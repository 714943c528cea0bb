"""The services that an invoice may name, as one types: the likeliest first, the closed last."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from wochorus.billing.journal_filter import ON_CHORUS
from wochorus.billing.models import Invoice
from wochorus.core.identifiers import compact_identifier
from wochorus.core.text import fold
from wochorus.customers.service_choice import is_open
from wochorus.directory.queries import Hit, search, services_of, structure_by_siret

if TYPE_CHECKING:
    from wochorus.directory.models import Service

MOST_SHOWN = 30
_LIKE_ENOUGH = 0.8


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """A service of the recipient. ``why`` says in French why it comes first, if it does."""

    code: str
    name: str
    is_open: bool
    requires_engagement: bool
    why: str = ""


def service_choices(
    invoice: Invoice, typed: str = "", *, most: int = MOST_SHOWN
) -> list[ServiceChoice]:
    """List the services of the recipient of ``invoice`` that hold every word of ``typed``."""
    structure = structure_by_siret(compact_identifier(invoice.customer.siret))
    if structure is None:
        return []
    services = services_of(structure)
    likely = _likely(invoice, services)
    words = fold(typed).split()
    found = [each for each in services if _holds(each, words)]
    exact = fold(typed)
    found.sort(
        key=lambda each: (not is_open(each), fold(each.code) != exact, each.code not in likely)
    )
    return [
        ServiceChoice(
            each.code,
            each.name,
            is_open(each),
            each.requires_engagement,
            likely.get(each.code, "") if is_open(each) else "",
        )
        for each in found[:most]
    ]


def suggested_service(invoice: Invoice) -> ServiceChoice | None:
    """Give the service that is likely the right one, if there is a reason to believe it."""
    first = next(iter(service_choices(invoice, most=1)), None)
    return first if first is not None and first.why else None


@dataclass(frozen=True, slots=True)
class StructureChoice:
    """A structure of the annuaire. ``why`` says in French why it is likely, if it is."""

    found: Hit
    why: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it takes invoices."""
        return self.found.is_active and not self.found.is_closed


def structure_choices(
    invoice: Invoice, typed: str = "", *, most: int = MOST_SHOWN
) -> list[StructureChoice]:
    """Find structures by what is typed, else by the name and town of the customer."""
    customer = invoice.customer
    hits = search(typed or f"{customer.name} {customer.town}", limit=most)
    name = fold(customer.name)
    same = [hit for hit in hits if fold(hit.name) == name and hit.is_active and not hit.is_closed]
    why = "même nom que le client" if len(same) == 1 else ""
    return [StructureChoice(hit, why if hit in same else "") for hit in hits]


def _holds(service: Service, words: list[str]) -> bool:
    text = fold(f"{service.code} {service.name}")
    return all(word in text for word in words)


def _likely(invoice: Invoice, services: list[Service]) -> dict[str, str]:
    """Say which service is likely, with the reason: one at most."""
    usable = {each.code: each for each in services if is_open(each)}
    if len(usable) == 1:
        return dict.fromkeys(usable, "seul service ouvert")
    used = (
        Invoice.objects.filter(
            customer=invoice.customer_id, deposit_state__in=ON_CHORUS, code_service__in=usable
        )
        .order_by("-issue_date", "-pk")
        .values_list("code_service", flat=True)
        .first()
    )
    if used is not None:
        return {used: "celui de sa dernière facture déposée"}
    if invoice.customer.code_service in usable:
        return {invoice.customer.code_service: "celui de la fiche du client"}
    wrong = fold(invoice.code_service or invoice.customer.code_service)
    alike = {code: SequenceMatcher(None, wrong, fold(code)).ratio() for code in usable if wrong}
    best = max(alike, key=lambda code: alike[code], default=None)
    if best is not None and alike[best] >= _LIKE_ENOUGH:
        return {best: "presque celui de la facture"}
    return {}
