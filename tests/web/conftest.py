"""A company, and people of each role who are signed in, for the tests of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from support.people import a_person
from support.records import a_company
from wochorus.accounts.users.models import Membership, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.accounts.models import Company


@pytest.fixture
def company(db: None) -> Company:  # noqa: ARG001 - the tables
    """Give one company."""
    return a_company()


@pytest.fixture
def sign_in(company: Company) -> Callable[..., Client]:
    """Give a function that signs a person in, with a role for the company."""

    def as_role(role: Role = Role.CLERK) -> Client:
        person = a_person(f"{role}@propre.example")
        Membership.objects.create(user=person, company=company, role=role)
        client = Client()
        client.force_login(person)
        return client

    return as_role


@pytest.fixture
def clerk(sign_in: Callable[..., Client]) -> Client:
    """Give the screens as a billing clerk has them."""
    return sign_in(Role.CLERK)


@pytest.fixture
def reader(sign_in: Callable[..., Client]) -> Client:
    """Give the screens as a reader has them."""
    return sign_in(Role.READER)


@pytest.fixture
def administrator(sign_in: Callable[..., Client]) -> Client:
    """Give the screens as an administrator of the company has them."""
    return sign_in(Role.ADMINISTRATOR)
