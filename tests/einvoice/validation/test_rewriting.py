"""How official stylesheets are read and written anew: patterns, code lists, rule books."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.einvoice.validation import official_files
from wochorus.einvoice.validation.artefacts import Artefact, load_once
from wochorus.einvoice.validation.schematron import saxon
from wochorus.einvoice.validation.schematron.code_lists import CodeLists
from wochorus.einvoice.validation.schematron.match import alternatives, is_harmless, split
from wochorus.einvoice.validation.schematron.official_rules import code_lists
from wochorus.einvoice.validation.schematron.source import UnknownShape, read_rule_book
from wochorus.einvoice.validation.schematron.walk import write_walk

RULES = pytest.mark.parametrize(
    "artefact", official_files.RULES, ids=lambda artefact: artefact.name
)
COUNTRIES = " AT BE CH DE ES FR IT LU NL PT SE "
NAMESPACES = 'xmlns:xsl="http://www.w3.org/1999/XSL/Transform"'
SVRL = 'xmlns:svrl="http://purl.oclc.org/dsdl/svrl"'


def a_stylesheet(templates: str) -> bytes:
    start = '<xsl:template match="/"><xsl:apply-templates select="/" mode="M1"/></xsl:template>'
    sheet = f'<xsl:stylesheet version="2.0" {NAMESPACES} {SVRL}>{start}{templates}</xsl:stylesheet>'
    return sheet.encode()


@RULES
def test_every_official_rule_set_is_rewritten_whole(artefact: Artefact) -> None:
    loaded = load_once(artefact)
    book = read_rule_book(loaded.content)
    svrl = loaded.content.count(b"<svrl:failed-assert") + loaded.content.count(
        b"<svrl:successful-report"
    )
    assert len(book.checks) == svrl
    written = write_walk(book, code_lists(loaded))
    assert "document(" not in written
    assert all(f"'{check.number}&#9;'" in written for check in book.checks)


@pytest.mark.parametrize(
    ("match", "conditions"),
    [
        ("//ram:ID", ["true()"]),
        ("//ram:A/ram:B", ["parent::ram:A"]),
        ("/rsm:A/ram:B", ["parent::rsm:A/parent::document-node()"]),
        ("ram:B[. = 'S']", ["(. = 'S')"]),
        ("ram:A[@x='1']/ram:B[@y]", ["(@y) and parent::ram:A[@x='1']"]),
        ("ram:A | ram:B/ram:C", ["true()", "parent::ram:B"]),
        ("(ram:A|ram:B)/ram:C", ["parent::ram:A", "parent::ram:B"]),
        ("ram:A/(ram:B|ram:C)[@z]", ["(@z) and parent::ram:A", "(@z) and parent::ram:A"]),
        ("ram:A[b = 'x | y']", ["(b = 'x | y')"]),
    ],
)
def test_a_match_pattern_becomes_a_condition_on_the_element(
    match: str, conditions: list[str]
) -> None:
    paths = alternatives(match)
    assert [path.harmless_condition(path.name) for path in paths] == conditions


@pytest.mark.parametrize(
    "match", ["ram:A[1]", "ram:A[position() = 2]", "ram:A//ram:B", "@x", "key('a', 'b')"]
)
def test_a_match_pattern_that_is_not_understood_is_refused(match: str) -> None:
    with pytest.raises(UnknownShape):
        alternatives(match)


@pytest.mark.parametrize(
    ("predicate", "harmless"),
    [
        (". = 'S'", True),
        ("@schemeID='VA' or not(@schemeID)", True),
        ("not(ancestor::ram:SellerTradeParty)", True),
        ("ends-with(name(), 'Amount') and not(self::ram:TaxTotalAmount)", True),
        ("upper-case(ram:TypeCode) = 'VAT'", False),
        ("cbc:ChargeIndicator = true()", False),
        ("normalize-space(cbc:ID) = 'S'", False),
        ("xs:decimal(.) > 0", False),
        ("2", False),
    ],
)
def test_only_conditions_that_cannot_fail_are_evaluated_without_a_net(
    predicate: str, harmless: bool
) -> None:
    assert is_harmless(predicate) is harmless


@given(st.lists(st.text("ab[('\"", max_size=8), min_size=1, max_size=4))
def test_splitting_loses_nothing(parts: list[str]) -> None:
    text = "|".join(parts)
    assert "|".join(split(text, "|")) == text


def test_a_wildcard_rule_is_held_against_the_names_that_it_can_match() -> None:
    (path,) = alternatives("//ram:*[ends-with(name(), 'Amount') and not(@x)]")
    assert path.may_match("ram:TaxAmount")
    assert not path.may_match("ram:Quantity")
    assert not path.may_match("udt:Amount")
    assert path.may_match("*")


def test_a_suffix_that_is_only_one_of_two_choices_decides_nothing() -> None:
    (path,) = alternatives("//*[@x or @y and ends-with(name(), 'Amount')]")
    assert path.may_match("ram:Quantity")


@given(st.text(" FRBEX'é", max_size=6))
def test_a_code_looked_up_by_map_has_the_answer_of_a_search_in_the_text(code: str) -> None:
    searched = f" {code} " in COUNTRIES
    assert _looked_up(code) is searched


def _looked_up(code: str) -> bool:
    (answer,) = saxon.transform(f"<a b={_quoted(code)}/>", [_code_sheet()])
    return answer == "true"


def _quoted(code: str) -> str:
    return '"' + code.replace("'", "&apos;") + '"'


_sheets: list[saxon.Stylesheet] = []


def _code_sheet() -> saxon.Stylesheet:
    if not _sheets:
        lists = CodeLists({})
        test = f"contains('{COUNTRIES}', concat(' ', substring(/a/@b, 1), ' '))"
        written = lists.rewrite(test)
        assert "contains(" not in written
        sheet = (
            f'<xsl:stylesheet version="3.0" {NAMESPACES} xmlns:w="urn:wochorus:walk" '
            'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
            'xmlns:map="http://www.w3.org/2005/xpath-functions/map">'
            f'<xsl:output method="text"/>{"".join(lists.definitions())}'
            f'<xsl:template match="/"><xsl:value-of select="{written}"/></xsl:template>'
            "</xsl:stylesheet>"
        )
        _sheets.append(saxon.compile_stylesheet(sheet))
    return _sheets[0]


def test_a_code_that_may_be_several_values_is_left_as_it_is() -> None:
    test = f"contains('{COUNTRIES}', concat(' ', ., ' '))"
    assert CodeLists({}).rewrite(test) == test


SHAPES = {
    "an unknown instruction": '<xsl:template match="a" mode="M1"><xsl:message/></xsl:template>',
    "a walk elsewhere": """
        <xsl:template match="a" mode="M1"><xsl:apply-templates select="b" mode="M1"/></xsl:template>
    """,
    "two rules of one priority": """
        <xsl:template match="a" priority="1" mode="M1"/>
        <xsl:template match="b" priority="1" mode="M1"/>
    """,
    "an assert that acts when it holds": """
        <xsl:template match="a" mode="M1"><xsl:choose><xsl:when test="b"><c/></xsl:when>
        <xsl:otherwise><svrl:failed-assert test="b"/></xsl:otherwise></xsl:choose></xsl:template>
    """,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_stylesheet_of_another_shape_is_refused_rather_than_half_read(shape: str) -> None:
    with pytest.raises(UnknownShape):
        read_rule_book(a_stylesheet(SHAPES[shape]))
