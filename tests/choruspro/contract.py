"""The official description of the structures API, when this machine has it."""

from __future__ import annotations

import functools
import json
import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

_BESIDE_THE_PROJECT = Path(__file__).parents[3] / "shared"
_NAME = "chorus-structures-swagger.json"


def check_request(path: str, body: Any) -> None:
    """Fail unless ``body`` is what the official description asks of ``path``.

    The description does not forbid names that it does not know, but the portal may: here they
    fail, so that a misspelt one cannot pass. Skips the test, and says so, without the file.
    """
    description = _description()
    base = description["basePath"]
    [parameter] = [
        parameter
        for parameter in description["paths"][path.removeprefix(base)]["post"]["parameters"]
        if parameter["in"] == "body"
    ]
    definitions = {name: _closed(shape) for name, shape in description["definitions"].items()}
    schema = {**parameter["schema"], "definitions": definitions}
    errors = [error.message for error in Draft4Validator(schema).iter_errors(body)]
    assert errors == []


def _closed(shape: dict[str, Any]) -> dict[str, Any]:
    return shape | {"additionalProperties": False} if "properties" in shape else shape


@functools.cache
def _description() -> dict[str, Any]:
    root = Path(os.environ.get("WOCHORUS_SHARED", _BESIDE_THE_PROJECT))
    path = root / "data" / _NAME
    if not path.is_file():
        pytest.skip(f"the public description {_NAME} is not on this machine (WOCHORUS_SHARED)")
    description: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return description
