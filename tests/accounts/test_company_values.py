"""What may be written about a company, and what looks strange about one."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from support.records import a_company
from wochorus.accounts.company_values import company_warnings
from wochorus.accounts.legal_texts import EARLY_PAYMENT, LATE_PENALTIES, RECOVERY_FEE
from wochorus.accounts.services import change_company
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return a_company()


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("vat_number", "fr 44 732 829 320", "FR44732829320"),
        ("iban", "FR76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890189"),
        ("bic", "agri fr pp", "AGRIFRPP"),
        ("country", "Belgique", "BE"),
        ("country", "", "FR"),
        ("share_capital", "120 000 €", Decimal(120_000)),
        ("share_capital", "", None),
        ("phone", "02 38 00 00 00", "02 38 00 00 00"),
        ("legal_form", " SARL  à capital variable ", "SARL à capital variable"),
        ("electronic_address", "732829320_COMPTA", "732829320_COMPTA"),
        ("early_payment", "Escompte de 1 %\nà 8 jours.", "Escompte de 1 % à 8 jours."),
        ("early_payment", "", EARLY_PAYMENT),
        ("late_penalties", "", LATE_PENALTIES),
        ("recovery_fee", "", RECOVERY_FEE),
    ],
)
def test_a_value_is_cleaned(company: Company, field: str, typed: str, kept: object) -> None:
    change_company(company, **{field: typed})
    company.refresh_from_db()
    assert getattr(company, field) == kept


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("vat_number", "FR45732829320", "celle du SIREN 732829320 donne FR44732829320"),
        ("vat_number", "732829320", "deux lettres du pays"),
        ("iban", "FR7630006000011234567890188", "clé de contrôle est fausse"),
        ("bic", "AGRI", "8 ou 11 caractères"),
        ("country", "Atlantide", "code à deux lettres"),
        ("share_capital", "beaucoup", "un montant comme 120000"),
        ("share_capital", "-1", "pas négatif"),
        ("phone", "appelez-moi", "un numéro comme"),
        ("electronic_address", "732829320 COMPTA", "BR-FR-23"),
        ("legal_form", "SA\x1b[2JRL", "invisible"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused(
    company: Company, field: str, typed: str, told: str
) -> None:
    before = getattr(company, field)
    with pytest.raises(InvalidInput) as refusal:
        change_company(company, **{field: typed})
    assert told in refusal.value.what
    assert "rien n'a été enregistré" in refusal.value.remedy
    company.refresh_from_db()
    assert getattr(company, field) == before


def test_a_sound_company_gives_no_warning(company: Company) -> None:
    assert company_warnings(company) == []


def test_what_only_looks_strange_is_told_and_kept(company: Company) -> None:
    change_company(company, siret="73282932000075", vat_number="FR23111111111")
    change_company(company, electronic_address="111111111_X")
    siret, vat, address = company_warnings(company)
    assert "clé de contrôle du SIRET" in siret
    assert "SIREN 111111111" in vat
    assert "SIREN 732829320" in vat
    assert "ne commence pas par le SIREN 732829320" in address


def test_the_legal_identity_is_one_phrase(company: Company) -> None:
    assert company.legal_information == ""
    change_company(company, legal_form="SARL", share_capital="120000", trade_register="RCS Lyon")
    assert company.legal_information == "SARL au capital de 120\u202f000\u00a0€ · RCS Lyon"
    change_company(company, share_capital="7622,45")
    assert "7\u202f622,45\u00a0€" in company.legal_information


def test_the_electronic_address_follows_from_the_siret_unless_told(company: Company) -> None:
    assert company.routing_address == "732829320_73282932000074"
    change_company(company, electronic_address="732829320_COMPTA")
    assert company.routing_address == "732829320_COMPTA"
    assert a_company("sans", "").routing_address == ""
