"""Every public code has its entry, and every entry says what to do, in French."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from choruspro.catalogue.published import LABELS, PUBLISHED
from wochorus.choruspro.catalogue import (
    CHAPTERS,
    Actor,
    Entry,
    Family,
    entries_of_code,
    explain,
)
from wochorus.choruspro.catalogue.page import codes_page
from wochorus.deposits.syntaxes import CHORUS_SYNTAXES

ROOT = Path(__file__).parents[3]
ENTRIES = [entry for chapter in CHAPTERS for entry in chapter.entries]
CODES = [(family, code) for family, codes in PUBLISHED.items() for code in codes]
ELSEWHERE = {"MISE_EN_PAIEMENT": Family.INVOICE_STATUS}
"""An action that is explained by the status that it gives."""


@pytest.mark.parametrize(("family", "code"), CODES)
def test_every_public_code_has_its_entry(family: Family, code: str) -> None:
    found = {entry.family for entry in entries_of_code(code)}
    assert found & {family, ELSEWHERE.get(code, family)}


@pytest.mark.parametrize("said", LABELS)
def test_every_label_known_publicly_is_recognised(said: str) -> None:
    [told] = explain(said)
    assert [entry.code for entry in told.entries] == [LABELS[said]]


def test_the_list_of_statuses_has_its_57_values() -> None:
    assert len(set(PUBLISHED[Family.INVOICE_STATUS])) == 57


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
def test_every_entry_says_what_it_means_who_must_act_and_what_to_do(entry: Entry) -> None:
    assert entry.is_known
    assert entry.actor is not Actor.UNKNOWN
    assert entry.label
    assert not entry.label.endswith(".")
    assert entry.remedy.endswith(".")
    assert entry.remedy[0].isupper()


def test_no_code_is_there_twice() -> None:
    names = [(entry.family, entry.code, getattr(entry, "service", "")) for entry in ENTRIES]
    assert len(names) == len(set(names))
    assert {entry.family for entry in ENTRIES} == set(Family)


@pytest.mark.parametrize("syntax", CHORUS_SYNTAXES.values())
def test_every_syntax_that_we_deposit_is_explained(syntax: str) -> None:
    [entry] = entries_of_code(syntax)
    assert entry.family in (Family.SYNTAX, Family.DEPOSIT_MODE)
    assert entry.actor is Actor.NOBODY


def test_the_page_says_what_the_catalogue_says() -> None:
    page = ROOT / "docs/reference/codes-chorus.md"
    assert page.read_text("utf-8") == codes_page(), (
        "refaire la page : python -m wochorus.choruspro.catalogue > docs/reference/codes-chorus.md"
    )


_SHARED = Path(os.environ.get("WOCHORUS_SHARED", ROOT.parent / "shared"))
_PLACES = {
    r"^### 6\.1 .*?(?=^### )": r"`((?:IN|QP)_[A-Z_]+)`",
    r"^### 6\.2 .*?(?=^Further facts)": r"\b([A-Z]+(?:_[A-Z0-9]+)+|[A-Z]{6,})\b",
    r"^### 6\.4 .*?(?=^### )": r"\b([A-Z]+(?:_[A-Z0-9]+)+|AUTRE)\b",
    r"^### 7\.3 .*?(?=^### )": r"\b((?:ERR_XSD|IRR)_[A-Z0-9_]+)\b",
    r"^### 7\.4 .*?(?=^### )": r"\b([A-Z]{3}_MSG_\d\d[._]\d{3})\b",
    r"^### 3\.2 .*?(?=^\| E4)": r"`(IN_DP_[A-Z0-9_]+)`",
    r"^The reason of a suspension.*?$": r"\b([A-Z]+_[A-Z_]+)\b",
    r"^- modeDepot \(read\).*?(?=A flow)": r"\b([A-Z]+(?:_[A-Z]+)*)\b",
}


def test_no_code_of_the_shared_reference_is_left_out() -> None:
    reference = _SHARED / "reference" / "chorus-pro.md"
    if not reference.is_file():
        pytest.skip("the shared reference is not on this machine (WOCHORUS_SHARED)")
    pairs = r"\b([A-Z_]+)_1/2([A-Z_]*)"
    text = re.sub(pairs, r"\1_1\2 \1_2\2", reference.read_text("utf-8"))
    named: set[str] = set()
    for place, code in _PLACES.items():
        section = re.search(place, text, re.MULTILINE | re.DOTALL)
        assert section, place
        named |= set(re.findall(code, section.group()))
    assert len(named) > 150
    assert {code for code in named if not entries_of_code(code)} == set()
