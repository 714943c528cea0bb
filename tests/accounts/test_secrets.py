"""Secrets at rest: they open in their place, with their key, unaltered, and not otherwise."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.accounts.secrets import KEY_BYTES, SecretBox, load_key
from wochorus.core.errors import Permanent

if TYPE_CHECKING:
    from pathlib import Path

BOX = SecretBox(bytes(range(KEY_BYTES)))
PLACE = "access/1/production/secret"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_secret_opens_where_it_was_sealed(secret: str) -> None:
    assert BOX.open(BOX.seal(secret, place=PLACE), place=PLACE) == secret


@given(st.integers(0, 40), st.integers(1, 255))
def test_one_altered_byte_is_refused(position: int, change: int) -> None:
    sealed = bytearray(BOX.seal("mot de passe", place=PLACE))
    sealed[position % len(sealed)] ^= change
    with pytest.raises(Permanent, match="illisible"):
        BOX.open(bytes(sealed), place=PLACE)


def test_a_secret_moved_to_another_row_is_refused() -> None:
    sealed = BOX.seal("mot de passe", place=PLACE)
    with pytest.raises(Permanent, match="modifié"):
        BOX.open(sealed, place="access/2/production/secret")


def test_another_key_is_told_apart_from_an_alteration() -> None:
    sealed = SecretBox(bytes(KEY_BYTES)).seal("mot de passe", place=PLACE)
    with pytest.raises(Permanent, match="autre clé"):
        BOX.open(sealed, place=PLACE)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x00" * 60])
def test_a_truncated_secret_is_refused(sealed: bytes) -> None:
    with pytest.raises(Permanent, match="abîmé"):
        BOX.open(sealed, place=PLACE)


def test_the_same_secret_is_never_sealed_twice_alike() -> None:
    assert BOX.seal("x", place=PLACE) != BOX.seal("x", place=PLACE)


def test_neither_key_nor_secret_shows_when_printed() -> None:
    assert BOX.key.hex() not in repr(BOX)
    assert repr(BOX.key) not in repr(BOX)


def test_the_key_file_is_made_once_and_private(tmp_path: Path) -> None:
    key = load_key(tmp_path, None)
    assert load_key(tmp_path, None) == key
    assert os.stat(tmp_path / "keys" / "secret.key").st_mode & 0o777 == 0o600  # noqa: PTH116


def test_the_environment_may_give_the_key(tmp_path: Path) -> None:
    assert load_key(tmp_path, "0f" * KEY_BYTES) == b"\x0f" * KEY_BYTES
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize("text", ["", "zz", "0f" * 31, "0f" * 33])
def test_a_key_that_is_no_key_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Permanent, match="clé de chiffrement"):
        load_key(tmp_path, text)
