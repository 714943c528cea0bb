"""What a few typed words lead to: screens, invoices, customers, contracts, flows, pages of help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.billing.journal_filter import JournalFilter, invoices_matching
from wochorus.contracts.queries import ContractFilter, contracts_matching
from wochorus.core.text import fold
from wochorus.customers.queries import CustomerFilter, customers_matching
from wochorus.deposits.queries import find_flow
from wochorus.web.addresses import address as address_of
from wochorus.web.frame import RAIL
from wochorus.web.help import pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.accounts.models import Company
    from wochorus.accounts.users.models import Role

OF_EACH_KIND = 6
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its kind in French, what it is, a word more, where it is."""

    kind: str
    name: str
    detail: str
    address: str


def find(company: Company, role: Role, words: str) -> list[Hit]:
    """Find what ``words`` may mean, at most six things of each kind; nothing for one letter."""
    words = " ".join(words.split())
    if len(words) < SHORTEST:
        return []
    finders = (_screens(company, role, words), _invoices(company, words))
    others = (_customers(company, words), _contracts(company, words), _flow(company, words))
    return [hit for found in (*finders, *others, _help(company, words)) for hit in found]


def _screens(company: Company, role: Role, words: str) -> Iterator[Hit]:
    for section in RAIL:
        if fold(words) in fold(section.name) and role.includes(section.needed):
            detail = f"G puis {section.key.upper()}"
            yield Hit("Écran", section.name, detail, address_of(company, section.route))


def _invoices(company: Company, words: str) -> Iterator[Hit]:
    found = invoices_matching(company, JournalFilter(search=words)).select_related("customer")
    for invoice in found.order_by("-issue_date", "-number")[:OF_EACH_KIND]:
        detail = f"{invoice.customer.name}, {invoice.get_deposit_state_display().lower()}"
        address = address_of(company, "journal", recherche=invoice.number, facture=invoice.pk)
        yield Hit(invoice.get_kind_display(), invoice.number, detail, address)


def _customers(company: Company, words: str) -> Iterator[Hit]:
    for customer in customers_matching(company, CustomerFilter(text=words))[:OF_EACH_KIND]:
        detail = f"{customer.code}, {customer.town}".strip(", ")
        yield Hit("Client", customer.name, detail, address_of(company, "customer", customer.code))


def _contracts(company: Company, words: str) -> Iterator[Hit]:
    found = contracts_matching(company, ContractFilter(text=words), timezone.localdate())
    for contract, state in found[:OF_EACH_KIND]:
        detail = f"{contract.customer.name}, {state.label}"
        yield Hit(
            "Contrat", contract.number, detail, address_of(company, "contract", contract.number)
        )


def _flow(company: Company, words: str) -> Iterator[Hit]:
    flow = find_flow(company, words)
    if flow is not None:
        detail = f"{flow.get_state_display()}, {flow.flow_number or 'sans numéro'}"
        yield Hit("Flux", flow.name, detail, address_of(company, "flow", str(flow.pk)))


def _help(company: Company, words: str) -> Iterator[Hit]:
    wanted = fold(words)
    alike = (
        page for found in pages.contents().values() for page in found if wanted in fold(page.title)
    )
    for page, _ in zip(alike, range(OF_EACH_KIND), strict=False):
        yield Hit("Aide", page.title, "", address_of(company, "help-page", page.chapter, page.name))
