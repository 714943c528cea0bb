from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from support.records import (
    SERVICE_CODE,
    SERVICE_REQUIRED,
    UNDEMANDING,
    a_service,
    a_siret,
    a_structure,
)
from wochorus.core.errors import InvalidInput
from wochorus.customers.annuaire_facts import annuaire_facts
from wochorus.customers.people import (
    add_address,
    add_contact,
    address_named,
    billing_address,
    change_address,
    change_contact,
    contact_named,
    remove_contact,
)
from wochorus.customers.queries import (
    CustomerFilter,
    customer_by_code,
    customers_matching,
    duplicates_among,
    possible_duplicates,
)
from wochorus.customers.questions import open_questions
from wochorus.customers.services import archive_customer, create_customer

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.customers.models import Customer


def _told(customer: Customer) -> str:
    return " | ".join(question.text for question in open_questions(customer))


def test_customers_are_listed_by_what_is_wanted(company: Company) -> None:
    create_customer(company, "C1", "Mairie de Saint-Étienne", kind="public", siret=UNDEMANDING)
    create_customer(company, "C2", "Boulangerie", kind="private", group="Ouest")
    archive_customer(create_customer(company, "C3", "Ancien"))

    def codes(wanted: CustomerFilter) -> list[str]:
        return [customer.code for customer in customers_matching(company, wanted)]

    assert codes(CustomerFilter()) == ["C2", "C1"]
    assert codes(CustomerFilter(text="saint etienne")) == ["C1"]
    assert codes(CustomerFilter(kind="private")) == ["C2"]
    assert codes(CustomerFilter(group="Ouest", without_siret=True)) == ["C2"]
    assert codes(CustomerFilter(archived=True)) == ["C3"]


def test_an_unknown_customer_is_told_with_its_company(company: Company) -> None:
    with pytest.raises(InvalidInput, match="« X9 » n'existe pas"):
        customer_by_code(company, "X9")


def test_doubles_are_found_by_siret_or_by_name(company: Company) -> None:
    first = create_customer(company, "C1", "Mairie de Villejuif", siret=UNDEMANDING)
    create_customer(company, "C2", "Autre nom", siret=UNDEMANDING)
    create_customer(company, "C3", "COMMUNE DE VILEJUIF")
    create_customer(company, "C4", "Mairie de Villejuif", siret=a_siret(4))
    create_customer(company, "C5", "Mairie de Brest")
    create_customer(company, "C6", "École Jaurès", town="Bron")
    create_customer(company, "C7", "Ecole Jaures", town="Lyon")
    found = {double.customer.code: double.reason for double in possible_duplicates(first)}
    assert found == {"C2": "même SIRET", "C3": "nom presque identique"}
    pairs = {
        frozenset((customer.code, double.customer.code))
        for customer, double in duplicates_among(company)
    }
    assert len(duplicates_among(company)) == len(pairs)
    assert pairs == {frozenset(pair) for pair in (("C1", "C2"), ("C1", "C3"), ("C3", "C4"))}


def test_a_customer_without_siret_cannot_be_deposited_for(company: Company) -> None:
    customer = create_customer(company, "C1", "Un", kind="public")
    first = open_questions(customer)[0]
    assert (first.text, first.stops_deposits) == ("SIRET manquant : aucun dépôt possible", True)
    private = create_customer(company, "C2", "Deux", kind="private")
    assert not any(question.stops_deposits for question in open_questions(private))


def test_what_the_annuaire_asks_for_is_told_beside_the_customer(company: Company) -> None:
    structure = a_structure(SERVICE_REQUIRED, requires_service=True)
    service = a_service(structure)
    a_service(structure, "VIEUX", is_active=False)
    customer = create_customer(company, "C1", "Un", siret=SERVICE_REQUIRED)
    facts = annuaire_facts(customer)
    assert facts is not None
    assert [one.code for one in facts.open_services] == [SERVICE_CODE]
    assert facts.needs == "Une facture doit porter un code service."
    assert "exige un code service" in _told(customer)
    customer.code_service = SERVICE_CODE
    assert "service" not in _told(customer)
    service.is_active = False
    service.save()
    assert f"le service {SERVICE_CODE} ne reçoit plus de factures" in _told(customer)


def test_a_structure_that_takes_no_invoices_is_told(company: Company) -> None:
    structure = a_structure(UNDEMANDING)
    customer = create_customer(company, "C1", "Un", siret=UNDEMANDING)
    assert "annuaire" not in _told(customer)
    structure.is_works_only = True
    structure.save()
    assert "que des factures de travaux" in _told(customer)
    structure.is_active = False
    structure.save()
    assert "inactive" in _told(customer)
    structure.closed_at = timezone.now()
    structure.save()
    assert "disparu de l'annuaire" in _told(customer)
    structure.delete()
    assert "n'est pas dans l'annuaire" in _told(customer)


def test_what_looks_strange_is_asked(company: Company) -> None:
    customer = create_customer(
        company,
        "C1",
        "Un",
        siret="12345678200052",
        vat_number="FR44732829320",
        closed_on=date(2025, 3, 31),
    )
    told = _told(customer)
    assert "public ou privé ?" in told
    assert "clé de contrôle" in told
    assert "fermé depuis le 31/03/2025" in told
    assert "n° de TVA FR44732829320" in told
    assert "échéance à choisir (proposée : 30 jours)" in told
    assert "code postal et ville" in told


def test_a_customer_has_several_contacts_each_under_its_name(company: Company) -> None:
    customer = create_customer(company, "C1", "Un")
    add_contact(customer, "Anne Durand", role="Comptable", email="anne@mairie.fr")
    add_contact(customer, "Paul Martin", phone="02 38 00 00 00")
    with pytest.raises(InvalidInput, match="existe déjà"):
        add_contact(customer, "Anne Durand")
    with pytest.raises(InvalidInput, match=r"compta@mairie\.fr"):
        add_contact(customer, "Zoé", email="zoe")
    change_contact(contact_named(customer, "anne durand"), phone="01 00 00 00 00")
    remove_contact(contact_named(customer, "Paul Martin"))
    assert [(c.name, c.role, c.phone) for c in customer.contacts.all()] == [
        ("Anne Durand", "Comptable", "01 00 00 00 00")
    ]
    with pytest.raises(InvalidInput, match="« Paul Martin »"):
        contact_named(customer, "Paul Martin")


def test_invoices_go_to_the_billing_address_when_there_is_one(company: Company) -> None:
    customer = create_customer(company, "C1", "Un", town="Lyon")
    add_address(customer, "École Jaurès", town="Bron", siret=UNDEMANDING)
    assert billing_address(customer) == customer
    central = add_address(customer, "Siège", "billing", town="Paris")
    assert billing_address(customer) == central
    change_address(address_named(customer, "siège"), postcode="75001")
    with pytest.raises(InvalidInput, match="usage"):
        change_address(central, purpose="secours")
    with pytest.raises(InvalidInput, match="14 chiffres"):
        add_address(customer, "Gymnase", siret="123")
