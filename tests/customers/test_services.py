from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from support.records import (
    SERVICE_CODE,
    SERVICE_REQUIRED,
    UNDEMANDING,
    a_service,
    a_siret,
    a_structure,
)
from wochorus.core.errors import InvalidInput
from wochorus.customers.from_journal import CustomerFacts, save_customers
from wochorus.customers.models import BuyerKind, Customer, KindSource
from wochorus.customers.naf import ape_on
from wochorus.customers.service_choice import offered_services
from wochorus.customers.services import (
    archive_customer,
    change_customer,
    create_customer,
    reactivate_customer,
)
from wochorus.customers.terms import PaymentTerm, term_of

if TYPE_CHECKING:
    from wochorus.accounts.models import Company


def test_a_customer_is_recorded_with_what_was_typed(company: Company) -> None:
    customer = create_customer(
        company,
        "VILLE",
        "Ville de Fictive",
        siret="123 456 782 00051",
        kind="Public",
        ape="8121z",
        ape_2025="81.21Y",
        legal_category="7210",
        term="30 jours",
        payment_means="Virement",
        language="français",
    )
    kept = Customer.objects.get(pk=customer.pk)
    assert (kept.siret, kept.siren) == (UNDEMANDING, UNDEMANDING[:9])
    assert (kept.kind, kept.kind_source) == (BuyerKind.PUBLIC, KindSource.USER)
    assert (kept.ape, kept.payment_means, kept.language) == ("81.21Z", "30", "fr")
    assert term_of(kept) == PaymentTerm(30)
    assert ape_on(kept, date(2026, 12, 31)) == ("81.21Z", "NAF rév. 2")
    assert ape_on(kept, date(2027, 1, 1)) == ("81.21Y", "NAF 2025")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"siret": "2194006860001"}, "14 chiffres"),
        ({"siren": "123456789"}, "clé est juste"),
        ({"vat_number": "FR00123456782"}, "clé est fausse"),
        ({"ape": "nettoyage"}, "81.21Z"),
        ({"legal_category": "commune"}, "quatre chiffres"),
        ({"kind": "associatif"}, "Public, Privé"),
        ({"payment_means": "troc"}, "Virement"),
        ({"language": "breton"}, "français"),
        ({"term": "un jour"}, "30 jours"),
        ({"email": "compta"}, "compta@mairie.fr"),
        ({"country": "Atlantide"}, "deux lettres"),
        ({"siret": UNDEMANDING, "siren": "732829320"}, "n'est pas celui du SIRET"),
        ({"town": "T" * 101}, "ville"),
    ],
)
def test_a_value_that_cannot_serve_is_refused_and_nothing_is_kept(
    company: Company, fields: dict[str, str], told: str
) -> None:
    with pytest.raises(InvalidInput, match=told):
        create_customer(company, "C1", "Un", **fields)
    assert not Customer.objects.exists()


def test_a_code_serves_once_in_a_company(company: Company) -> None:
    create_customer(company, "C1", "Un")
    with pytest.raises(InvalidInput, match="déjà celui d'un client"):
        create_customer(company, " C1 ", "Deux")


def test_only_the_fields_given_change(company: Company) -> None:
    customer = create_customer(company, "C1", "Un", town="Lyon", term="45 jours fin de mois")
    changed = change_customer(customer, postcode="69001")
    assert (changed.town, changed.postcode) == ("Lyon", "69001")
    assert term_of(changed) == PaymentTerm(45, "after")
    assert term_of(change_customer(customer, term="")) is None


def test_another_siret_forgets_what_the_register_said_of_the_former(company: Company) -> None:
    customer = create_customer(company, "C1", "Un", siret=UNDEMANDING, closed_on=date(2025, 1, 1))
    assert customer.closed_on
    changed = change_customer(customer, siret=a_siret(1))
    assert (changed.closed_on, changed.siren) == (None, a_siret(1)[:9])


def test_a_customer_that_the_annuaire_knows_is_public(company: Company) -> None:
    a_structure(UNDEMANDING)
    customer = create_customer(company, "C1", "Un", siret=UNDEMANDING)
    assert (customer.kind, customer.kind_source) == (BuyerKind.PUBLIC, KindSource.DIRECTORY)


@pytest.mark.parametrize("category", ["7210", "7364", "4110", "4160"])
def test_a_legal_category_of_public_law_is_believed(company: Company, category: str) -> None:
    customer = create_customer(company, "C1", "Un", legal_category=category)
    assert (customer.kind, customer.kind_source) == (BuyerKind.PUBLIC, KindSource.LEGAL_CATEGORY)


@pytest.mark.parametrize("category", ["", "5499", "1000", "8410", "9220"])
def test_any_other_legal_category_leaves_the_question_open(company: Company, category: str) -> None:
    assert create_customer(company, "C1", "Un", legal_category=category).kind == ""


def test_a_choice_of_the_user_is_never_overwritten(company: Company) -> None:
    customer = create_customer(company, "C1", "Un", kind="private")
    a_structure(UNDEMANDING)
    changed = change_customer(customer, siret=UNDEMANDING, legal_category="7210")
    assert (changed.kind, changed.kind_source) == (BuyerKind.PRIVATE, KindSource.USER)
    guessed = change_customer(customer, kind="")
    assert (guessed.kind, guessed.kind_source) == (BuyerKind.PUBLIC, KindSource.DIRECTORY)


def test_a_kind_told_by_a_journal_is_a_choice_of_its_user(company: Company) -> None:
    save_customers(company, [CustomerFacts("C1", "Un", siret=UNDEMANDING, kind="private")])
    customer = Customer.objects.get()
    assert (customer.kind_source, customer.siren) == (KindSource.USER, UNDEMANDING[:9])
    a_structure(UNDEMANDING)
    save_customers(company, [CustomerFacts("C1", siret=UNDEMANDING)])
    assert Customer.objects.get().kind == BuyerKind.PRIVATE


def test_the_vat_number_of_a_private_french_customer_is_computed(company: Company) -> None:
    private = create_customer(company, "C1", "Un", siret=a_siret(1), kind="private")
    public = create_customer(company, "C2", "Deux", siret=a_siret(2), kind="public")
    belgian = create_customer(company, "C3", "Trois", kind="private", country="BE")
    assert private.vat_number.endswith(a_siret(1)[:9])
    assert (public.vat_number, belgian.vat_number) == ("", "")


def test_a_code_service_is_one_that_the_structure_has(company: Company) -> None:
    structure = a_structure(SERVICE_REQUIRED, requires_service=True)
    a_service(structure)
    a_service(structure, "FERME", is_active=False)
    a_service(structure, "FACTURES_PUBLIQUES")
    customer = create_customer(
        company, "C1", "Un", siret=SERVICE_REQUIRED, code_service=SERVICE_CODE
    )
    for code, why in [
        ("SERV", "n'a pas ce service"),
        ("FERME", "inactif"),
        ("FACTURES_PUBLIQUES", "réservé"),
    ]:
        with pytest.raises(InvalidInput, match=why) as refused:
            change_customer(customer, code_service=code)
        assert "Une facture doit porter un code service." in refused.value.remedy
        assert SERVICE_CODE in refused.value.remedy
        assert "FERME" not in refused.value.remedy
    assert Customer.objects.get().code_service == SERVICE_CODE


def test_a_code_service_is_not_judged_without_an_annuaire(company: Company) -> None:
    customer = create_customer(company, "C1", "Un", siret=UNDEMANDING, code_service="SERV")
    assert customer.code_service == "SERV"


def test_an_archived_customer_comes_back_as_it_was(company: Company) -> None:
    customer = create_customer(company, "C1", "Un", town="Lyon")
    archived = archive_customer(customer)
    assert archived.archived_at == archive_customer(customer).archived_at is not None
    back = reactivate_customer(customer)
    assert (back.archived_at, back.town) == (None, "Lyon")


def test_services_are_offered_by_code_or_name_the_open_ones_first(company: Company) -> None:
    assert company
    structure = a_structure(SERVICE_REQUIRED)
    a_service(structure, "A-OLD", name="Service des achats", is_active=False)
    a_service(structure, "B-NEW", name="Service des Achats généraux")
    a_service(structure, "C", name="Voirie")
    offered = [service.code for service in offered_services(SERVICE_REQUIRED, "achats")]
    assert offered == ["B-NEW", "A-OLD"]
    assert [each.code for each in offered_services(SERVICE_REQUIRED, "genéraux")] == ["B-NEW"]
    assert offered_services("", "achats") == []
    assert offered_services(UNDEMANDING, "achats") == []
