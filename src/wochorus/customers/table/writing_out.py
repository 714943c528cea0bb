"""Writing customers out, as the table that an import reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.customers.models import Contact
from wochorus.customers.queries import EVERYBODY, customers_matching
from wochorus.customers.table.layout import CONTACT, CUSTOMERS, INFORMATION_HEADERS, SHEET
from wochorus.customers.terms import term_of
from wochorus.spreadsheets.writing import Cell, check_target, new_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company
    from wochorus.customers.models import Customer
    from wochorus.customers.queries import CustomerFilter

_LABELLED = ("kind", "payment_means", "language")


def export_customers(
    company: Company, path: Path, wanted: CustomerFilter = EVERYBODY, *, force: bool = False
) -> int:
    """Write the customers wanted to ``path``, CSV or XLSX by its name, and count them.

    Each has its first contact; the others are not in this table. Raises `InvalidInput` when the
    file exists and ``force`` is not given.
    """
    check_target(path, force=force)
    customers = list(customers_matching(company, wanted))
    contacts = _first_contacts(company)
    with new_sheet(path, (*CUSTOMERS.headers, *INFORMATION_HEADERS), SHEET) as sheet:
        for customer in customers:
            sheet.write(_row(customer, contacts.get(customer.pk)))
    return len(customers)


def _first_contacts(company: Company) -> dict[int, Contact]:
    found = Contact.objects.filter(customer__company=company).order_by("-id")
    return {contact.customer_id: contact for contact in found}


def _row(customer: Customer, contact: Contact | None) -> list[Cell]:
    archived = customer.archived_at
    return [
        *(_cell(column.field, customer, contact) for column in CUSTOMERS.columns),
        customer.get_kind_source_display(),
        customer.closed_on,
        timezone.localtime(archived).date() if archived else None,
    ]


def _cell(field: str, customer: Customer, contact: Contact | None) -> Cell:
    if field.startswith(CONTACT):
        return getattr(contact, field.removeprefix(CONTACT)) if contact else ""
    if field == "term":
        return str(term_of(customer) or "")
    if field in _LABELLED:
        return str(getattr(customer, f"get_{field}_display")())
    return str(getattr(customer, field))
