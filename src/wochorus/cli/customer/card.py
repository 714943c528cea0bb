"""A customer as the command line shows it: to people, part by part, and to programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from wochorus.cli.output import out
from wochorus.core.countries import FRANCE, NAMES
from wochorus.core.dates import format_date
from wochorus.core.identifiers import format_siret, french_vat_number
from wochorus.customers.annuaire_facts import annuaire_facts
from wochorus.customers.queries import possible_duplicates
from wochorus.customers.questions import open_questions
from wochorus.customers.terms import suggested_term, term_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wochorus.customers.annuaire_facts import AnnuaireFacts
    from wochorus.customers.models import Customer, CustomerAddress

Line = tuple[str, str]
_SERVICES_SHOWN = 15
_STOPS, _TO_SEE = "[bold red]Bloque le dépôt :[/]", "[yellow]À voir :[/]"
_DESCRIBED = (
    *("code", "name", "siret", "siren", "vat_number", "ape", "ape_2025", "legal_category"),
    *("kind", "kind_source", "electronic_address", "address", "address_line_2", "postcode"),
    *("town", "country", "email", "code_service", "term_days", "term_end_of_month", "term_day"),
    *("payment_means", "language", "sector", "group", "closed_on", "is_partly_disclosed"),
    *("register_read_at", "archived_at"),
)
"""The fields told to programs, under their own names."""
_CONTACT = ("name", "role", "email", "phone")
_ADDRESS = (
    *("purpose", "label", "siret", "address", "address_line_2", "postcode", "town", "country"),
)


def summary_as_json(customer: Customer) -> dict[str, Any]:
    """Describe a customer for programs, its own record only."""
    return {name: getattr(customer, name) for name in _DESCRIBED}


def customer_as_json(customer: Customer) -> dict[str, Any]:
    """Describe a customer for programs, with all that goes with it."""
    facts = annuaire_facts(customer)
    term = term_of(customer)
    return {
        **summary_as_json(customer),
        "term": str(term) if term else "",
        "suggested_term": str(suggested_term(customer)),
        "contacts": [
            {name: getattr(one, name) for name in _CONTACT}
            for one in customer.contacts.order_by("name")
        ],
        "addresses": [
            {name: getattr(one, name) for name in _ADDRESS}
            for one in customer.addresses.order_by("purpose", "label")
        ],
        "annuaire": _facts_as_json(facts) if facts else None,
        "questions": [
            {"text": question.text, "stops_deposits": question.stops_deposits}
            for question in open_questions(customer, facts)
        ],
        "possible_duplicates": [
            {"code": double.customer.code, "name": double.customer.name, "reason": double.reason}
            for double in possible_duplicates(customer)
        ],
    }


def _facts_as_json(facts: AnnuaireFacts) -> dict[str, Any]:
    return {
        "name": facts.structure.name,
        "is_active": facts.structure.is_active,
        "closed_at": facts.structure.closed_at,
        "takes_invoices": facts.takes_invoices,
        "needs": facts.needs,
        "services": [
            {
                "code": service.code,
                "name": service.name,
                "requires_engagement": service.requires_engagement,
            }
            for service in facts.open_services
        ],
    }


def print_customer(customer: Customer) -> None:
    """Print a record in its parts: identity, commercial, billing, the annuaire, what is open."""
    archived = "  [dim](archivé)[/]" if customer.archived_at else ""
    out.print(f"[bold]{escape(customer.name)}[/]  {escape(customer.code)}{archived}")
    facts = annuaire_facts(customer)
    _print_part("Identité", _identity(customer))
    _print_part("Commercial", _commercial(customer))
    _print_part("Facturation", _billing(customer))
    if facts:
        _print_part("Annuaire de Chorus Pro", _annuaire(facts))
    print_questions(customer, facts)


def print_questions(customer: Customer, facts: AnnuaireFacts | None = None) -> None:
    """Print what is open on a record, and the customers that may be the same."""
    for question in open_questions(customer, facts):
        mark = (
            "[bold red]Bloque le dépôt :[/]" if question.stops_deposits else "[yellow]À voir :[/]"
        )
        out.print(f"{mark} {escape(question.text)}", soft_wrap=True)
    for double in possible_duplicates(customer):
        other = double.customer
        out.print(
            f"[yellow]Doublon possible :[/] {escape(other.code)}, {escape(other.name)} "
            f"({double.reason})",
            soft_wrap=True,
        )


def _print_part(title: str, lines: Iterable[Line]) -> None:
    table = Table(show_header=False, box=None)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in lines:
        table.add_row(label, escape(value))
    out.print(f"\n[bold]{title}[/]")
    out.print(table)


def _identity(customer: Customer) -> Iterable[Line]:
    yield "Adresse", postal_address(customer) or "manquante"
    for one in customer.addresses.order_by("purpose", "label"):
        yield f"{one.get_purpose_display().capitalize()} : {one.label}", _other_address(one)
    yield "Courriel", customer.email or "non indiqué"
    for person in customer.contacts.order_by("name"):
        parts = (person.name, person.role, person.phone, person.email)
        yield "Contact", " · ".join(part for part in parts if part)


def _commercial(customer: Customer) -> Iterable[Line]:
    yield "SIRET", format_siret(customer.siret) or "manquant"
    yield "SIREN", customer.siren or "manquant"
    yield "N° de TVA", customer.vat_number or _computed_vat_number(customer)
    yield "APE (NAF rév. 2)", customer.ape or "non indiqué"
    yield "APE (NAF 2025)", customer.ape_2025 or "non indiqué"
    yield "Catégorie juridique", customer.legal_category or "non indiquée"
    source = customer.get_kind_source_display()
    kind = str(customer.get_kind_display())
    yield "Public / Privé", f"{kind} ({source})" if kind and source else kind or "à indiquer"
    if customer.closed_on:
        yield "Établissement", f"fermé depuis le {format_date(customer.closed_on)}"
    if customer.is_partly_disclosed:
        yield "Diffusion", "partielle : nom et adresse sont gardés hors du registre public"


def _computed_vat_number(customer: Customer) -> str:
    if not customer.siren or customer.country != FRANCE:
        return "non indiqué"
    return f"non indiqué (s'il en a un, sans doute {french_vat_number(customer.siren)})"


def _billing(customer: Customer) -> Iterable[Line]:
    term = term_of(customer)
    yield "Code service", customer.code_service or "aucun par défaut"
    yield "Échéance", str(term) if term else f"non choisie (proposée : {suggested_term(customer)})"
    yield "Mode de règlement", str(customer.get_payment_means_display()) or "non choisi"
    yield "Langue des factures", str(customer.get_language_display())
    yield "Groupe", customer.group or "aucun"
    yield "Secteur", customer.sector or "aucun"
    if customer.electronic_address:
        yield "Adresse électronique", customer.electronic_address


def _annuaire(facts: AnnuaireFacts) -> Iterable[Line]:
    structure = facts.structure
    yield "Structure", structure.name
    yield "État", "active" if facts.takes_invoices else "ne reçoit pas de factures"
    yield "Exigences", facts.needs
    services = facts.open_services
    for service in services[:_SERVICES_SHOWN]:
        needs = " (engagement obligatoire)" if service.requires_engagement else ""
        yield "Service", f"{service.code}  {service.name}{needs}"
    if len(services) > _SERVICES_SHOWN:
        command = f"wochorus directory show {structure.identifier}"
        yield "…", f"{len(services)} services en tout : {command}"


def postal_address(place: Customer | CustomerAddress) -> str:
    """Write an address on one line."""
    town = f"{place.postcode} {place.town}".strip()
    country = "" if place.country == FRANCE else NAMES.get(place.country, place.country)
    parts = (place.address, place.address_line_2, town, country)
    return ", ".join(part for part in parts if part)


def _other_address(place: CustomerAddress) -> str:
    siret = f"SIRET {format_siret(place.siret)}" if place.siret else ""
    return " · ".join(part for part in (postal_address(place), siret) if part) or "non indiquée"
