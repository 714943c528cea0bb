"""The CPP minimal file: what is in it, byte for byte, and what can never be lost in it."""

from __future__ import annotations

import base64
import io
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from support.minimal_flows import SUPPLIER, a_minimal_invoice, an_attachment
from wochorus.einvoice.cpp_minimal import Envelope, MinimalInvoice, Party, write_flow

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, *invoices: MinimalInvoice) -> etree._Element:
    target = folder / "flux.xml"
    with target.open("wb") as file:
        write_flow(file, Envelope(12, date(2026, 11, 24), SUPPLIER, len(invoices)), invoices)
    return etree.parse(target).getroot()


def unpacked(element: etree._Element) -> tuple[str, bytes]:
    """Open a PJ: the name of its only zip entry, and the content."""
    content = base64.b64decode(element.findtext("Contenu") or "", validate=True)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (name,) = archive.namelist()
        return name, archive.read(name)


def test_the_file_follows_the_element_tree_of_the_format(tmp_path: Path) -> None:
    root = written(tmp_path, a_minimal_invoice())
    assert root.tag == "CPPFactureMixte"
    assert root.xpath("string(Enveloppe//ParametreIndiv[Code='DtPrd']/Valeurparametre)") == (
        "2026-11-24"
    )
    assert root.xpath("string(Enveloppe//Emetteur/Id)") == SUPPLIER.siret
    assert root.xpath("string(CPPFactures/@Compteur)") == "1"
    invoice = root.find("CPPFactures/CPPFactureMixteUnitaire")
    assert invoice is not None
    assert [child.tag for child in invoice] == ["Fournisseur", "Debiteur", "DonneesFacture", "PJ"]
    assert invoice.findtext("Fournisseur/RaisonSociale") == "Propreté & Fils"
    assert invoice.findtext("Debiteur/CodeService") == "COMPTA"
    assert invoice.findtext("DonneesFacture/ModePaiement/Code") == "30"
    assert invoice.findtext("DonneesFacture/Montants/MontantNetAPayer") == "120.00"
    assert invoice.findtext("DonneesFacture/TVAS/TVA/Taux") == "20.00"
    assert invoice.findtext("DonneesFacture/Engagement/NumeroMarche") == "M-3"


def test_the_zip_entry_bears_the_declared_name(tmp_path: Path) -> None:
    annex = an_attachment("bon de commande.pdf", b"annexe", "02")
    root = written(tmp_path, a_minimal_invoice("FA-1", an_attachment(), annex))
    parts = root.findall(".//PJ")
    assert [part.findtext("TypePJ") for part in parts] == ["01", "02"]
    for part in parts:
        assert unpacked(part)[0] == part.findtext("NomPJ")


def test_a_credit_note_carries_no_payment_means(tmp_path: Path) -> None:
    root = written(tmp_path, a_minimal_invoice(kind="381"))
    assert root.findtext(".//DonneesFacture/Type") == "381"
    assert root.find(".//ModePaiement") is None


def test_absent_references_leave_no_empty_element(tmp_path: Path) -> None:
    bare = a_minimal_invoice(recipient=Party("21940068600012", "Mairie"), engagement="")
    root = written(tmp_path, bare)
    assert root.find(".//CodeService") is None
    assert root.find(".//NumeroEngagement") is None


def test_the_same_invoices_give_the_same_bytes() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    for target in (first, second):
        write_flow(target, Envelope(1, date(2026, 11, 24), SUPPLIER, 1), [a_minimal_invoice()])
    assert first.getvalue() == second.getvalue()


EMPTY_ZIP = (
    "UEsDBBQAAAAIAAAAIQAAAAAAAgAAAAAAAAAIAAAARkEtMS5wZGYDAFBLAQIUAxQAAAAIAAAAIQAAAAAAAgAAAAAA"
    "AAAIAAAAAAAAAAAAAACAAQAAAABGQS0xLnBkZlBLBQYAAAAAAQABADYAAAAoAAAAAAA="
)
"""An empty file: the same bytes whatever the compressor."""

WHOLE_FLOW = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<?xml-stylesheet type="text/xsl" href="FSO1113A.xsl"?>'
    '<CPPFactureMixte><Enveloppe><EnveloppeUnitaire NumOrdre="1"><Parametres>'
    '<ParametreIndiv NumOrdre="0001"><Code>DtPrd</Code>'
    "<Valeurparametre>2026-11-24</Valeurparametre></ParametreIndiv>"
    '<ParametreIndiv NumOrdre="0002"><Code>IdFlx</Code>'
    "<Valeurparametre>000000000000012</Valeurparametre></ParametreIndiv></Parametres>"
    "<Partenaires><Recepteur><Id>CPP001</Id></Recepteur><Emetteur><Id>73282932000074</Id>"
    "</Emetteur></Partenaires></EnveloppeUnitaire></Enveloppe>"
    '<CPPFactures Compteur="2"><CPPFactureMixteUnitaire NumOrdre="1">'
    "<Fournisseur><TypeIdentifiant>1</TypeIdentifiant><Identifiant>73282932000074</Identifiant>"
    "<RaisonSociale>Propreté &amp; Fils</RaisonSociale><CodePays>FR</CodePays></Fournisseur>"
    "<Debiteur><TypeIdentifiant>1</TypeIdentifiant><Identifiant>21940068600012</Identifiant>"
    "<Nom>Mairie de Villeneuve</Nom><CodeService>COMPTA</CodeService></Debiteur>"
    "<DonneesFacture><Id>FA-1</Id><Type>380</Type><Cadre>A1</Cadre>"
    "<DateEmissionFacture>2026-10-31</DateEmissionFacture>"
    "<ModePaiement><Code>30</Code></ModePaiement><Devise>EUR</Devise>"
    "<Montants><MontantHT>100.00</MontantHT><MontantTTC>120.00</MontantTTC>"
    "<MontantNetAPayer>120.00</MontantNetAPayer></Montants>"
    "<TVAS><TVA><Taux>20.00</Taux><BaseHt>100.00</BaseHt><MontantTVA>20.00</MontantTVA></TVA></TVAS>"
    "<Engagement><NumeroMarche>M-3</NumeroMarche><NumeroEngagement>BC-7</NumeroEngagement>"
    f'</Engagement></DonneesFacture><PJ NumOrdre="1"><Contenu>{EMPTY_ZIP}</Contenu>'
    "<NomPJ>FA-1.pdf</NomPJ><TypePJ>01</TypePJ><MimeTypePJ>application/pdf</MimeTypePJ></PJ>"
    '</CPPFactureMixteUnitaire><CPPFactureMixteUnitaire NumOrdre="2">'
    "<Fournisseur><TypeIdentifiant>1</TypeIdentifiant><Identifiant>73282932000074</Identifiant>"
    "<RaisonSociale>Propreté &amp; Fils</RaisonSociale><CodePays>FR</CodePays></Fournisseur>"
    "<Debiteur><TypeIdentifiant>1</TypeIdentifiant><Identifiant></Identifiant>"
    '<Nom>&lt;"R&amp;D"&gt;&#13;\n</Nom></Debiteur>'
    "<DonneesFacture><Id>AV-1</Id><Type>381</Type><Cadre>A1</Cadre>"
    "<DateEmissionFacture>2026-10-31</DateEmissionFacture><Devise>EUR</Devise>"
    "<Montants><MontantHT>100.00</MontantHT><MontantTTC>120.00</MontantTTC>"
    "<MontantNetAPayer>120.00</MontantNetAPayer></Montants><TVAS/></DonneesFacture>"
    "</CPPFactureMixteUnitaire></CPPFactures></CPPFactureMixte>"
)


def test_the_bytes_of_a_flow_are_those_of_the_flows_deposited_so_far() -> None:
    note = a_minimal_invoice("AV-1", kind="381", recipient=Party("", '<"R&D">\r\n'), engagement="")
    bare = replace(note, taxes=(), marche="", attachments=())
    target = io.BytesIO()
    first = a_minimal_invoice("FA-1", an_attachment(content=b""))
    write_flow(target, Envelope(12, date(2026, 11, 24), SUPPLIER, 2), [first, bare])
    assert target.getvalue().decode() == WHOLE_FLOW


def test_an_invoice_of_another_supplier_than_the_flows_names_it(tmp_path: Path) -> None:
    other = replace(a_minimal_invoice(), supplier=Party("55210055400013", "Cotraitant"))
    root = written(tmp_path, a_minimal_invoice(), other)
    assert [each.text for each in root.iterfind(".//RaisonSociale")] == [
        "Propreté & Fils",
        "Cotraitant",
    ]


def test_control_characters_of_a_name_do_not_break_the_file(tmp_path: Path) -> None:
    root = written(
        tmp_path, a_minimal_invoice(recipient=Party("21940068600012", "Mai\x00rie\x1f <b>&"))
    )
    assert root.findtext(".//Debiteur/Nom") == "Mairie <b>&"


documents = st.binary(max_size=3000)
names = st.integers(0, 10**6).map("FA-{}".format)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(names, st.lists(documents, min_size=1, max_size=3), max_size=12))
def test_packing_loses_nothing_and_doubles_nothing(contents: dict[str, list[bytes]]) -> None:
    invoices = [
        a_minimal_invoice(
            number,
            *(
                an_attachment(f"{number}-{rank}.pdf", content, "01" if rank == 0 else "02")
                for rank, content in enumerate(files)
            ),
        )
        for number, files in contents.items()
    ]
    target = io.BytesIO()
    write_flow(target, Envelope(1, date(2026, 11, 24), SUPPLIER, len(invoices)), invoices)
    root = etree.fromstring(target.getvalue())
    units = root.findall("CPPFactures/CPPFactureMixteUnitaire")
    found = {
        unit.findtext("DonneesFacture/Id"): [unpacked(part)[1] for part in unit.findall("PJ")]
        for unit in units
    }
    assert len(units) == len(contents)
    assert found == contents
    assert [unit.get("NumOrdre") for unit in units] == [
        str(order) for order in range(1, len(units) + 1)
    ]


def test_memory_does_not_grow_with_the_number_of_invoices(tmp_path: Path) -> None:
    content = bytes(range(256)) * 800

    def peak(count: int) -> int:
        invoices = (
            a_minimal_invoice(f"FA-{rank}", an_attachment(content=content)) for rank in range(count)
        )
        tracemalloc.start()
        with (tmp_path / "flux.xml").open("wb") as file:
            write_flow(file, Envelope(1, date(2026, 11, 24), SUPPLIER, count), invoices)
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    assert peak(60) < peak(3) + 1_000_000
