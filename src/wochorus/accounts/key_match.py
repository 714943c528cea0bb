"""Which stored credentials the present key cannot open, told without opening any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.accounts.models import ChorusAccess
from wochorus.accounts.secrets import KEY_ID_BYTES, VERSION, SecretBox, load_key
from wochorus.core.errors import Permanent

if TYPE_CHECKING:
    from pathlib import Path


def accesses_of_another_key(home: Path, hexadecimal: str | None) -> list[ChorusAccess]:
    """List the credentials sealed with another key than the one of ``home`` or ``hexadecimal``.

    All of them when there is no readable key; none is made.
    """
    present = _present_key_id(home, hexadecimal)
    accesses = ChorusAccess.objects.select_related("company").order_by("company__code")
    return [access for access in accesses if _key_id(access.client_secret) != present]


def _present_key_id(home: Path, hexadecimal: str | None) -> bytes | None:
    if hexadecimal is None and not (home / "keys" / "secret.key").exists():
        return None
    try:
        return SecretBox(load_key(home, hexadecimal)).key_id
    except Permanent:
        return None


def _key_id(sealed: bytes | memoryview) -> bytes:
    start = len(VERSION)
    return bytes(sealed)[start : start + KEY_ID_BYTES]
