"""The head of documents typed by others."""

from __future__ import annotations

import pytest

from support.ubl_documents import invoice_in, read
from wochorus.einvoice.model import Note


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("#AAI#Conditions", Note("Conditions", "AAI")),
        ("#AAI#  deux\n lignes ", Note("deux\n lignes", "AAI")),
        ("Marché #2, lot #3", Note("Marché #2, lot #3")),
        ("#12 bis# rue", Note("#12 bis# rue")),
        ("#AAI#", Note("#AAI#")),
    ],
)
def test_the_subject_of_a_note_is_told_from_its_text(text: str, note: Note) -> None:
    assert invoice_in(f"<cbc:Note>{text}</cbc:Note>").notes == (note,)


def test_all_notes_are_read() -> None:
    invoice = invoice_in("<cbc:Note>un</cbc:Note><cbc:Note/><cbc:Note>deux</cbc:Note>")
    assert [note.text for note in invoice.notes] == ["un", "deux"]


def test_a_code_of_vats_due_date_from_another_list_is_told() -> None:
    period = "<cac:InvoicePeriod><cbc:DescriptionCode>{}</cbc:DescriptionCode></cac:InvoicePeriod>"
    assert invoice_in(period.format("432")).tax_point_date_code == "72"
    reading = read(period.format("72"))
    assert reading.invoice is not None
    assert reading.invoice.tax_point_date_code is None
    assert reading.findings[0].term == "BT-8"


EXTENSIONS = (
    "<ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent>"
    '<x:Invoice xmlns:x="urn:chorus"><x:CategoryCode>A1</x:CategoryCode></x:Invoice>'
    "</ext:ExtensionContent></ext:UBLExtension>{}</ext:UBLExtensions>"
)


def test_the_frame_of_the_minimal_variant_stands_in_an_extension() -> None:
    assert invoice_in(EXTENSIONS.format("")).business_process == "A1"


def test_extensions_of_other_countries_are_told() -> None:
    more = "<ext:UBLExtension><ext:ExtensionContent>sig</ext:ExtensionContent></ext:UBLExtension>"
    reading = read(EXTENSIONS.format(more))
    assert [finding.path for finding in reading.findings] == ["/Invoice/ext:UBLExtensions"]
    reading = read(EXTENSIONS.format("") + "<cbc:ProfileID>S1</cbc:ProfileID>")
    assert reading.invoice is not None
    assert reading.invoice.business_process == "S1"
    assert [finding.path for finding in reading.findings] == ["/Invoice/ext:UBLExtensions"]
