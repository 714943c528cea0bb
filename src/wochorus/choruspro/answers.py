"""Reading answers: JSON that is an object, and the two ways Chorus Pro says no.

A business refusal comes as HTTP 200 with a ``codeRetour`` other than 0, or as HTTP 400 with the
same JSON. Both are one thing here.
"""

from __future__ import annotations

import json
from decimal import Decimal
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from wochorus.choruspro.transport import Answer


def decode(body: bytes) -> dict[str, Any] | None:
    """Read a JSON object, decimals exact; ``None`` for anything else.

    A byte that is not UTF-8 spoils only its own character, never the flow number beside it. Texts
    lose what no database stores: NUL and lone surrogates.
    """
    text = body.decode("utf-8-sig", errors="replace")
    try:
        found = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
        return _clean(found) if isinstance(found, dict) else None
    except (ValueError, RecursionError, ArithmeticError):
        return None


def _clean(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_clean(name): _clean(inner) for name, inner in value.items()}
    return [_clean(inner) for inner in value] if isinstance(value, list) else value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def return_code(payload: dict[str, Any]) -> int | None:
    """Read ``codeRetour``, a number or the text of one; ``None`` when there is none."""
    code = payload.get("codeRetour")
    if isinstance(code, bool) or not isinstance(code, (int, str)):
        return None
    try:
        return int(code)
    except ValueError:
        return None


def label(payload: dict[str, Any]) -> str:
    """Read ``libelle``."""
    text = payload.get("libelle")
    return "" if text is None else " ".join(str(text).split())


def is_business_refusal(answer: Answer, payload: dict[str, Any]) -> bool:
    """Tell whether Chorus Pro read the request and said no."""
    carries_one = answer.status == HTTPStatus.BAD_REQUEST or is_success_status(answer)
    return carries_one and return_code(payload) not in (None, 0)


def is_success_status(answer: Answer) -> bool:
    """Tell whether the status is one of HTTP's successes (Chorus Pro declares 200 and 202)."""
    return HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES
