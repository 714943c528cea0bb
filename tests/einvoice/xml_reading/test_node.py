"""Reading foreign XML: what is taken, and the account of what is not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from lxml import etree

from wochorus.einvoice.findings import Finding, Severity
from wochorus.einvoice.xml_reading import Node, ReadingLog


def opened(content: str) -> tuple[Node, ReadingLog]:
    log = ReadingLog({"urn:a": "a", "": ""})
    root = etree.fromstring(f'<x:F xmlns:x="urn:a" xmlns:o="urn:other">{content}</x:F>')
    return Node(root, log), log


def the_only(findings: tuple[Finding, ...]) -> Finding:
    (finding,) = findings
    return finding


def test_what_is_taken_is_not_told() -> None:
    node, log = opened("<x:A> 12 </x:A><x:B><x:C>c</x:C></x:B><!-- why --><?pi no?>")
    assert node.text("a:A") == "12"
    group = node.child("a:B")
    assert group is not None
    assert group.text("a:C") == "c"
    assert log.findings() == ()


def test_what_no_one_takes_is_told_with_its_place_and_its_value() -> None:
    node, log = opened("<x:B><x:C>1</x:C></x:B><x:B><x:D>deux</x:D></x:B>")
    for group in node.children("a:B"):
        group.text("a:C")
    told = the_only(log.findings())
    assert told.path == "/a:F/a:B[2]/a:D"
    assert told.severity is Severity.WARNING
    assert "« a:D »" in told.message
    assert "« deux »" in told.message


def test_the_same_place_of_many_groups_is_told_once_with_its_count() -> None:
    node, log = opened("<x:B><x:D>d</x:D></x:B>" * 40)
    node.children("a:B")
    told = the_only(log.findings())
    assert told.path == "/a:F/a:B[1]/a:D"
    assert told.message.endswith("(40 fois).")


def test_a_second_value_where_the_model_has_one_is_told_as_repeated() -> None:
    node, log = opened("<x:A>un</x:A><x:A>deux</x:A>")
    assert node.text("a:A") == "un"
    told = the_only(log.findings())
    assert told.rule == "WO-LECTURE-REPETE"
    assert told.path == "/a:F/a:A[2]"
    assert "deux" in told.message


def test_attributes_that_no_one_reads_are_told_as_information() -> None:
    node, log = opened('<x:A list="L" scheme="S">1</x:A>')
    element = node.take("a:A")
    assert element is not None
    assert node.text_of(element, "scheme") == "1"
    told = the_only(log.findings())
    assert (told.path, told.severity) == ("/a:F/a:A/@list", Severity.INFORMATION)


def test_a_text_cut_by_a_comment_is_read_whole() -> None:
    node, log = opened("<x:A>FA-<!-- the year -->2026<o:S>!</o:S>-1</x:A>")
    assert node.text("a:A") == "FA-2026-1"
    assert the_only(log.findings()).path == "/a:F/a:A/urn:other:S"


def test_an_empty_element_is_absent() -> None:
    node, log = opened("<x:A>  </x:A><x:B/>")
    assert node.text("a:A") is None
    assert node.number("a:B", "BT-131") is None
    assert log.findings() == ()


@pytest.mark.parametrize("text", ["12,5", "1e3", "NaN", "douze", "٣", "9" * 61, "1 000"])
def test_what_is_no_number_is_told_with_its_term(text: str) -> None:
    node, log = opened(f"<x:A>{text}</x:A>")
    assert node.number("a:A", "BT-131") is None
    told = the_only(log.findings())
    assert told.term == "BT-131"
    assert "« montant HT de la ligne » (BT-131)" in told.message
    assert told.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("text", "number"), [("12.50", "12.5"), ("-3", "-3"), ("+.5", "0.5"), ("7.", "7")]
)
def test_numbers_of_xml_are_read_exactly(text: str, number: str) -> None:
    node, log = opened(f"<x:A>{text}</x:A>")
    assert node.number("a:A", "BT-131") == Decimal(number)
    assert log.findings() == ()


@pytest.mark.parametrize("text", ["2026-10-31", "2026-10-31Z", "2026-10-31+01:00"])
def test_days_are_read_without_their_time_zone(text: str) -> None:
    node, log = opened(f"<x:A>{text}</x:A>")
    assert node.day("a:A", "BT-2") == date(2026, 10, 31)
    assert log.findings() == ()


@pytest.mark.parametrize("text", ["31/10/2026", "20261031", "2026-02-30", "2026-10-31T00:00:00"])
def test_what_is_no_day_is_told(text: str) -> None:
    node, log = opened(f"<x:A>{text}</x:A>")
    assert node.day("a:A", "BT-2") is None
    assert "n'est pas une date" in the_only(log.findings()).message


def test_a_missing_element_is_told_where_it_should_stand() -> None:
    node, log = opened("")
    assert node.needed_text("a:ID", "BT-1") is None
    told = the_only(log.findings())
    assert told.path == "/a:F/a:ID"
    assert "« n° de facture » (BT-1)" in told.message


def test_a_file_full_of_strange_elements_gives_a_short_account() -> None:
    _, log = opened("".join(f"<o:S{rank}/>" for rank in range(5000)))
    findings = log.findings()
    assert len(findings) == 101
    assert "4900" in findings[-1].message
