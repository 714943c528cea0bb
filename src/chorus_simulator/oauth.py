"""The PISTE token: ``POST /api/oauth/token``.

A wrong id, a wrong secret and a right pair of another environment are answered alike. The scope
may be missing: public clients work without it.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from chorus_simulator import accounts
from chorus_simulator.exchange import Reply, json_reply

if TYPE_CHECKING:
    import sqlite3

    from chorus_simulator.exchange import Received
    from chorus_simulator.ledger import Entry

TOKEN_LIFE = 3600
_FORM = "application/x-www-form-urlencoded"


def grant(
    db: sqlite3.Connection, received: Received, entry: Entry, failure_rate: float, worn: float
) -> Reply:
    """Answer a token request; the ledger names its application; ``worn`` is what tokens age by."""
    if received.method != "POST":
        return Reply(405, headers={"Allow": "POST"})
    fields = _form(received)
    if fields is None or "grant_type" not in fields:
        return json_reply(400, {"error": "invalid_request"})
    if fields["grant_type"] != "client_credentials":
        return json_reply(400, {"error": "unsupported_grant_type"})
    client_id = fields.get("client_id", "")
    entry.account = client_id[:100]
    known = accounts.application(db, client_id, fields.get("client_secret", ""))
    if not known or random.random() < failure_rate:  # noqa: S311  a fault, not a secret
        return json_reply(400, {"error": "invalid_client", "error_description": "Invalid client"})
    return json_reply(
        200,
        {
            "access_token": accounts.new_token(db, client_id, worn, TOKEN_LIFE),
            "token_type": "Bearer",
            "expires_in": TOKEN_LIFE,
            "scope": fields.get("scope") or "openid",
        },
    )


def _form(received: Received) -> dict[str, str] | None:
    """Read the form; None if it is not one."""
    kind = received.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM or received.body is None:
        return None
    try:
        found = parse_qs(bytes(received.body).decode(), max_num_fields=20)
    except ValueError:
        return None
    return {name: values[-1] for name, values in found.items()}
