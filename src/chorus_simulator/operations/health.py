"""``GET transverses/v1/health-check``: the one call that carries no body and no codeRetour."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from chorus_simulator.operations import Call, Message, Operation


class Health(TypedDict):
    """Answer of ``health-check``."""

    statusCodeValue: int
    statusCode: str
    body: str


def health(call: Call, asked: Message) -> dict[str, Any]:
    """Say that the API is up."""
    del call, asked
    return {"statusCodeValue": 200, "statusCode": "OK", "body": "L'API CPRO est disponible."}


OPERATIONS = {
    "transverses/v1/health-check": Operation(Message, health, method="GET", result=Health)
}
