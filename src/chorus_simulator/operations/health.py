"""``GET transverses/v1/health-check``: the one call that carries no body and no codeRetour."""

from __future__ import annotations

from typing import Any

from chorus_simulator.operations import Call, Message, Operation


def health(call: Call, asked: Message) -> dict[str, Any]:
    """Say that the API is up."""
    del call, asked
    return {"statusCodeValue": 200, "statusCode": "OK", "body": "L'API CPRO est disponible."}


OPERATIONS = {"transverses/v1/health-check": Operation(Message, health, method="GET")}
