"""The official XML schemas, and what their errors say to a billing clerk."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from einvoice.validation.invoices import a_cii_invoice, a_ubl_invoice
from wochorus.einvoice.findings import Finding, Layer
from wochorus.einvoice.validation import official_files
from wochorus.einvoice.validation.capping import MOST_PER_RULE
from wochorus.einvoice.validation.parsing import ParsedXml, parse_xml
from wochorus.einvoice.validation.schemas import check_schema, compile_schema

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.einvoice.validation.artefacts import Artefact

FACTURX = official_files.FACTURX_SCHEMAS["EN 16931"]


def errors(xml: str, artefact: Artefact = FACTURX) -> list[Finding]:
    parsed = parse_xml(xml.encode())
    assert isinstance(parsed, ParsedXml)
    rule_set, findings = check_schema(parsed, artefact)
    assert rule_set.name == artefact.name
    return findings


def the_error(before: str, after: str) -> Finding:
    (finding,) = errors(a_cii_invoice(1).replace(before, after, 1))
    assert finding.layer is Layer.SCHEMA
    return finding


@pytest.mark.parametrize("artefact", official_files.SCHEMAS, ids=lambda artefact: artefact.name)
def test_every_official_schema_compiles_and_judges(artefact: Artefact) -> None:
    is_ubl = artefact.path.startswith("ubl")
    assert errors("<a/>" if is_ubl else "<b/>", artefact)


def test_sound_invoices_have_no_error() -> None:
    assert errors(a_cii_invoice()) == []
    assert errors(a_cii_invoice(), official_files.CII_SCHEMA) == []
    assert errors(a_ubl_invoice(), official_files.UBL_INVOICE_SCHEMA) == []


def test_a_missing_element_is_told_by_its_name_and_that_of_its_group() -> None:
    finding = the_error("<ram:LineID>1</ram:LineID><ram:IncludedNote>", "<ram:IncludedNote>")
    assert finding.rule == "XSD-INATTENDU"
    assert "« ram:LineID »" in finding.remedy


def test_a_group_without_its_content_is_told() -> None:
    finding = the_error("<ram:ID>F2026-0001</ram:ID><ram:TypeCode>380</ram:TypeCode>", "")
    assert "ram:ID" in finding.remedy
    finding = the_error(
        "<ram:NetPriceProductTradePrice><ram:ChargeAmount>50.0000</ram:ChargeAmount>",
        "<ram:NetPriceProductTradePrice>",
    )
    assert finding.rule == "XSD-MANQUANT"
    assert finding.message.startswith(
        "Il manque un élément dans « ram:NetPriceProductTradePrice » (ligne 6)"
    )
    assert finding.remedy == "Ajoutez « ram:ChargeAmount »."


def test_an_unknown_element_is_told_with_what_is_awaited_there() -> None:
    finding = the_error("<ram:CityName>", "<ram:Arrondissement/><ram:CityName>")
    assert finding.rule == "XSD-INATTENDU"
    assert "« ram:Arrondissement »" in finding.message
    assert "« ram:CityName »" in finding.remedy
    assert finding.path.endswith("/ram:PostalTradeAddress/ram:Arrondissement")


def test_a_repeated_element_is_told_as_such() -> None:
    finding = the_error("<ram:TypeCode>380</ram:TypeCode>", "<ram:TypeCode>380</ram:TypeCode>" * 2)
    assert finding.rule == "XSD-REPETE"
    assert "une fois de trop" in finding.message
    assert finding.term == "BT-3"


def test_a_value_of_the_wrong_type_is_quoted_with_the_form_that_is_awaited() -> None:
    finding = the_error("2.0000", "deux heures")
    assert finding.rule == "XSD-VALEUR"
    assert "« deux heures »" in finding.message
    assert "ram:BilledQuantity" in finding.message
    assert finding.remedy.startswith("Écrivez un nombre")
    assert finding.term == "BT-129"
    assert finding.path.endswith(
        "/ram:IncludedSupplyChainTradeLineItem/ram:SpecifiedLineTradeDelivery/ram:BilledQuantity"
    )
    assert "xs:decimal" in finding.detail


def test_a_long_value_is_cut_in_the_message() -> None:
    assert len(the_error("2.0000", "x" * 5_000).message) < 300


def test_attributes_text_and_content_out_of_place_are_told_apart() -> None:
    assert the_error("<ram:TypeCode>", '<ram:TypeCode a="1">').rule == "XSD-ATTRIBUT"
    assert the_error(' format="102"', "").rule == "XSD-ATTRIBUT-MANQUANT"
    assert the_error("<ram:BuyerReference>SRV-1", "x<ram:BuyerReference>SRV-1").rule == "XSD-TEXTE"
    assert the_error("F2026-0001", "<ram:ID/>F2026-0001").rule == "XSD-CONTENU"


def test_nil_is_told() -> None:
    schema_instance = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"'
    assert (
        the_error("<ram:BuyerReference>SRV-1", f"<ram:BuyerReference {schema_instance}>").rule
        == "XSD-NIL"
    )


def test_a_value_refused_by_its_form_is_told_once() -> None:
    xml = a_ubl_invoice().replace("2026-11-15", "15/11/2026")
    (finding,) = errors(xml, official_files.UBL_INVOICE_SCHEMA)
    assert "AAAA-MM-JJ" in finding.remedy


def test_prefixes_of_the_file_do_not_matter() -> None:
    xml = a_cii_invoice().replace("ram:", "x:").replace("xmlns:ram=", "xmlns:x=")
    (finding,) = errors(xml.replace("<x:TypeCode>380", "<x:TypeCode a=''>380"))
    assert finding.path == "/rsm:CrossIndustryInvoice/rsm:ExchangedDocument/ram:TypeCode"


def test_one_rule_is_told_fifty_times_then_counted() -> None:
    findings = errors(a_cii_invoice(60).replace("2.0000", "deux"))
    assert len(findings) == MOST_PER_RULE + 1
    assert "10 autres endroits" in findings[-1].message


def test_a_very_large_invoice_is_judged_in_bounded_time_without_places() -> None:
    large = a_cii_invoice(1_700)
    assert errors(large) == []
    findings = errors(large.replace("2.0000", "deux"))
    assert [finding.path for finding in findings] == [""]
    assert "« deux »" in findings[0].message


def test_threads_do_not_mix_the_errors_of_their_documents() -> None:
    seen: list[tuple[int, int]] = []

    def check(number: int) -> None:
        xml = a_cii_invoice(20).replace("2.0000", "deux", number)
        seen.extend((number, len(errors(xml))) for _ in range(10))

    threads = [threading.Thread(target=check, args=[number]) for number in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(number == found for number, found in seen)
    assert len(seen) == 60


def test_a_schema_never_fetches_what_it_imports(tmp_path: Path) -> None:
    asked: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

    server = HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    schema = tmp_path / "a.xsd"
    schema.write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:b="urn:b">'
        f'<xs:import namespace="urn:b" schemaLocation="http://127.0.0.1:{server.server_port}/b"/>'
        '<xs:element name="a" type="b:c"/></xs:schema>'
    )
    with pytest.raises(etree.XMLSchemaParseError):
        compile_schema(schema)
    server.shutdown()
    server.server_close()
    assert asked == []
