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
from wochorus.einvoice.validation.limits import start_tags
from wochorus.einvoice.validation.schema_messages import SchemaError, tell
from wochorus.einvoice.validation.xml_places import Places

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.etree import XMLSchema, _Element, _ListErrorLog, _LogEntry

    from wochorus.einvoice.findings import Finding, RuleSet
    from wochorus.einvoice.validation.artefacts import Artefact
    from wochorus.einvoice.validation.parsing import ParsedXml

# libxml2 counts the brothers of an element for the path of each of its errors: thirty thousand
# broken brothers took 3 s, without paths a hundred thousand take half a second. This is the size
# of an invoice of 850 lines.
MOST_ELEMENTS_WITH_PLACES = 20_000


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
    if start_tags(document.content) > MOST_ELEMENTS_WITH_PLACES:
        return schema.rule_set, _told_without_places(document, schema.compiled)
    with schema.in_use:
        if schema.compiled.validate(document.root):
            return schema.rule_set, []
        return schema.rule_set, _told(document.root, schema.compiled.error_log)


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


def _told(root: _Element, log: _ListErrorLog) -> list[Finding]:
    places, prefixes = Places(), {prefix: uri for prefix, uri in root.nsmap.items() if prefix}

    def tell_entry(entry: _LogEntry) -> Finding:
        found = root.xpath(entry.path, namespaces=prefixes) if entry.path else []
        element = found[0] if isinstance(found, list) and found else root
        path = places.path(element)
        return tell(SchemaError(entry.type_name, entry.message, path, entry.line), element)

    return capped(_once(log), _family, tell_entry)


def _once(log: _ListErrorLog) -> Iterator[_LogEntry]:
    """Drop what libxml2 says twice: a value refused for its form is refused again for its type."""
    seen = set()
    for entry in log:
        if entry.type_name != "SCHEMAV_CVC_DATATYPE_VALID_1_2_1" or entry.path not in seen:
            yield entry
        seen.add(entry.path)


def _family(entry: _LogEntry) -> tuple[str, bool]:
    return entry.type_name, "Missing child" in entry.message


def _told_without_places(document: ParsedXml, schema: XMLSchema) -> list[Finding]:
    from lxml import etree

    parser = etree.XMLParser(schema=schema, no_network=True, resolve_entities=False)
    try:
        etree.fromstring(document.content, parser)
    except etree.XMLSyntaxError:
        entries = {entry.message: entry for entry in parser.error_log}.values()
        return capped(
            entries, _family, lambda entry: tell(SchemaError(entry.type_name, entry.message), None)
        )
    return []
