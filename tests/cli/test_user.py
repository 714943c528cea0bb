"""`wochorus user`: people listed, their roles and passwords changed."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from support.commands import call_command
from support.records import a_company
from wochorus.accounts.users.models import AuditEntry, Membership, Role
from wochorus.accounts.users.services import invite

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

PASSWORD = "Balai-brosse-2026"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_files")]


@pytest.fixture
def company() -> Company:
    return a_company()


def test_commands_list_people_and_change_their_roles(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    marie = invite("marie@propre.example", company, Role.READER)
    done = call_command(capsys, "user", "role", "Marie@propre.example", "--role", "clerk")
    assert "facturation pour Propre SARL" in done.stdout
    listed = json.loads(call_command(capsys, "user", "list", "--json").stdout)
    assert listed["users"][0]["roles"] == {"propre": "clerk"}
    assert "propre : facturation" in call_command(capsys, "user", "list").stdout
    assert call_command(capsys, "user", "withdraw", marie.email).returncode == 0
    assert not Membership.objects.exists()
    refused = call_command(capsys, "user", "withdraw", marie.email)
    assert refused.returncode == 1
    assert "n'a pas de rôle" in refused.stderr


def test_a_command_gives_a_new_password(
    company: Company, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    marie = invite("marie@propre.example", company, Role.READER)
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n"))
    done = call_command(capsys, "user", "password", marie.email, "--password-stdin")
    assert done.returncode == 0, done.stderr
    marie.refresh_from_db()
    assert marie.check_password(PASSWORD)


def test_an_unknown_address_is_told(company: Company, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: ARG001 - a company must exist
    refused = call_command(capsys, "user", "role", "qui@example.fr", "--role", "clerk")
    assert refused.returncode == 1
    assert "Personne n'a cette adresse" in refused.stderr


def test_what_a_command_sets_of_a_company_is_written_down(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--call-interval-ms", "0", "--environment", "qualification")
    assert call_command(capsys, "company", "set", company.code, *words).returncode == 0
    noted = AuditEntry.objects.filter(company=company).values_list("kind", "by", "detail")
    assert set(noted) == {
        ("environment", "ligne de commande", "dépose sur : qualification"),
        ("settings", "ligne de commande", "call_interval_ms"),
    }
