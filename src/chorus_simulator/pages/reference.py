"""The page that describes the API, operation by operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chorus_simulator.openapi.document import document
from chorus_simulator.openapi.fields import fields_of
from chorus_simulator.pages.frame import Visit, page

if TYPE_CHECKING:
    from starlette.responses import Response


def reference(visit: Visit) -> Response:
    """Show every operation with its request and its answer."""
    del visit
    found = document()
    definitions = found["components"]["schemas"]
    families = [
        {"words": tag["description"], "operations": _operations(found, tag["name"], definitions)}
        for tag in found["tags"]
    ]
    return page("reference.html", families=families)


def _operations(
    found: dict[str, Any], family: str, definitions: dict[str, Any]
) -> list[dict[str, Any]]:
    shown = []
    for path, methods in found["paths"].items():
        for method, described in methods.items():
            if family not in described.get("tags", ()):
                continue
            request = _schema(described.get("requestBody"))
            answer = _schema(described["responses"]["200"])
            shown.append(
                {
                    "path": path,
                    "method": method.upper(),
                    "anchor": described["operationId"],
                    "summary": described["summary"],
                    "request": list(fields_of(request, definitions)),
                    "answer": list(fields_of(_success(answer), definitions)),
                }
            )
    return shown


def _schema(part: dict[str, Any] | None) -> dict[str, Any]:
    if part is None:
        return {}
    schema: dict[str, Any] = part["content"]["application/json"]["schema"]
    return schema


def _success(answer: dict[str, Any]) -> dict[str, Any]:
    """Give the answer of a success, without what only tells it from a refusal."""
    choices = answer.get("anyOf")
    return answer if choices is None else dict(choices[0]["allOf"][0])
