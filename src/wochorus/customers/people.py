"""What may be done with the contacts and the addresses of a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import IntegrityError, transaction

from wochorus.accounts.columns import check_columns
from wochorus.core.errors import InvalidInput
from wochorus.customers.models import AddressPurpose, Contact, Customer, CustomerAddress
from wochorus.customers.values import cleaned_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

Record = TypeVar("Record", Contact, CustomerAddress)

CONTACT_FIELDS = ("name", "role", "email", "phone")
ADDRESS_FIELDS = (
    "label",
    "purpose",
    "siret",
    "address",
    "address_line_2",
    "postcode",
    "town",
    "country",
)


def add_contact(customer: Customer, name: str, **fields: Any) -> Contact:  # noqa: ANN401 - fields of any type
    """Add somebody to the contacts of ``customer``. Raises `InvalidInput` on a refused value."""
    return _save(Contact(customer=customer), {"name": name, **fields}, "name")


def change_contact(contact: Contact, **fields: Any) -> Contact:  # noqa: ANN401 - same
    """Change the fields given of a contact, and only those."""
    return _save(contact, fields, "name")


def remove_contact(contact: Contact) -> None:
    """Forget a contact."""
    contact.delete()


def contact_named(customer: Customer, name: str) -> Contact:
    """Find a contact of ``customer`` by name. Raises `InvalidInput` when there is none."""
    found = customer.contacts.filter(name__iexact=" ".join(name.split())).first()
    if found is None:
        known = ", ".join(customer.contacts.order_by("name").values_list("name", flat=True))
        raise _unknown("contact", name, customer, known)
    return found


def add_address(
    customer: Customer,
    label: str,
    purpose: str = AddressPurpose.SITE,
    **fields: Any,  # noqa: ANN401 - same
) -> CustomerAddress:
    """Add an address to ``customer``, under a ``label`` of its own."""
    record = CustomerAddress(customer=customer)
    return _save(record, {"label": label, "purpose": purpose, **fields}, "label")


def change_address(address: CustomerAddress, **fields: Any) -> CustomerAddress:  # noqa: ANN401 - same
    """Change the fields given of an address, and only those."""
    return _save(address, fields, "label")


def remove_address(address: CustomerAddress) -> None:
    """Forget an address."""
    address.delete()


def address_named(customer: Customer, label: str) -> CustomerAddress:
    """Find an address of ``customer`` by its label. Raises `InvalidInput` when there is none."""
    found = customer.addresses.filter(label__iexact=" ".join(label.split())).first()
    if found is None:
        known = ", ".join(customer.addresses.order_by("label").values_list("label", flat=True))
        raise _unknown("adresse", label, customer, known)
    return found


def billing_address(customer: Customer) -> Customer | CustomerAddress:
    """Give where the invoices of ``customer`` are sent: its billing address, else its own."""
    billing = customer.addresses.filter(purpose=AddressPurpose.BILLING).order_by("label").first()
    return billing or customer


def _save(record: Record, fields: Mapping[str, Any], name: str) -> Record:
    for field, value in cleaned_fields(fields).items():
        setattr(record, field, value)
    what = "Le contact" if isinstance(record, Contact) else "L'adresse"
    if not getattr(record, name):
        raise InvalidInput(f"{what} n'a pas de nom", remedy="Donnez-lui un nom.")
    check_columns(record)
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as error:
        raise InvalidInput(
            f"{what} « {getattr(record, name)} » existe déjà",
            where=f"client {record.customer.code}",
            remedy="Changez-le, ou choisissez un autre nom.",
        ) from error
    return record


def _unknown(what: str, name: str, customer: Customer, known: str) -> InvalidInput:
    return InvalidInput(
        f"Aucun(e) {what} « {name} »",
        where=f"client {customer.code}",
        remedy=f"Connus : {known}." if known else "Ajoutez-le d'abord.",
    )
