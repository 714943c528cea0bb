"""The certificate authorities of the system, read once for all the clients that tests open."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

import httpx2

if TYPE_CHECKING:
    import ssl

_NAMED_BY = ("SSL_CERT_FILE", "SSL_CERT_DIR")
_read = httpx2.create_ssl_context


@cache
def _read_once(_named: tuple[str | None, ...]) -> ssl.SSLContext:
    return _read()


def remembered() -> ssl.SSLContext:
    """Give what `httpx2.create_ssl_context` reads; that takes 28 ms, and a client is opened often.

    A test that names other authorities in the environment gets those.
    """
    return _read_once(tuple(os.environ.get(name) for name in _NAMED_BY))
