"""Files inside documents typed by others, zipped or not."""

from __future__ import annotations

import io
import zipfile
from base64 import b64encode

import pytest

from support.ubl_documents import invoice_in, read
from wochorus.einvoice.model import AttachedFile, SupportingDocument


def attached(content: str, *, attributes: str, more: str = "") -> str:
    return (
        f"<cac:AdditionalDocumentReference><cbc:ID>FA-1.pdf</cbc:ID>{more}<cac:Attachment>"
        f"<cbc:EmbeddedDocumentBinaryObject {attributes}>{content}"
        "</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>"
    )


def zipped(*files: tuple[str, bytes]) -> str:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return b64encode(target.getvalue()).decode()


MINIMAL = (
    "<cbc:DocumentTypeCode>application/pdf</cbc:DocumentTypeCode>"
    "<cbc:DocumentType>01</cbc:DocumentType>"
)
ZIPPED = 'mimeCode="application/zip"'


def test_base64_may_be_broken_into_lines() -> None:
    attributes = 'mimeCode="text/csv" filename="a.csv"'
    invoice = invoice_in(attached("\n YTti\r\n O2M= ", attributes=attributes))
    (document,) = invoice.supporting_documents
    assert document.file == AttachedFile(content=b"a;b;c", media_type="text/csv", file_name="a.csv")


def test_the_file_of_the_minimal_variant_is_unzipped() -> None:
    part = attached(zipped(("FA-1.pdf", b"%PDF")), attributes=ZIPPED, more=MINIMAL)
    assert invoice_in(part).supporting_documents == (
        SupportingDocument(
            reference="FA-1.pdf",
            description="LISIBLE",
            file=AttachedFile(content=b"%PDF", media_type="application/pdf", file_name="FA-1.pdf"),
        ),
    )


def test_a_zip_that_is_sent_as_a_zip_stays_a_zip() -> None:
    part = attached(zipped(("a", b"1")), attributes=f'{ZIPPED} filename="a.zip"')
    (document,) = invoice_in(part).supporting_documents
    assert document.file is not None
    assert document.file.media_type == "application/zip"


@pytest.mark.parametrize(
    "content",
    [
        "pas du base64 !",
        b64encode(b"pas un zip").decode(),
        zipped(("a", b"1"), ("b", b"2")),
        zipped(),
        zipped(("bombe", bytes(100_000_001))),
    ],
    ids=["base64", "no zip", "two files", "no file", "bomb"],
)
def test_a_file_that_cannot_be_opened_is_told_and_its_reference_kept(content: str) -> None:
    reading = read(attached(content, attributes=ZIPPED, more=MINIMAL))
    assert reading.invoice is not None
    (document,) = reading.invoice.supporting_documents
    assert document.file is None
    (told,) = reading.findings
    assert told.term == "BT-125"


def test_a_file_without_name_or_type_gets_them_and_that_is_told() -> None:
    reading = read(attached("YQ==", attributes=""))
    assert reading.invoice is not None
    (document,) = reading.invoice.supporting_documents
    assert document.file == AttachedFile(
        content=b"a", media_type="application/pdf", file_name="FA-1.pdf"
    )
    assert len(reading.findings) == 2
