"""Writing the OpenAPI document of the simulator (OpenAPI 3.1, JSON Schema 2020-12).

Of a 200 the document says two things: the answer of the operation, whose ``codeRetour`` is 0, or
a business refusal, of another code. A refusal may come as HTTP 400 too, as on the portal. What
the faults alone bring (429, 500, cut connections) is not part of it.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from chorus_simulator import __version__
from chorus_simulator.openapi.summaries import FAMILIES, SUMMARIES
from chorus_simulator.operations.catalogue import OPERATIONS
from chorus_simulator.operations.health import Health

if TYPE_CHECKING:
    from chorus_simulator.operations import Operation

_REFERENCE = "#/components/schemas/"
_JSON = "application/json"
_REFUSAL = "Refus"
_FAULT = "Erreur"
_SCHEMAS = {
    _REFUSAL: {
        "type": "object",
        "required": ["codeRetour", "libelle"],
        "properties": {
            "codeRetour": {"type": "integer", "minimum": 1},
            "libelle": {"type": "string"},
        },
        "additionalProperties": False,
    },
    _FAULT: {
        "type": "object",
        "required": ["ErrorCode", "Description"],
        "properties": {"ErrorCode": {"type": "string"}, "Description": {"type": "string"}},
        "additionalProperties": False,
    },
}


@cache
def document() -> dict[str, Any]:
    """Write the document; it is the same for the whole life of the process."""
    # Of two types of one name, pydantic names each by its module, whose package says nothing.
    text = json.dumps(_document()).replace("chorus_simulator__operations__", "")
    found: dict[str, Any] = json.loads(text)
    return found


def _document() -> dict[str, Any]:
    adapters = [(path, TypeAdapter(operation.message)) for path, operation in OPERATIONS.items()]
    results = [(path, TypeAdapter(operation.result)) for path, operation in OPERATIONS.items()]
    found, definitions = TypeAdapter.json_schemas(
        [
            *((path, "validation", adapter) for path, adapter in adapters),
            *((path, "serialization", adapter) for path, adapter in results),
        ],
        ref_template=_REFERENCE + "{model}",
    )
    schemas = {name: _closed(schema) for name, schema in definitions.get("$defs", {}).items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Chorus Pro simulé",
            "version": __version__,
            "description": "L'API que sert le simulateur, écrite à partir de ses messages. "
            "Seule la partie « structures » a une description officielle publique.",
        },
        "tags": [{"name": name, "description": words} for name, words in FAMILIES.items()],
        "security": [{"piste": []}],
        "paths": {"/api/oauth/token": {"post": _token()}}
        | {
            f"/cpro/{path}": {
                operation.method.lower(): _described(
                    path,
                    operation,
                    _closed(found[(path, "validation")]),
                    _closed(found[(path, "serialization")]),
                )
            }
            for path, operation in OPERATIONS.items()
        },
        "components": {
            "schemas": schemas | _SCHEMAS,
            "parameters": {
                "compte": {
                    "name": "cpro-account",
                    "in": "header",
                    "required": True,
                    "description": "Base64 de « identifiant:mot de passe » du compte technique.",
                    "schema": {"type": "string"},
                }
            },
            "securitySchemes": {
                "piste": {
                    "type": "oauth2",
                    "flows": {
                        "clientCredentials": {
                            "tokenUrl": "/api/oauth/token",
                            "scopes": {"openid": "Jeton de PISTE"},
                        }
                    },
                }
            },
        },
    }


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    """Forbid unknown keys in every object, and leave out titles and English descriptions."""
    found = {
        name: _closed_value(value)
        for name, value in schema.items()
        if not (name in ("title", "description") and isinstance(value, str))
    }
    if found.get("type") == "object" and "properties" in found:
        found.setdefault("additionalProperties", False)
    return found


def _closed_value(value: object) -> object:
    if isinstance(value, dict):
        return _closed(value)
    return [_closed_value(each) for each in value] if isinstance(value, list) else value


def _described(
    path: str, operation: Operation, request: dict[str, Any], result: dict[str, Any]
) -> dict[str, Any]:
    family = path.partition("/")[0]
    described = {
        "operationId": path.replace("/v1/", "_").replace("/", "_").replace("-", "_"),
        "tags": [family],
        "summary": SUMMARIES[path],
        "parameters": [{"$ref": "#/components/parameters/compte"}],
        "responses": _responses(operation, result),
    }
    if operation.method == "POST":
        described["requestBody"] = {"required": True, "content": {_JSON: {"schema": request}}}
    return described


def _responses(operation: Operation, result: dict[str, Any]) -> dict[str, Any]:
    refusal = {"$ref": _REFERENCE + _REFUSAL}
    fault = {"$ref": _REFERENCE + _FAULT}
    if operation.result is not Health:
        success = {"allOf": [result, {"properties": {"codeRetour": {"const": 0}}}]}
        result = {"anyOf": [success, refusal]}
    return {
        "200": _response("Réponse, ou refus métier (codeRetour différent de 0).", result),
        "400": _response(
            "Requête mal formée, refus métier selon le réglage, ou jeton absent (corps vide).",
            {"anyOf": [refusal, fault]},
        ),
        "401": _response("Jeton ou compte technique refusé.", fault),
        "403": {"description": "API non souscrite, ou raccordement non déclaré (corps vide)."},
        "404": _response("API non trouvée.", fault),
        "413": {"description": "Trop grand (corps vide)."},
        "415": {"description": "Le corps n'est pas annoncé en JSON UTF-8 (corps vide)."},
    }


def _response(words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": words, "content": {_JSON: {"schema": schema}}}


def _token() -> dict[str, Any]:
    fields = ("grant_type", "client_id", "client_secret", "scope")
    return {
        "operationId": "oauth_token",
        "summary": "Obtenir un jeton de PISTE.",
        "security": [],
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {
                    "schema": {
                        "type": "object",
                        "required": list(fields[:3]),
                        "properties": {
                            name: {"type": "string"} for name in fields if name != "grant_type"
                        }
                        | {"grant_type": {"const": "client_credentials"}},
                    }
                }
            },
        },
        "responses": {
            "200": _response(
                "Jeton.",
                {
                    "type": "object",
                    "required": ["access_token", "token_type", "expires_in", "scope"],
                    "properties": {
                        "access_token": {"type": "string"},
                        "token_type": {"const": "Bearer"},
                        "expires_in": {"type": "integer"},
                        "scope": {"type": "string"},
                    },
                    "additionalProperties": False,
                },
            ),
            "400": _response(
                "Demande refusée.",
                {
                    "type": "object",
                    "required": ["error"],
                    "properties": {
                        "error": {"type": "string"},
                        "error_description": {"type": "string"},
                    },
                    "additionalProperties": False,
                },
            ),
        },
    }
