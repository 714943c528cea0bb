"""The Chorus Pro credentials of a company: stored sealed, kept when left blank, never shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from support.records import a_company
from wochorus.accounts.models import ChorusAccess
from wochorus.accounts.password_expiry import note_password_expiry, password_expiry
from wochorus.accounts.services import AccessForm, chorus_client, chorus_endpoints, store_access
from wochorus.choruspro import ENDPOINTS
from wochorus.core.errors import InvalidInput, Permanent

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

pytestmark = pytest.mark.django_db

SECRET, PASSWORD = "s3cret-piste", "s3cret-technique"
WHOLE = AccessForm("app", SECRET, "TECH_1_1@cpro.fr", PASSWORD)


@pytest.fixture
def company() -> Company:
    record = a_company(environment="qualification")
    store_access(record, "qualification", WHOLE)
    return record


def credentials(company: Company) -> tuple[str, str, str, str]:
    """Give what a client of the company would say of itself."""
    with chorus_client(company) as client:
        found = client._gateway.credentials  # noqa: SLF001 - what is stored, seen from the inside
    return (
        found.client_id,
        found.client_secret,
        found.technical_login,
        found.technical_password,
    )


def test_what_is_stored_is_what_was_typed(company: Company) -> None:
    assert credentials(company) == ("app", SECRET, "TECH_1_1@cpro.fr", PASSWORD)


def test_no_secret_stands_in_the_database(company: Company) -> None:
    for row in ChorusAccess.objects.filter(company=company).values():
        for cell in row.values():
            content = bytes(cell) if isinstance(cell, memoryview | bytes) else str(cell).encode()
            assert SECRET.encode() not in content
            assert PASSWORD.encode() not in content


@pytest.mark.parametrize("blank", ["", "   ", "\n"])
def test_a_blank_field_keeps_the_stored_value(company: Company, blank: str) -> None:
    store_access(company, "qualification", AccessForm(blank, blank, blank, "nouveau"))
    assert credentials(company) == ("app", SECRET, "TECH_1_1@cpro.fr", "nouveau")
    store_access(company, "qualification", AccessForm(blank, "autre", blank, blank))
    assert credentials(company) == ("app", "autre", "TECH_1_1@cpro.fr", "nouveau")


def test_spaces_pasted_around_a_secret_are_dropped(company: Company) -> None:
    store_access(company, "qualification", AccessForm("", f"  {SECRET}\t", "", f"{PASSWORD}\r\n"))
    assert credentials(company)[1::2] == (SECRET, PASSWORD)


def test_a_value_that_is_missing_and_not_stored_yet_is_named() -> None:
    record = a_company()
    with pytest.raises(InvalidInput, match="secret PISTE, mot de passe technique"):
        store_access(record, "production", AccessForm("app", "", "TECH_1", "  "))
    assert not ChorusAccess.objects.exists()


@pytest.mark.parametrize("column", ["client_secret", "technical_password"])
def test_an_altered_secret_is_refused_loudly(company: Company, column: str) -> None:
    access = ChorusAccess.objects.get()
    sealed = bytearray(getattr(access, column))
    sealed[-1] ^= 1
    ChorusAccess.objects.update(**{column: bytes(sealed)})
    with pytest.raises(Permanent, match="illisible : son contenu a été modifié") as refused:
        chorus_client(company)
    assert column in refused.value.where
    assert "wochorus company access" in refused.value.remedy


def test_a_secret_copied_from_another_company_column_or_environment_is_refused(
    company: Company,
) -> None:
    other = a_company("autre", "55210055400013", environment="qualification")
    store_access(other, "qualification", WHOLE)
    store_access(company, "production", WHOLE)
    stolen = (
        ChorusAccess.objects.get(company=other).client_secret,
        ChorusAccess.objects.get(company=company, environment="production").client_secret,
        ChorusAccess.objects.get(company=company, environment="qualification").technical_password,
    )
    for sealed in stolen:
        ChorusAccess.objects.filter(company=company, environment="qualification").update(
            client_secret=bytes(sealed)
        )
        with pytest.raises(Permanent, match="illisible"):
            chorus_client(company)


def test_secrets_do_not_show_in_the_form_nor_in_the_client(company: Company) -> None:
    shown = f"{WHOLE!r} {WHOLE}"
    with chorus_client(company) as client:
        shown += repr(client._gateway)  # noqa: SLF001 - same
    assert SECRET not in shown
    assert PASSWORD not in shown


def test_another_environment_has_its_own_access(company: Company) -> None:
    with pytest.raises(Permanent, match="ne sont pas enregistrés") as absent:
        chorus_client(company, environment="production")
    assert "--environment production" in absent.value.remedy
    store_access(company, "production", AccessForm("app-2", "un", "TECH_2", "deux"))
    with chorus_client(company, environment="production") as client:
        assert client._gateway.api_url == ENDPOINTS["production"].api_url  # noqa: SLF001 - same
    assert credentials(company)[0] == "app"


def test_no_environment_is_guessed() -> None:
    with pytest.raises(InvalidInput, match="n'existe pas"):
        chorus_endpoints("PRODUCTION")
    with pytest.raises(InvalidInput, match="manque"):
        chorus_endpoints("other")


def test_the_end_of_a_password_is_kept_until_another_password_or_account_is_typed(
    company: Company,
) -> None:
    assert password_expiry(company, "qualification") is None
    note_password_expiry(company, "qualification", date(2026, 12, 1))
    found = password_expiry(company, "qualification")
    assert found is not None
    assert found.days_left(date(2026, 11, 24)) == 7
    assert found.needs_warning(date(2026, 11, 24))
    assert not found.needs_warning(date(2026, 10, 1))
    store_access(company, "qualification", AccessForm(client_secret="un autre"))
    assert password_expiry(company, "qualification") is not None
    store_access(company, "qualification", AccessForm(technical_password="un autre"))
    assert password_expiry(company, "qualification") is None


def test_a_key_of_another_machine_is_told_apart(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = replace(settings.ENVIRONMENT, secret_key="0f" * 32)
    monkeypatch.setattr(settings, "ENVIRONMENT", elsewhere)
    with pytest.raises(Permanent, match="autre clé"):
        chorus_client(company)
