"""Signed PDFs: the signature is whole, covers the file, and leaves the page what it was."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from support import verapdf
from support.certificates import PASSWORD, Authority
from support.einvoices import an_invoice
from support.records import a_pdf
from wochorus.accounts.certificates import OpenedCertificate
from wochorus.accounts.signing import PdfSigner, is_signed
from wochorus.core.errors import InvalidInput, Permanent
from wochorus.einvoice.facturx.vocabulary import Profile
from wochorus.einvoice.rendering.render import render
from wochorus.einvoice.totals import complete

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.made()


@pytest.fixture(scope="module")
def signer(authority: Authority) -> PdfSigner:
    return PdfSigner(OpenedCertificate(authority.pkcs12(), PASSWORD))


@pytest.fixture(scope="module")
def page() -> bytes:
    noon = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Etc/GMT-1"))
    return render(complete(an_invoice()), xml=None, profile=Profile.EN_16931, created=noon)


def test_a_signature_is_whole_trusted_and_covers_the_whole_file(
    authority: Authority, signer: PdfSigner, page: bytes
) -> None:
    signed = signer.sign(page)
    [signature] = PdfFileReader(BytesIO(signed)).embedded_signatures
    assert str(signature.sig_object["/SubFilter"]) == "/ETSI.CAdES.detached"
    trust = ValidationContext(trust_roots=[x509.Certificate.load(authority.der)])
    status = validate_pdf_signature(signature, trust)
    assert status.bottom_line
    assert status.modification_level is ModificationLevel.NONE


def test_one_altered_byte_breaks_the_signature(
    authority: Authority, signer: PdfSigner, page: bytes
) -> None:
    signed = bytearray(signer.sign(page))
    signed[len(b"%PDF-1.7\n%")] ^= 1
    [signature] = PdfFileReader(BytesIO(bytes(signed))).embedded_signatures
    trust = ValidationContext(trust_roots=[x509.Certificate.load(authority.der)])
    assert not validate_pdf_signature(signature, trust).bottom_line


def test_what_was_there_stays_to_the_byte_and_still_opens(signer: PdfSigner, page: bytes) -> None:
    for pdf in (page, a_pdf()):
        signed = signer.sign(pdf)
        assert signed.startswith(pdf)
        with pikepdf.open(BytesIO(signed)) as opened:
            assert len(opened.pages) == 1
        assert is_signed(signed)
        assert not is_signed(pdf)


def test_a_signed_page_is_still_an_archival_pdf(
    signer: PdfSigner, page: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signer.sign(page))
    assert verapdf.failures([path], "3a") == []


def test_a_second_signature_leaves_the_first_one_whole(
    authority: Authority, signer: PdfSigner, page: bytes
) -> None:
    twice = signer.sign(signer.sign(page))
    trust = ValidationContext(trust_roots=[x509.Certificate.load(authority.der)])
    first, second = PdfFileReader(BytesIO(twice)).embedded_signatures
    assert validate_pdf_signature(first, trust).bottom_line
    assert validate_pdf_signature(second, trust).bottom_line


def test_an_rsa_certificate_signs_too(authority: Authority, page: bytes) -> None:
    key = rsa.generate_private_key(65537, 2048)
    signer = PdfSigner(OpenedCertificate(authority.pkcs12(key=key, password=""), ""))
    assert is_signed(signer.sign(page))


def a_locked_pdf() -> bytes:
    target = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(target, encryption=pikepdf.Encryption(user="x", owner="y"))
    return target.getvalue()


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7", b"no pdf", a_locked_pdf(), a_pdf()[:200]])
def test_a_pdf_that_cannot_be_signed_is_said_so(signer: PdfSigner, pdf: bytes) -> None:
    with pytest.raises(InvalidInput, match="ne peut pas être signé"):
        signer.sign(pdf)
    assert not is_signed(pdf)


def test_a_certificate_that_no_longer_opens_is_told(authority: Authority) -> None:
    for certificate in (OpenedCertificate(b"", ""), OpenedCertificate(authority.pkcs12(), "no")):
        with pytest.raises(Permanent, match="ne s'ouvre pas"):
            PdfSigner(certificate)
