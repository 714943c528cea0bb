"""Secrets at rest: AES-256-GCM, a key outside the database, a ciphertext bound to its place.

A sealed secret is: version (1 byte), key id (4 bytes), nonce (12 bytes), ciphertext and tag. The
place (table, row, column) is authenticated with it, so that a ciphertext moved to another row is
refused as loudly as an altered one. The key id allows a later rotation.
"""

from __future__ import annotations

import hashlib
import os
import secrets as random_source
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wochorus.core.errors import Permanent

if TYPE_CHECKING:
    from pathlib import Path

VERSION = b"\x01"
KEY_BYTES = 32
KEY_ID_BYTES = 4
NONCE_BYTES = 12
_HEADER = len(VERSION) + KEY_ID_BYTES
_SHORTEST = _HEADER + NONCE_BYTES + 16


@dataclass(frozen=True, slots=True)
class SecretBox:
    """Seals and opens secrets with one key."""

    key: bytes = field(repr=False)

    @property
    def key_id(self) -> bytes:
        """A short name of the key that tells nothing about it."""
        return hashlib.sha256(b"wochorus key id" + self.key).digest()[:KEY_ID_BYTES]

    def seal(self, secret: str, *, place: str) -> bytes:
        """Encrypt ``secret`` for ``place`` (table, row and column in one string)."""
        nonce = random_source.token_bytes(NONCE_BYTES)
        sealed = AESGCM(self.key).encrypt(nonce, secret.encode(), place.encode())
        return VERSION + self.key_id + nonce + sealed

    def open(self, sealed: bytes, *, place: str) -> str:
        """Decrypt what was sealed for ``place``.

        Raises `Permanent` when the content was altered, moved from another place, or sealed
        with another key.
        """
        sealed = bytes(sealed)
        if len(sealed) < _SHORTEST or not sealed.startswith(VERSION):
            raise _unreadable(place, "son contenu est abîmé")
        if sealed[len(VERSION) : _HEADER] != self.key_id:
            raise _unreadable(place, "il a été chiffré avec une autre clé")
        nonce = sealed[_HEADER : _HEADER + NONCE_BYTES]
        try:
            opened = AESGCM(self.key).decrypt(
                nonce, sealed[_HEADER + NONCE_BYTES :], place.encode()
            )
        except InvalidTag as error:
            raise _unreadable(place, "son contenu a été modifié") from error
        return opened.decode()


def _unreadable(place: str, cause: str) -> Permanent:
    return Permanent(
        f"Un secret enregistré est illisible : {cause}",
        where=place,
        remedy="Remettez la bonne clé (keys/secret.key ou WOCHORUS_SECRET_KEY), "
        "ou saisissez le secret à nouveau : wochorus company access",
    )


def load_key(home: Path, hexadecimal: str | None) -> bytes:
    """Take the key from the environment, else from the data folder, making it at first use.

    The key file is ``keys/secret.key`` under ``home``, mode 0600. Raises `Permanent` when
    either is not 64 hexadecimal digits.
    """
    if hexadecimal is not None:
        return _parse_key(hexadecimal, "WOCHORUS_SECRET_KEY")
    path = home / "keys" / "secret.key"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _parse_key(path.read_text("ascii", errors="replace").strip(), str(path))
    key = random_source.token_bytes(KEY_BYTES)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def _parse_key(hexadecimal: str, where: str) -> bytes:
    try:
        key = bytes.fromhex(hexadecimal)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise Permanent(
            "La clé de chiffrement est illisible",
            where=where,
            remedy="Elle s'écrit avec 64 chiffres hexadécimaux ; remettez celle de la sauvegarde.",
        )
    return key
