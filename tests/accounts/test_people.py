"""People and their roles: nobody is locked out, and what was done is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.records import a_company
from wochorus.accounts.users.audit import audit_as_csv, audit_of_company, note, whole_audit
from wochorus.accounts.users.first_start import (
    first_start_code,
    is_first_start,
    is_first_start_code,
)
from wochorus.accounts.users.models import AuditEntry, AuditKind, Role, User
from wochorus.accounts.users.queries import may_reset_password, role_of
from wochorus.accounts.users.services import (
    add_first_administrator,
    add_user,
    close_account,
    give_role,
    invite,
    withdraw_role,
)
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

PASSWORD = "Balai-brosse-2026"

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return a_company()


def test_the_last_administrator_of_a_company_stays(company: Company) -> None:
    only = invite("chef@propre.example", company, Role.ADMINISTRATOR)
    with pytest.raises(InvalidInput, match="dernier administrateur"):
        withdraw_role(only, company)
    with pytest.raises(InvalidInput, match="dernier administrateur"):
        give_role(only, company, Role.CLERK)
    other = invite("adjoint@propre.example", company, Role.ADMINISTRATOR)
    assert withdraw_role(only, company)
    assert role_of(only, company) is None
    assert role_of(other, company) is Role.ADMINISTRATOR


def test_the_last_administrator_may_go_when_somebody_administers_the_installation(
    company: Company,
) -> None:
    add_user("racine@propre.example", PASSWORD, administers_all=True)
    only = invite("chef@propre.example", company, Role.ADMINISTRATOR)
    assert withdraw_role(only, company)


def test_the_last_administrator_of_the_installation_keeps_the_account() -> None:
    root = add_first_administrator("racine@propre.example", PASSWORD)
    with pytest.raises(InvalidInput, match="dernier administrateur de l'installation"):
        close_account(root)
    other = add_user("autre@propre.example", PASSWORD, administers_all=True)
    close_account(root, by=other)
    assert not User.objects.get(pk=root.pk).is_active


def test_whoever_is_invited_twice_has_one_account(company: Company) -> None:
    first = invite("Marie@Propre.example", company, Role.READER)
    again = invite("marie@propre.example", company, Role.CLERK)
    assert first.pk == again.pk
    assert role_of(again, company) is Role.CLERK
    assert not again.has_usable_password()


def test_the_first_administrator_is_created_once() -> None:
    assert is_first_start()
    add_first_administrator("racine@propre.example", PASSWORD)
    assert not is_first_start()
    with pytest.raises(InvalidInput, match="déjà un administrateur"):
        add_first_administrator("intrus@example.fr", PASSWORD)


def test_the_code_of_the_first_start_is_read_however_it_is_typed() -> None:
    code = first_start_code()
    assert is_first_start_code(code.lower().replace("-", " "))
    assert not is_first_start_code("")
    assert not is_first_start_code(code[:-1])


def test_a_password_link_is_only_for_whoever_administers_all_that_it_opens(
    company: Company,
) -> None:
    neighbour = a_company("voisine", "55203253400646")
    root = add_user("racine@propre.example", PASSWORD, administers_all=True)
    chief = invite("chef@propre.example", company, Role.ADMINISTRATOR)
    clerk = invite("marie@propre.example", company, Role.CLERK)
    assert may_reset_password(chief, clerk)
    assert may_reset_password(root, chief)
    assert not may_reset_password(chief, root)
    assert not may_reset_password(clerk, chief)
    give_role(clerk, neighbour, Role.READER)
    assert not may_reset_password(chief, clerk)


def test_what_is_done_with_people_is_written_down(company: Company) -> None:
    chief = add_user("chef@propre.example", PASSWORD)
    invite("marie@propre.example", company, Role.CLERK, by=chief)
    entry = AuditEntry.objects.get(kind=AuditKind.ROLE)
    assert (entry.by, entry.company, entry.detail) == (
        "chef@propre.example",
        company,
        "marie@propre.example : facturation",
    )
    assert AuditEntry.objects.filter(by="ligne de commande", kind=AuditKind.ACCOUNT).exists()


def test_a_company_reads_its_own_trail_and_the_sign_ins_of_its_people(company: Company) -> None:
    neighbour = a_company("voisine", "55203253400646")
    marie = invite("marie@propre.example", company, Role.CLERK)
    stranger = invite("autre@voisine.example", neighbour, Role.CLERK)
    note(AuditKind.SIGNED_IN, marie)
    note(AuditKind.SIGNED_IN, stranger)
    seen = {entry.by for entry in audit_of_company(company) if entry.kind == AuditKind.SIGNED_IN}
    assert seen == {"marie@propre.example"}
    assert whole_audit().filter(kind=AuditKind.SIGNED_IN).count() == 2


def test_the_trail_opens_in_a_spreadsheet_and_computes_nothing(company: Company) -> None:
    note(AuditKind.SETTINGS, None, "=1+1", company)
    lines = "".join(audit_as_csv(audit_of_company(company)))
    assert lines.startswith("\ufeffMoment;Par;")
    assert ";'=1+1" in lines
