"""Small rule sets, each with one trap: the walk finds what the stylesheet itself finds."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from wochorus.einvoice.validation.schematron import saxon
from wochorus.einvoice.validation.schematron.source import read_rule_book
from wochorus.einvoice.validation.schematron.walk import write_walk

NAMESPACES = (
    'xmlns:xsl="http://www.w3.org/1999/XSL/Transform" '
    'xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:n="urn:n"'
)
INVOICE = """
<n:a xmlns:n="urn:n"><n:b t="1"><n:c>1</n:c><n:c>2</n:c><n:d><n:b t="2"><n:c>3</n:c></n:b></n:d>
</n:b><n:b><n:Amount>x</n:Amount><n:Amount c="EUR">2</n:Amount></n:b>
<n:e><n:a><n:c/></n:a></n:e></n:a>
"""


def rule(match: str, *steps: str, priority: int = 1000, mode: str = "M1", below: str = "*") -> str:
    descent = f'<xsl:apply-templates select="{below}" mode="{mode}"/>' if below else ""
    return (
        f'<xsl:template match="{match}" priority="{priority}" mode="{mode}">'
        f'<svrl:fired-rule context="x"/>{"".join(steps)}{descent}</xsl:template>'
    )


def asserted(number: str, test: str = "false()", text: str = "") -> str:
    return (
        f'<xsl:choose><xsl:when test="{test}"/><xsl:otherwise><svrl:failed-assert test="x">'
        f'<xsl:attribute name="id">{number}</xsl:attribute><xsl:attribute name="location">'
        f'<xsl:value-of select="count(preceding::*|ancestor::*)"/></xsl:attribute><svrl:text>{text}'
        "</svrl:text></svrl:failed-assert></xsl:otherwise></xsl:choose>"
    )


def reported(test: str) -> str:
    return (
        f'<xsl:if test="{test}"><svrl:successful-report test="x"><xsl:attribute name="location">'
        '<xsl:value-of select="count(preceding::*|ancestor::*)"/></xsl:attribute>'
        "<svrl:text>used</svrl:text></svrl:successful-report></xsl:if>"
    )


def a_stylesheet(rules: str) -> str:
    modes = sorted(set(re.findall(r'mode="(M\d)"', rules)))
    starts = "".join(f'<xsl:apply-templates select="/" mode="{mode}"/>' for mode in modes)
    defaults = "".join(
        f'<xsl:template match="text()" priority="-1" mode="{mode}"/>'
        f'<xsl:template match="@*|node()" priority="-2" mode="{mode}">'
        f'<xsl:apply-templates select="*" mode="{mode}"/></xsl:template>'
        for mode in modes
    )
    return (
        f'<xsl:stylesheet version="2.0" {NAMESPACES}><xsl:template match="/"><out>{starts}</out>'
        f"</xsl:template>{rules}{defaults}</xsl:stylesheet>"
    )


def published(stylesheet: str) -> list[tuple[str, int, str]]:
    (output,) = saxon.transform(INVOICE, [saxon.compile_stylesheet(stylesheet)])
    assert isinstance(output, str), output
    return sorted(
        (entry.get("id") or "", int(entry.get("location") or 0), _text(entry))
        for entry in etree.fromstring(output.encode())
        if not str(entry.tag).endswith("fired-rule")
    )


def walked(stylesheet: str) -> list[tuple[str, int, str]]:
    book = read_rule_book(stylesheet.encode())
    output = saxon.transform_once(INVOICE, write_walk(book, {}))
    assert isinstance(output, str), output
    lines = [line.split("\t") for line in output.split("\n")[:-1]]
    checks = [(book.checks[int(number)], int(n) - 1, values) for number, n, *values in lines]
    return sorted((check.rule_id, place, check.says(tuple(v))) for check, place, v in checks)


def _text(entry: etree._Element) -> str:
    return " ".join((entry.findtext("{http://purl.oclc.org/dsdl/svrl}text") or "").split())


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param(
            rule("n:b[@t]", asserted("first"), priority=2) + rule("//n:b", asserted("second")),
            id="the first rule that matches is the only one to look",
        ),
        pytest.param(
            rule("n:b", asserted("low"), priority=1) + rule("n:b", asserted("high"), priority=2),
            id="priority goes before the order of writing",
        ),
        pytest.param(
            rule("n:b", asserted("one")) + rule("n:b", asserted("two"), mode="M2"),
            id="each pattern has its own first rule",
        ),
        pytest.param(
            rule("n:c", asserted("c")) + rule("n:b[@t='1']", asserted("b"), priority=9, below=""),
            id="nothing is looked at below a rule that does not descend",
        ),
        pytest.param(
            rule("n:c", asserted("c"))
            + rule("n:b[@t]", asserted("b"), priority=8, below="")
            + rule("n:b[@t='1']", asserted("b1"), priority=9),
            id="a rule that descends goes before one that does not",
        ),
        pytest.param(rule("/n:a/n:b", asserted("b")), id="a path from the root"),
        pytest.param(rule("/n:a", asserted("a")), id="the root, not its namesake below"),
        pytest.param(rule("/*/n:e/n:a", asserted("a")), id="a wildcard above"),
        pytest.param(rule("n:d/n:b | n:e/n:a", asserted("x")), id="two paths"),
        pytest.param(rule("(n:d|n:e)/*", asserted("x")), id="a choice of steps"),
        pytest.param(
            rule("//*[ends-with(name(), 'Amount') and not(@c)]", asserted("x")),
            id="a wildcard with a suffix",
        ),
        pytest.param(
            rule("//n:*[ends-with(name(), 'c')]", asserted("any"))
            + rule("n:c[. = '2']", asserted("two"), priority=2000),
            id="a wildcard after a name",
        ),
        pytest.param(
            rule("n:b[upper-case(n:c) = '3']", asserted("x")),
            id="a predicate that fails with an error is no match",
        ),
        pytest.param(
            rule("n:b[number(n:c) = 3]/n:c | n:b[n:c = '1']/n:c", asserted("x"))
            + rule("n:b[n:c = '3']/n:c | n:b[number(n:c) = 1]/n:c", asserted("y"), mode="M2"),
            id="a predicate that fails in one path keeps the other from matching",
        ),
        pytest.param(
            rule("n:b", '<xsl:variable name="n" select="count(n:c)"/>', asserted("x", "$n = 1")),
            id="a variable named like ours",
        ),
        pytest.param(
            rule(
                "n:c",
                asserted("x", "false()", 'a <xsl:value-of select="."/> <xsl:text> b</xsl:text> c'),
                asserted("y", "true()"),
                asserted("z", ". = '1'", '<xsl:value-of select="../n:c"/>, &quot;&amp;&lt;'),
            ),
            id="values in messages",
        ),
        pytest.param(rule("n:b", reported("@t"), reported("n:d")), id="reports"),
        pytest.param(rule("n:b", asserted("x", "false")), id="a test that is a path"),
        pytest.param(rule("n:c", asserted("x"), below="@*|*"), id="attributes are walked in vain"),
    ],
)
def test_the_walk_finds_what_the_stylesheet_finds(rules: str) -> None:
    stylesheet = a_stylesheet(rules)
    found = walked(stylesheet)
    assert found == published(stylesheet)
    assert found
