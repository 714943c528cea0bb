"""Flattening a schema into rows for people: each field with its depth, its type in French."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TYPES = {
    "string": "texte",
    "integer": "entier",
    "number": "nombre",
    "boolean": "booléen",
    "null": "null",
    "object": "objet",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a message; ``depth`` counts the objects around it."""

    depth: int
    name: str
    kind: str
    required: bool


def fields_of(
    schema: Mapping[str, Any], definitions: Mapping[str, Any], depth: int = 0
) -> Iterator[Field]:
    """Go through the fields of an object, each followed by those of the object in it."""
    found = _resolved(schema, definitions)
    for name, each in found.get("properties", {}).items():
        yield Field(depth, name, _kind(each, definitions), name in found.get("required", ()))
        for inner in _objects_in(each, definitions):
            yield from fields_of(inner, definitions, depth + 1)


def _resolved(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Mapping[str, Any] = definitions[reference.rpartition("/")[2]]
    return found


def _objects_in(
    schema: Mapping[str, Any], definitions: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    """Give the object in a field; of several forms of one field, the first object stands."""
    found = _resolved(schema, definitions)
    if "properties" in found:
        yield found
    elif "items" in found:
        yield from _objects_in(found["items"], definitions)
    else:
        for choice in found.get("anyOf", ()):
            inner = list(_objects_in(choice, definitions))
            if inner:
                yield inner[0]
                return


def _kind(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    found = _resolved(schema, definitions)
    if "enum" in found:
        return " | ".join(map(str, found["enum"]))
    if "const" in found:
        return str(found["const"])
    if "anyOf" in found:
        kinds = dict.fromkeys(_kind(choice, definitions) for choice in found["anyOf"])
        return " ou ".join(kind for kind in kinds if kind != "null") + (
            ", ou null" if "null" in kinds else ""
        )
    if found.get("type") == "array":
        return f"liste : {_kind(found['items'], definitions)}"
    words = _TYPES.get(str(found.get("type")), "valeur")
    if "maxLength" in found:
        words += f" ({found['maxLength']} caractères au plus)"
    return words
