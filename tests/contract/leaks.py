"""Secrets that came out in an error, in what caused it, or in the logs."""

from __future__ import annotations

import json
import traceback
from typing import TYPE_CHECKING, Any

from wochorus.core.errors import WoChorusError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from contract.place import Place

_ENOUGH = 12
"""Characters of a token: half of one is too much already."""


def leaks_in(
    error: BaseException | None, logs: Iterable[Mapping[str, Any]], place: Place
) -> list[str]:
    """Name the secrets that can be read somewhere."""
    said = [json.dumps(dict(line), default=str, ensure_ascii=False) for line in logs]
    link = error
    while link is not None:
        said += [str(link), repr(link), *traceback.format_exception_only(link)]
        if isinstance(link, WoChorusError):
            said.append(repr(vars(link)))
        link = link.__cause__ or link.__context__
    text = "\n".join(said)
    credentials = place.credentials
    secrets = {
        "the application's secret": credentials.client_secret,
        "the password": credentials.technical_password,
        "the account's header": credentials.account_header,
        **{
            f"token {rank}": token[:_ENOUGH]
            for rank, (token,) in enumerate(place.witness.rows("SELECT token FROM tokens"))
        },
    }
    return [name for name, secret in secrets.items() if secret in text]
