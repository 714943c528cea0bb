"""`wochorus einvoice read`: what a file says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.pdf_files import NOON, a_pdf
from wochorus.core.money import format_amount
from wochorus.einvoice import Circuit, Format, Page, build, examples, from_json
from wochorus.einvoice.dialects import code_service

if TYPE_CHECKING:
    from cli.einvoice.conftest import CallEInvoice

PAGE = Page(created=NOON, pdf=a_pdf())


def written(name: str, document_format: Format, circuit: Circuit = Circuit.CHORUS) -> bytes:
    built = build(examples.example(examples.VALID, name), document_format, circuit, page=PAGE)
    assert built.content is not None
    return built.content


@pytest.mark.parametrize("document_format", list(Format))
def test_an_invoice_is_told_in_a_few_lines(einvoice: CallEInvoice, document_format: Format) -> None:
    invoice = examples.example(examples.VALID, "hopital-code-service")
    Path("f").write_bytes(written("hopital-code-service", document_format))
    done = einvoice("read", "f")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Facture {invoice.number} du {invoice.issue_date:%d/%m/%Y}\n")
    told = dict(line.split(" : ", 1) for line in done.stdout.splitlines() if " : " in line)
    assert told["  Vendeur"].startswith(f"{invoice.seller.name} (SIRET ")
    assert told["  Acheteur"].startswith(f"{invoice.buyer.name} (SIRET ")
    assert told["  Code service"] == code_service(invoice)
    assert told["  Cadre"] == "A1"
    assert invoice.totals is not None
    assert told["  Net à payer"] == f"{format_amount(invoice.totals.due)} EUR"
    has_lines = document_format is not Format.CPP_MINIMAL
    assert (invoice.lines[0].item.name in done.stdout) == has_lines


def test_a_credit_note_is_called_an_avoir(einvoice: CallEInvoice) -> None:
    Path("f").write_bytes(examples.content(examples.VALID, "avoir"))
    assert einvoice("read", "f").stdout.startswith("Avoir ")


def test_what_was_paid_and_the_vat_that_is_not_due_are_told(einvoice: CallEInvoice) -> None:
    Path("f").write_bytes(examples.content(examples.VALID, "deja-payee"))
    paid = einvoice("read", "f").stdout
    assert "Déjà payé : " in paid
    assert "Net à payer : 0,00 EUR" in paid
    Path("f").write_bytes(examples.content(examples.VALID, "autoliquidation"))
    assert " 0 %" in einvoice("read", "f").stdout


@pytest.mark.parametrize("document_format", [Format.FACTURX, Format.CII, Format.UBL])
@pytest.mark.parametrize("name", ["plusieurs-taux", "cotraitant", "pieces-jointes"])
def test_json_gives_the_whole_invoice_in_the_model_of_build(
    einvoice: CallEInvoice, name: str, document_format: Format
) -> None:
    Path("f").write_bytes(written(name, document_format, Circuit.AFNOR))
    told = json.loads(einvoice("read", "f", "--json").stdout)
    again = from_json(json.dumps(told["invoice"]))
    assert told["findings"] == []
    said = build(examples.example(examples.VALID, name), document_format, Circuit.AFNOR, page=PAGE)
    assert again == said.invoice


def test_json_is_read_back_by_build(einvoice: CallEInvoice, facture: Path) -> None:
    told = json.loads(einvoice("read", facture, "--json").stdout)
    content = json.dumps(told["invoice"]).encode()
    assert einvoice("build", "-", "--format", "ubl", "--out", "-", stdin=content).returncode == 0


def test_what_the_model_has_no_place_for_is_told(einvoice: CallEInvoice) -> None:
    xml = written("nettoyage-commune", Format.UBL).replace(
        b"<cbc:ID>FA-2026-0101</cbc:ID>",
        b"<cbc:ID>FA-2026-0101</cbc:ID><cbc:CopyIndicator>true</cbc:CopyIndicator>",
    )
    Path("f.xml").write_bytes(xml)
    done = einvoice("read", "f.xml")
    assert done.returncode == 0
    assert "Ce qui n'a pas pu être lu" in done.stdout
    assert "CopyIndicator" in done.stdout
    [finding] = json.loads(einvoice("read", "f.xml", "--json").stdout)["findings"]
    assert "CopyIndicator" in finding["path"] + finding["message"]


def test_a_file_without_invoice_is_told_in_json_too(einvoice: CallEInvoice) -> None:
    Path("f.xml").write_text("<liste/>")
    done = einvoice("read", "f.xml", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr, told["invoice"]) == (1, "", None)
    assert told["findings"][0]["severity"] == "erreur"
    plain = einvoice("read", "f.xml")
    assert plain.returncode == 1
    assert "La facture ne peut pas être lue." in plain.stderr
    assert "Où : f.xml" in plain.stderr


def test_prices_keep_all_their_decimals(einvoice: CallEInvoice, facture: Path) -> None:
    invoice = json.loads(facture.read_bytes())
    invoice["lines"][0]["price"]["net"] = "24.8125"
    content = json.dumps({**invoice, "totals": None, "tax_breakdown": []}).encode()
    assert "24,8125" in einvoice("read", "-", stdin=content).stdout
    assert "24,80" in einvoice("read", facture).stdout
