"""The pages of the documentation that are composed from the engine say what it does today."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wochorus.einvoice import examples, json_schema
from wochorus.einvoice.json_notes import NOTES
from wochorus.einvoice.reference import PAGES
from wochorus.einvoice.terms import term_uses
from wochorus.einvoice.validation.official_files import RULES, SCHEMAS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
SCHEMA = REFERENCE / "facture.schema.json"
_PLAIN_CODES = ("BT-", "BG-", "EXT-")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_what_the_code_does(name: str) -> None:
    assert (REFERENCE / f"{name}.md").read_text("utf-8") == PAGES[name](), (
        f"refaire la page : python -m wochorus.einvoice.reference {name} > docs/reference/{name}.md"
    )


def test_the_schema_of_the_documentation_is_the_one_in_use() -> None:
    assert json.loads(SCHEMA.read_text("utf-8")) == json_schema(), (
        "refaire le schéma : wochorus einvoice schema --out docs/reference/facture.schema.json"
    )


def test_the_page_of_the_json_names_every_field_and_every_term() -> None:
    page = PAGES["facture-json"]()
    for use in term_uses():
        assert f"| `{use.path.rpartition('.')[2]}` |" in page
        if use.code.startswith(_PLAIN_CODES):
            assert f"| {use.code} |" in page
    inner_groups = [use.path for use in term_uses() if "." in use.path]
    assert all(f"## `{path.rpartition('.')[0]}`" in page for path in inner_groups)


def test_every_link_of_the_page_of_the_json_leads_to_a_heading() -> None:
    page = PAGES["facture-json"]()
    headings = {
        line.lstrip("# ").replace("`", "").replace(".", "")
        for line in page.splitlines()
        if line.startswith("#")
    }
    links = {part.partition(")")[0] for part in page.split("](#")[1:]}
    assert links <= headings


def test_every_note_is_of_a_field_that_is_there() -> None:
    schema = json_schema()
    groups = {"Invoice": schema, **schema["$defs"]}
    for name, note in NOTES.items():
        group, _, field = name.partition(".")
        described = groups[group]["properties"][field]["description"]
        assert described.endswith(note)


def test_the_schema_speaks_french_alone() -> None:
    descriptions = list(_descriptions(json_schema()))
    assert len(descriptions) > 150
    assert not [text for text in descriptions if "``" in text or " the " in text]


def test_the_page_of_the_formats_names_every_rule_file_with_its_fingerprint() -> None:
    page = PAGES["formats"]()
    for artefact in (*SCHEMAS, *RULES):
        assert f"| {artefact.name} |" in page
        assert f"`{artefact.sha256}`" in page


def test_the_schema_takes_the_valid_examples_and_refuses_a_field_that_is_unknown() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    for name in examples.names(examples.VALID):
        content = json.loads(examples.content(examples.VALID, name))
        validator.validate(content)
        assert not validator.is_valid({**content, "siret": "12345678200010"})


def _descriptions(schema: Any) -> Any:
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "description" and isinstance(value, str):
                yield value
            else:
                yield from _descriptions(value)
    elif isinstance(schema, list):
        for entry in schema:
            yield from _descriptions(entry)
