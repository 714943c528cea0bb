"""The rows of contacts and addresses on the record of a customer, and the one that is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from wochorus.core.identifiers import format_siret
from wochorus.customers.people import ADDRESS_FIELDS, CONTACT_FIELDS
from wochorus.web.customers.forms import AddressForm, ContactForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wochorus.customers.models import Contact, Customer, CustomerAddress

Form = TypeVar("Form", ContactForm, AddressForm)


def contact_form(
    contact: Contact | None = None, sent: Mapping[str, Any] | None = None
) -> ContactForm:
    """Give the form of a contact, or that of a new one."""
    if contact is None:
        return ContactForm(sent, prefix="contact")
    kept = {name: getattr(contact, name) for name in CONTACT_FIELDS}
    return ContactForm(sent, prefix=f"contact-{contact.pk}", initial=kept)


def address_form(
    address: CustomerAddress | None = None, sent: Mapping[str, Any] | None = None
) -> AddressForm:
    """Give the form of an address, or that of a new one."""
    if address is None:
        return AddressForm(sent, prefix="adresse")
    kept = {name: getattr(address, name) for name in ADDRESS_FIELDS}
    kept["siret"] = format_siret(address.siret)
    return AddressForm(sent, prefix=f"adresse-{address.pk}", initial=kept)


def contact_rows(
    customer: Customer, changed: str, form: ContactForm | None = None
) -> list[tuple[Contact, ContactForm | None]]:
    """List the contacts; the one whose key is ``changed`` with its form, or with ``form``."""
    return [
        (each, form or _focused(contact_form(each)) if str(each.pk) == changed else None)
        for each in customer.contacts.order_by("name")
    ]


def address_rows(
    customer: Customer, changed: str, form: AddressForm | None = None
) -> list[tuple[CustomerAddress, AddressForm | None]]:
    """List the addresses; the one whose key is ``changed`` with its form, or with ``form``."""
    return [
        (each, form or _focused(address_form(each)) if str(each.pk) == changed else None)
        for each in customer.addresses.order_by("purpose", "label")
    ]


def _focused(form: Form) -> Form:
    next(iter(form.fields.values())).widget.attrs["autofocus"] = True
    return form
