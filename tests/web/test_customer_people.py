"""The contacts and the other addresses of a customer, changed where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.records import a_customer
from wochorus.customers.people import add_address, add_contact

if TYPE_CHECKING:
    from django.test import Client

    from wochorus.accounts.models import Company
    from wochorus.customers.models import Contact, Customer, CustomerAddress

RECORD = "/societe/propre/clients/fiche/C1/"
CONTACT = "/societe/propre/clients/contact/C1/"
ADDRESS = "/societe/propre/clients/adresse/C1/"


@pytest.fixture
def customer(company: Company) -> Customer:
    return a_customer(company, code="C1")


@pytest.fixture
def contact(customer: Customer) -> Contact:
    return add_contact(customer, "Zoé Martin", role="Comptable", email="zoe@mairie.example")


@pytest.fixture
def school(customer: Customer) -> CustomerAddress:
    return add_address(customer, "École", town="Fictive", siret="21750001600011")


def of_contact(contact: Contact, **changes: str) -> dict[str, str]:
    """Give what a browser sends of a contact as it is kept, but for ``changes``."""
    kept = {name: getattr(contact, name) for name in ("name", "role", "email", "phone")}
    values = {**kept, **changes}
    prefixed = {f"contact-{contact.pk}-{name}": value for name, value in values.items()}
    return {"modifier": str(contact.pk), **prefixed}


def beside(answer: Any, field: str) -> str:
    page = answer.content.decode()
    return str(page).split(f'id="id_{field}_error"')[1].split("</div>")[0]


def test_a_contact_is_changed_where_it_stands(clerk: Client, contact: Contact) -> None:
    page = clerk.get(RECORD, {"onglet": "contacts"}).content.decode()
    assert f"contact={contact.pk}" in page
    opened = clerk.get(RECORD, {"onglet": "contacts", "contact": str(contact.pk)}).content.decode()
    assert f'name="contact-{contact.pk}-email" value="zoe@mairie.example"' in opened
    answer = clerk.post(
        CONTACT, of_contact(contact, name="Zoé Petit", role="", phone="02 38 00 00 00"), follow=True
    )
    assert "Contact enregistré : Zoé Petit." in answer.content.decode()
    contact.refresh_from_db()
    assert (contact.name, contact.role, contact.phone) == ("Zoé Petit", "", "02 38 00 00 00")
    assert contact.email == "zoe@mairie.example"
    assert contact.customer.contacts.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("name", "", "obligatoire"),
        ("name", "Ali Benali", "existe déjà"),
        ("email", "zoe", "une adresse comme compta@mairie.fr"),
    ],
)
def test_a_contact_that_is_refused_stays_open_with_what_was_typed(
    clerk: Client, contact: Contact, field: str, value: str, told: str
) -> None:
    add_contact(contact.customer, "Ali Benali")
    answer = clerk.post(CONTACT, of_contact(contact, role="Maire", **{field: value}))
    assert answer.status_code == 422
    assert told in beside(answer, f"contact-{contact.pk}-{field}")
    page = answer.content.decode()
    assert 'value="Maire"' in page
    assert "Ali Benali" in page
    contact.refresh_from_db()
    assert (contact.name, contact.role) == ("Zoé Martin", "Comptable")


def test_an_address_is_changed_and_its_siret_judged(clerk: Client, school: CustomerAddress) -> None:
    opened = clerk.get(RECORD, {"onglet": "contacts", "adresse": str(school.pk)})
    (form,) = [form for _, form in opened.context["addresses"] if form]
    shown = {field.html_name: str(field.value() or "") for field in form}
    sent = {"modifier": str(school.pk), **shown, f"adresse-{school.pk}-town": "Brest"}
    assert clerk.post(ADDRESS, sent).status_code == 302
    school.refresh_from_db()
    assert (school.town, school.siret, school.purpose) == ("Brest", "21750001600011", "site")
    refused = clerk.post(ADDRESS, {**sent, f"adresse-{school.pk}-siret": "123"})
    assert refused.status_code == 422
    assert "14 chiffres" in beside(refused, f"adresse-{school.pk}-siret")
    renamed = {**sent, f"adresse-{school.pk}-label": "Collège"}
    renamed[f"adresse-{school.pk}-purpose"] = "billing"
    clerk.post(ADDRESS, renamed)
    school.refresh_from_db()
    assert (school.label, school.purpose) == ("Collège", "billing")


def test_one_that_is_gone_or_of_another_customer_is_not_found(
    clerk: Client, company: Company, contact: Contact, school: CustomerAddress
) -> None:
    other = add_contact(a_customer(company, code="C2"), "Ali Benali")
    assert clerk.post(CONTACT, of_contact(other, role="Maire")).status_code == 404
    assert clerk.post(CONTACT, {**of_contact(contact), "modifier": "abc"}).status_code == 404
    assert clerk.post(ADDRESS, {"modifier": str(school.pk + 1)}).status_code == 404
    other.refresh_from_db()
    assert other.role == ""
    assert clerk.get(RECORD, {"onglet": "contacts", "contact": "abc"}).status_code == 200


def test_a_reader_sees_people_and_changes_none(reader: Client, contact: Contact) -> None:
    page = reader.get(RECORD, {"onglet": "contacts", "contact": str(contact.pk)}).content.decode()
    assert "Zoé Martin" in page
    assert "Modifier" not in page
    assert "Enregistrer" not in page
    assert reader.post(CONTACT, of_contact(contact, role="Maire")).status_code == 403
