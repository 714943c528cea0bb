"""What may be chosen as one types: customers, contracts, invoices to correct."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.shortcuts import render

from wochorus.billing.journal_filter import JournalFilter, invoices_matching
from wochorus.billing.models import DepositState, Invoice, InvoiceKind
from wochorus.contracts.models import Contract
from wochorus.contracts.queries import contract_by_number
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput
from wochorus.core.money import format_euros
from wochorus.customers.models import Customer
from wochorus.customers.queries import CustomerFilter, customers_matching
from wochorus.web.access import company_page
from wochorus.web.said import on_screen

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.accounts.models import Company
    from wochorus.web.access import CompanyRequest

SHOWN = 10
LONGEST = 100
_CONTRACT = "contrat "


class Option(NamedTuple):
    """One thing to choose: what the field takes, what is read, and what tells it from others."""

    value: str
    title: str
    detail: str = ""


@company_page()
def payers(request: CompanyRequest) -> HttpResponse:
    """Offer customers and contracts, for an invoice to type."""
    text = request.GET.get("q", "")[:LONGEST].strip()
    options = [*customer_options(request.company, text), *_contracts(request.company, text)]
    return render(request, "web/billing/_options.html", {"options": options})


def customer_options(company: Company, text: str) -> list[Option]:
    """Offer the customers in use whose name, code or SIRET has ``text``."""
    found = customers_matching(company, CustomerFilter(text=text))[:SHOWN]
    return [Option(each.code, each.name, f"{each.code} {each.town}".strip()) for each in found]


def _contracts(company: Company, text: str) -> list[Option]:
    if not text:
        return []
    wanted = text.removeprefix(_CONTRACT)
    found = Contract.objects.filter(company=company, number__istartswith=wanted)
    rows = found.select_related("customer").order_by("number")[:SHOWN]
    return [
        Option(f"{_CONTRACT}{each.number}", f"Contrat {each.number}", each.customer.name)
        for each in rows
    ]


def chosen_payer(company: Company, text: str) -> tuple[Customer, Contract | None]:
    """Find the customer, or the contract and its customer, that a field names.

    Raises `InvalidInput` when there is none.
    """
    word = text.strip()
    if word.lower().startswith(_CONTRACT):
        try:
            contract = contract_by_number(company, word[len(_CONTRACT) :].strip())
        except InvalidInput as unknown:
            raise on_screen(unknown) from unknown
        return contract.customer, contract
    return customer_named(company, word), None


def customer_named(company: Company, word: str) -> Customer:
    """Find a customer by the code or the whole name. Raises `InvalidInput` when none has it."""
    found = Customer.objects.filter(company=company, code__iexact=word).first()
    alike = list(Customer.objects.filter(company=company, name__iexact=word)[:2])
    if found is None and len(alike) == 1:
        return alike[0]
    if found is None:
        raise InvalidInput(
            f"Aucun client n'est « {word} »" if word else "Choisissez un client",
            remedy="Tapez une partie du nom, puis choisissez dans la liste.",
        )
    return found


@company_page()
def invoices(request: CompanyRequest) -> HttpResponse:
    """Offer the invoices that a credit note may correct."""
    text = request.GET.get("q", "")[:LONGEST].strip()
    wanted = JournalFilter(search=text, kinds=(InvoiceKind.INVOICE,))
    found = invoices_matching(request.company, wanted).exclude(deposit_state=DepositState.INTERNAL)
    rows = found.select_related("customer").order_by("-issue_date", "-number")[:SHOWN]
    options = [invoice_option(each) for each in rows]
    return render(request, "web/billing/_options.html", {"options": options})


def invoice_option(invoice: Invoice) -> Option:
    """Offer an invoice."""
    told = f"{invoice.number} du {format_date(invoice.issue_date)}"
    return Option(
        f"{invoice.number} ({invoice.issue_year})",
        told,
        f"{invoice.customer.name}, {format_euros(invoice.total_with_tax)}",
    )


def invoice_named(company: Company, text: str) -> Invoice | None:
    """Find an invoice by its number, with its year in brackets when two years have it.

    Raises `InvalidInput` when two have it and no year is told.
    """
    number, year = text.strip(), ""
    if number.endswith(")") and number[-6:-5] == "(" and number[-5:-1].isdigit():
        number, year = number[:-6].strip(), number[-5:-1]
    found = Invoice.objects.filter(company=company, number=number).select_related("customer")
    if year:
        found = found.filter(issue_year=int(year))
    rows = list(found.order_by("issue_year")[:2])
    if len(rows) > 1:
        raise InvalidInput(
            f"Deux factures portent le numéro {number}",
            remedy=f"Ajoutez l'année : {number} ({rows[-1].issue_year}).",
        )
    return rows[0] if rows else None


def document_named(company: Company, text: str) -> Invoice:
    """Find an invoice or a credit note as `invoice_named`. Raises `InvalidInput`."""
    found = invoice_named(company, text)
    if found is None:
        raise InvalidInput(
            f"Rien n'a le numéro « {text.strip()} »", remedy="Choisissez dans la liste."
        )
    return found
