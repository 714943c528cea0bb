"""Signing a PDF: PAdES, baseline level B-B, without any call to the network.

The signature is added at the end of the file and what was there stays to the byte. It shows
nowhere on the page. Source: ETSI EN 319 142-1, level B-B.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from wochorus.core.errors import InvalidInput, Permanent

if TYPE_CHECKING:
    from wochorus.accounts.certificates import OpenedCertificate

_DAMAGED = (ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError, OSError)
"""What pyHanko raises on strange files, beside its own errors."""


class PdfSigner:
    """Signs with one certificate, opened once. Raises `Permanent` when it does not open."""

    def __init__(self, certificate: OpenedCertificate) -> None:
        from pyhanko.sign import signers

        try:
            signer = signers.SimpleSigner.load_pkcs12_data(
                certificate.content, other_certs=[], passphrase=certificate.password.encode()
            )
        except (*_DAMAGED, NotImplementedError) as error:
            raise _unopened() from error
        if signer is None:
            raise _unopened()
        self._signer = signer

    def sign(self, pdf: bytes) -> bytes:
        """Give the PDF with a signature. Raises `InvalidInput` when it cannot bear one."""
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.pdf_utils.misc import PdfError
        from pyhanko.sign import fields, signers
        from pyhanko.sign.general import SigningError

        try:
            # PDF/A asks for a line of its own, and pyHanko adds right after the last byte.
            ended = pdf if pdf.endswith(b"\n") else pdf + b"\n"
            writer = IncrementalPdfFileWriter(BytesIO(ended), strict=False)
            taken = {name for name, _, _ in fields.enumerate_sig_fields(writer)}
            asked = signers.PdfSignatureMetadata(
                field_name=next(name for name in _names() if name not in taken),
                md_algorithm="sha256",
                subfilter=fields.SigSeedSubFilter.PADES,
            )
            return bytes(signers.sign_pdf(writer, asked, self._signer).getvalue())
        except (PdfError, SigningError, *_DAMAGED) as error:
            raise InvalidInput(
                f"Ce PDF ne peut pas être signé ({error})",
                remedy="Produisez-le à nouveau, sans protection ni mot de passe.",
            ) from error


def is_signed(pdf: bytes) -> bool:
    """Tell whether a PDF bears a signature already; one that does not open bears none."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        return bool(PdfFileReader(BytesIO(pdf), strict=False).embedded_signatures)
    except (PdfError, *_DAMAGED):
        return False


def _names() -> list[str]:
    return [f"Signature{rank}" for rank in range(1, 1000)]


def _unopened() -> Permanent:
    return Permanent(
        "Le certificat de signature ne s'ouvre pas",
        remedy="Donnez-le à nouveau : wochorus company certificate CODE --file FICHIER.p12",
    )
