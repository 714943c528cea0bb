"""The first start: an installation without anybody, and the code that lets its owner in.

Whoever reads the terminal, or the data folder, owns the installation; a stranger who finds its
address on the network reads neither.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING

from django.conf import settings

from wochorus.accounts.secrets import load_key
from wochorus.accounts.users.models import User

if TYPE_CHECKING:
    from pathlib import Path

_GROUP, _GROUPS = 4, 4


def is_first_start() -> bool:
    """Tell whether nobody has an account yet."""
    return not User.objects.exists()


def first_start_code(home: Path | None = None) -> str:
    """Give the code that creates the first account: « ABCD-EFGH-IJKL-MNOP », 80 bits.

    It follows from the key of the secrets, so that every program of the installation knows it and
    nothing is stored; it serves only while nobody has an account.
    """
    environment = settings.ENVIRONMENT
    key = load_key(home or environment.home, environment.secret_key)
    digest = hmac.new(key, b"wochorus first start", hashlib.sha256).digest()
    letters = base64.b32encode(digest).decode()[: _GROUP * _GROUPS]
    return "-".join(letters[place : place + _GROUP] for place in range(0, len(letters), _GROUP))


def is_first_start_code(typed: str) -> bool:
    """Compare what was typed, in constant time; case and spaces do not matter."""
    wanted = first_start_code().replace("-", "")
    given = "".join(each for each in typed.upper() if each.isalnum())
    return hmac.compare_digest(given.encode(), wanted.encode())
