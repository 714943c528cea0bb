"""XML files of unknown origin: read, or refused with one finding that says what to do."""

from __future__ import annotations

import pytest

from einvoice.validation.invoices import a_cii_invoice
from wochorus.einvoice.findings import Finding, Layer, Severity
from wochorus.einvoice.validation.limits import XmlLimits
from wochorus.einvoice.validation.parsing import ParsedXml, parse_xml

SMALL = XmlLimits(size=1_000_000, elements=1_000)
BILLION_LAUGHS = b"<!DOCTYPE lolz [<!ENTITY a 'lol'>%s]><lolz>&j;</lolz>" % b"".join(
    b"<!ENTITY %c '%s'>" % (98 + level, b"&%c;" % (97 + level) * 10) for level in range(9)
)
QUADRATIC = b"<!DOCTYPE a [<!ENTITY b '%s'>]><a>%s</a>" % (b"x" * 50_000, b"&b;" * 50_000)
OUTSIDE = b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"


def refused(content: bytes, limits: XmlLimits = SMALL) -> Finding:
    finding = parse_xml(content, limits)
    assert isinstance(finding, Finding)
    assert finding.severity is Severity.ERROR
    assert finding.message.endswith(".")
    assert finding.remedy.endswith(".")
    return finding


def read(content: bytes) -> ParsedXml:
    parsed = parse_xml(content)
    assert isinstance(parsed, ParsedXml)
    return parsed


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "XML-VIDE"),
        (b" \n ", "XML-VIDE"),
        (b"Facture n 12", "XML-ABSENT"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "XML-ABSENT"),
        (b"{}", "XML-ABSENT"),
        (b"<a><b></a>", "XML-BALISES"),
        (b"<a>\x00</a>", "XML-CARACTERE"),
        (b"<a>&#1;</a>", "XML-CARACTERE"),
        (b"<a>Fer & Fils</a>", "XML-ENTITE"),
        (b"<a>&euro;</a>", "XML-ENTITE"),
        (b"<a/><b/>", "XML-SUITE"),
        ("<a>é</a>".encode("latin-1"), "XML-ENCODAGE"),
        (b"<a b=c/>", "XML-MALFORME"),
        (b"<a b='1' b='2'/>", "XML-MALFORME"),
        (b"<" + b"a" * 60_000 + b"/>", "XML-DEMESURE"),
        (b"<a>" * 300 + b"</a>" * 300, "XML-DEMESURE"),
        (b"<?xml version='1.0' encoding='UTF-7'?><a>+ADw-</a>", "XML-ENCODAGE-INCONNU"),
        (b"<?xml version='1.0' encoding='KLINGON'?><a/>", "XML-ENCODAGE-INCONNU"),
        ("<a/>".encode("utf-32"), "XML-ENCODAGE-INCONNU"),
        ("<?xml version='1.0'?><a/>".encode("cp037"), "XML-ENCODAGE-INCONNU"),
        (b"\xff\xfe<\x00a", "XML-ENCODAGE-INCONNU"),
        (BILLION_LAUGHS, "XML-DOCTYPE"),
        (OUTSIDE, "XML-DOCTYPE"),
        (b"<!DOCTYPE html><html/>", "XML-DOCTYPE"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- a --><?b c?>\n<!DOCTYPE a><a/>", "XML-DOCTYPE"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".encode("utf-16"), "XML-DOCTYPE"),
        ("<!DOCTYPE a><a/>".encode("utf-16-be"), "XML-DOCTYPE"),
        (b"<a>" + b"x" * 1_000_000 + b"</a>", "XML-TAILLE"),
        (b"<a>" + b"<b/>" * 1_001 + b"</a>", "XML-ELEMENTS"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(content: bytes, rule: str) -> None:
    assert refused(content).rule == rule


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<a>" + b"x" * 100_000_000 + b"</a>", id="100 MB of text"),
        pytest.param(b"<a>" * 100_000 + b"</a>" * 100_000, id="100,000 levels"),
        pytest.param(b"<a b='" + b"x" * 15_000_000 + b"'/>", id="a huge attribute"),
        pytest.param(b"<a>" + b"<b/>" * 4_000_000 + b"</a>", id="four million elements"),
        pytest.param(b"<a><!--" + b"x" * 15_000_000 + b"--></a>", id="a huge comment"),
        pytest.param(QUADRATIC, id="quadratic blow-up"),
        pytest.param(b"<!--" * 4_000_000, id="comments that never end"),
        pytest.param(b"<?" * 9_000_000, id="instructions that never end"),
    ],
)
def test_attacks_are_refused_at_the_default_limits(content: bytes) -> None:
    refused(content, XmlLimits())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "iso8859-15"])
def test_an_invoice_is_read_in_each_usual_encoding(encoding: str) -> None:
    declared = {"latin-1": "ISO-8859-1", "iso8859-15": "iso-8859-15"}.get(encoding, "UTF-8")
    xml = a_cii_invoice().replace("UTF-8", declared)
    parsed = read(xml.encode(encoding))
    (name,) = [e.text for e in parsed.root.iter("{*}Name") if "Netteté" in (e.text or "")]
    assert name == "Netteté SARL"
    assert "Netteté SARL" in parsed.text()


def test_utf_16_without_a_mark_is_read() -> None:
    assert read("<a>é</a>".encode("utf-16-le")).root.text == "é"


def test_a_file_cut_anywhere_is_told_to_be_cut() -> None:
    content = a_cii_invoice(1).encode()
    rules = {refused(content[:length], XmlLimits()).rule for length in range(60, len(content) - 30)}
    assert rules == {"XML-TRONQUE"}


def test_a_defect_is_told_with_its_line_and_column() -> None:
    finding = refused(b"<a>\n  <b></c>\n</a>")
    assert finding.path == "ligne 2, colonne 10"
    assert finding.layer is Layer.WELL_FORMED
    assert "mismatch" in finding.detail


def test_a_document_type_is_told_where_it_stands() -> None:
    assert refused(b"<?xml version='1.0'?>\n <!DOCTYPE a><a/>").path == "ligne 2, colonne 2"


def test_the_word_doctype_in_a_text_is_no_document_type() -> None:
    assert read(b"<a><![CDATA[<!DOCTYPE a>]]></a>").root.text == "<!DOCTYPE a>"


def test_comments_and_instructions_are_left_out_of_the_tree() -> None:
    parsed = read(b"<?a b?><!-- c --><d>1<!-- e -->2<?f g?>3</d>")
    assert parsed.root.text == "123"
    assert len(parsed.root) == 0
