"""People with an account, whose password is hashed once for all of them."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password

from wochorus.accounts.users.models import User

PASSWORD = "Balai-brosse-2026"


def a_person(address: str, **fields: Any) -> User:
    """Record a person who signs in with `PASSWORD`; to hash it anew each time takes longest."""
    return User.objects.create(email=address, password=_hashed(PASSWORD), **fields)


@cache
def _hashed(password: str) -> str:
    return make_password(password)
