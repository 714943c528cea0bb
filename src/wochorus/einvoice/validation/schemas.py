"""The form of a document, checked by the official XML schemas.

A schema takes from 1 to 60 ms to compile and is kept. Schemas import others beside them by
relative names; nothing is ever fetched.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wochorus.einvoice.validation.artefacts import load_once
from wochorus.einvoice.validation.capping import capped
from wochorus.einvoice.validation.schema_messages import SchemaError, tell
from wochorus.einvoice.validation.xml_places import Places

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.etree import XMLSchema, _Element, _ListErrorLog

    from wochorus.einvoice.findings import Finding, RuleSet
    from wochorus.einvoice.validation.artefacts import Artefact
    from wochorus.einvoice.validation.parsing import ParsedXml

# Beyond this, libxml2 would spend most of its time counting brothers for the paths of errors:
# forty thousand errors among ten thousand lines took 5 s, and 0.2 s without paths.
MOST_TAGS_WITH_PLACES = 60_000


@dataclass(slots=True)
class _Schema:
    rule_set: RuleSet
    compiled: XMLSchema
    # A schema keeps the errors of its last document: one document at a time.
    in_use: threading.Lock = field(default_factory=threading.Lock)


_schemas: dict[Artefact, _Schema] = {}
_compiling = threading.Lock()


def check_schema(document: ParsedXml, artefact: Artefact) -> tuple[RuleSet, list[Finding]]:
    """Check a document against an official schema; give the schema's identity and the findings.

    Raises :class:`~wochorus.einvoice.validation.artefacts.RulesUnavailable`. In a very large
    document each kind of error is told once, without its place.
    """
    schema = _schema(artefact)
    if document.content.count(b"<") > MOST_TAGS_WITH_PLACES:
        return schema.rule_set, capped(_told_without_places(document, schema.compiled))
    with schema.in_use:
        if schema.compiled.validate(document.root):
            return schema.rule_set, []
        return schema.rule_set, capped(_told(document.root, schema.compiled.error_log))


def compile_schema(path: Path) -> XMLSchema:
    """Compile a schema from its file and those beside it, never from the network."""
    from lxml import etree

    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False)
    return etree.XMLSchema(etree.parse(str(path), parser))


def _schema(artefact: Artefact) -> _Schema:
    with _compiling:
        if artefact not in _schemas:
            loaded = load_once(artefact)
            _schemas[artefact] = _Schema(loaded.rule_set, compile_schema(loaded.path))
        return _schemas[artefact]


def _told(root: _Element, log: _ListErrorLog) -> Iterator[Finding]:
    places, prefixes = Places(), {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
    seen: set[_Element] = set()
    for entry in log:
        found = root.xpath(entry.path, namespaces=prefixes) if entry.path else []
        element = found[0] if isinstance(found, list) and found else root
        # A value refused by a facet is refused a second time for its type.
        if entry.type_name == "SCHEMAV_CVC_DATATYPE_VALID_1_2_1" and element in seen:
            continue
        seen.add(element)
        error = SchemaError(entry.type_name, entry.message, places.path(element), entry.line)
        yield tell(error, element)


def _told_without_places(document: ParsedXml, schema: XMLSchema) -> Iterator[Finding]:
    from lxml import etree

    parser = etree.XMLParser(schema=schema, no_network=True, resolve_entities=False)
    try:
        etree.fromstring(document.content, parser)
    except etree.XMLSyntaxError:
        told: set[str] = set()
        for entry in parser.error_log:
            if entry.message not in told:
                told.add(entry.message)
                yield tell(SchemaError(entry.type_name, entry.message), None)
