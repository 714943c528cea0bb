from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.utils import timezone

from support.records import a_siret
from support.register import CLOSED_SCHOOL, COMPANY, KEY, SOLE_TRADER, TOWN_HALL, a_register
from wochorus.core.errors import InvalidInput, Permanent, Transient
from wochorus.customers.completing import complete_customer, create_from_register, kind_hint
from wochorus.customers.lookup import (
    ProviderName,
    forget_key,
    has_key,
    look_up_name,
    look_up_siret,
    store_key,
)
from wochorus.customers.lookup.filling import remarks_on
from wochorus.customers.models import BuyerKind, KindSource, RegisterAnswer, RegisterKey
from wochorus.customers.questions import open_questions
from wochorus.customers.services import create_customer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.register import RunningRegister
    from wochorus.accounts.models import Company

UNITS = (TOWN_HALL, SOLE_TRADER, COMPANY)
TOWN = f"{TOWN_HALL['siren']}00011"
BOTH = pytest.mark.parametrize("provider", list(ProviderName))

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("register")]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRegister]:
    with a_register(tmp_path_factory.mktemp("register"), UNITS, "--per-second", "0") as register:
        yield register


@pytest.fixture
def register(
    running: RunningRegister,
    own_folder: None,  # noqa: ARG001 - the key lies in it
    monkeypatch: pytest.MonkeyPatch,
) -> RunningRegister:
    here = replace(settings.ENVIRONMENT, register_url=running.url)
    monkeypatch.setattr(settings, "ENVIRONMENT", here)
    store_key(KEY)
    return running


@BOTH
def test_an_establishment_is_found_by_its_siret(provider: ProviderName) -> None:
    found = look_up_siret(f"{TOWN[:9]} {TOWN[9:]}", provider)
    assert found is not None
    assert (found.siret, found.name) == (TOWN, "COMMUNE DE FICTIVE-SUR-MER")
    assert (found.address, found.address_line_2) == ("1 PLACE DE LA MAIRIE", "BATIMENT A")
    assert (found.postcode, found.town) == ("29200", "FICTIVE-SUR-MER")
    assert (found.ape, found.ape_2025, found.legal_category) == ("84.11Z", "84.11Y", "7210")
    assert found.is_head_office
    assert remarks_on(found) == []


@BOTH
def test_a_closed_establishment_says_since_when(provider: ProviderName) -> None:
    found = look_up_siret(CLOSED_SCHOOL, provider)
    assert found is not None
    assert (found.closed_on, found.sign) == (date(2025, 3, 31), "ECOLE DU PORT")
    assert (found.address, found.town) == ("3 RUE DU PORT", "FICTIVE-SUR-MER")
    assert remarks_on(found) == ["établissement fermé depuis le 31/03/2025"]


@BOTH
def test_what_a_sole_trader_hides_stays_hidden(provider: ProviderName) -> None:
    found = look_up_siret(f"{SOLE_TRADER['siren']}00074", provider)
    assert found is not None
    assert (found.name, found.address, found.postcode) == ("", "", "")
    assert found.is_partly_disclosed
    assert "diffusion partielle" in remarks_on(found)[0]
    kept = str(RegisterAnswer.objects.values_list("establishments", flat=True).get())
    assert "MARTIN" not in kept
    assert "CACHEE" not in kept


@BOTH
def test_a_siret_that_nobody_has_is_no_error(provider: ProviderName) -> None:
    assert look_up_siret(a_siret(9), provider) is None


@BOTH
def test_a_name_gives_every_establishment(provider: ProviderName) -> None:
    found = look_up_name("Fictive sur Mer", provider)
    assert [one.siret for one in found] == [TOWN, CLOSED_SCHOOL]
    assert look_up_name("introuvable", provider) == []


@pytest.mark.parametrize("text", ["ab", " ", "x" * 201, "mai\x00rie"])
def test_a_text_that_no_register_takes_is_refused_here(
    register: RunningRegister, text: str
) -> None:
    before = register.calls()
    with pytest.raises(InvalidInput):
        look_up_name(text)
    with pytest.raises(InvalidInput, match="14 chiffres"):
        look_up_siret("2194006860001")
    assert register.calls() == before


def test_an_answer_is_asked_once_while_it_is_fresh(register: RunningRegister) -> None:
    look_up_siret(TOWN)
    before = len(register.calls())
    assert look_up_siret(TOWN) == look_up_siret(TOWN)
    assert len(register.calls()) == before
    look_up_siret(TOWN, fresh=True)
    assert len(register.calls()) == before + 1
    RegisterAnswer.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    look_up_siret(TOWN)
    assert len(register.calls()) == before + 2


def test_an_answer_that_is_over_is_deleted() -> None:
    look_up_siret(TOWN)
    RegisterAnswer.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    look_up_name("Fictive")
    assert [kept.question for kept in RegisterAnswer.objects.all()] == ["name:fictive"]


@BOTH
@pytest.mark.parametrize(
    ("fault", "kind", "told"),
    [
        ("status_500", Transient, "en panne (erreur 500)"),
        ("cut", Transient, "ne répond pas"),
        ("throttled:seconds=99", Transient, "trop de demandes"),
        ("throttled:count=3,seconds=0", Transient, "trop de demandes"),
        ("malformed", Permanent, "pas du JSON"),
        ("wrong_shape", Permanent, "illisible"),
        ("huge", Permanent, "démesurée"),
    ],
)
def test_a_register_in_trouble_is_told_and_nothing_is_kept(
    register: RunningRegister,
    provider: ProviderName,
    fault: str,
    kind: type[Exception],
    told: str,
) -> None:
    register.order(fault)
    with pytest.raises(kind) as raised:
        look_up_siret(TOWN, provider)
    assert told in str(raised.value)
    assert register.url in str(raised.value)
    assert not RegisterAnswer.objects.exists()
    assert look_up_siret(TOWN, provider) is not None


def test_a_register_in_a_hurry_is_waited_for_as_it_asks(register: RunningRegister) -> None:
    register.order("throttled:count=2,seconds=0.05")
    before = len(register.calls())
    assert look_up_siret(TOWN) is not None
    assert len(register.calls()) == before + 3


def test_a_register_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    here = replace(settings.ENVIRONMENT, register_url="http://127.0.0.1:9")
    monkeypatch.setattr(settings, "ENVIRONMENT", here)
    with pytest.raises(Transient, match="connexion refusée"):
        look_up_siret(TOWN)


@pytest.mark.parametrize("url", ["http://example.org", "ftp://127.0.0.1", "registre"])
def test_an_address_that_is_not_safe_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, register_url=url))
    with pytest.raises(InvalidInput, match="WOCHORUS_REGISTER_URL"):
        look_up_siret(TOWN)


def test_sirene_needs_its_key_and_the_right_one() -> None:
    kept = bytes(RegisterKey.objects.get().sealed)
    assert KEY.encode() not in kept
    store_key("une-autre")
    with pytest.raises(Permanent, match="401") as refused:
        look_up_siret(TOWN, ProviderName.SIRENE)
    assert "api-key" in refused.value.remedy
    assert (forget_key(), forget_key(), has_key()) == (True, False, False)
    with pytest.raises(Permanent, match="n'est pas enregistrée"):
        look_up_siret(TOWN, ProviderName.SIRENE)
    with pytest.raises(InvalidInput):
        store_key(" ")


def test_a_customer_is_recorded_as_the_register_knows_it(company: Company) -> None:
    found = look_up_siret(TOWN)
    assert found is not None
    customer = create_from_register(company, "VILLE", found, name="Mairie de Fictive")
    assert (customer.name, customer.siret, customer.town) == (
        "Mairie de Fictive",
        TOWN,
        "FICTIVE-SUR-MER",
    )
    assert (customer.ape, customer.ape_2025) == ("84.11Z", "84.11Y")
    assert (customer.kind, customer.kind_source) == (BuyerKind.PUBLIC, KindSource.LEGAL_CATEGORY)
    assert customer.register_read_at is not None


def test_what_was_typed_stays_when_the_register_completes(company: Company) -> None:
    customer = create_customer(
        company, "C1", "L'école", siret=CLOSED_SCHOOL, town="Fictive", kind="private"
    )
    found = look_up_siret(CLOSED_SCHOOL)
    assert found is not None
    changed = complete_customer(customer, found)
    assert set(changed) >= {"address", "postcode", "ape", "closed_on"}
    customer.refresh_from_db()
    assert (customer.name, customer.town, customer.kind) == ("L'école", "Fictive", "private")
    told = [question.text for question in open_questions(customer)]
    assert any("fermé depuis le 31/03/2025" in text for text in told)
    assert complete_customer(customer, found) == []


def test_a_hint_of_the_register_is_told_and_decides_nothing(company: Company) -> None:
    found = look_up_siret(f"{COMPANY['siren']}00013")
    assert found is not None
    assert found.is_company_ceased
    customer = create_from_register(company, "C1", found)
    assert customer.kind == ""
    assert "sans doute privé" in kind_hint(customer, found)
    assert "sans doute public" in kind_hint(
        customer, found.model_copy(update={"is_administration": True})
    )
