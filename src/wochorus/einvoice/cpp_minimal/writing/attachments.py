"""The documents of an invoice, each zipped then base64-coded, never whole in memory."""

from __future__ import annotations

import base64
import shutil
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO

from wochorus.einvoice.cpp_minimal.writing.elements import tag

if TYPE_CHECKING:
    from wochorus.einvoice.cpp_minimal.flow import Attachment

SPOOL_BYTES = 1_000_000
_BASE64_CHUNK = 57 * 1024
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The same bytes give the same zip, hence the same flow."""


def write_attachment(target: BinaryIO, order: int, attachment: Attachment) -> None:
    """Write one document to ``target``."""
    target.write(f'<PJ NumOrdre="{order}"><Contenu>'.encode())
    with _zipped(attachment) as zipped:
        while chunk := zipped.read(_BASE64_CHUNK):
            target.write(base64.b64encode(chunk))
    end = (
        f"</Contenu>{tag('NomPJ', attachment.file_name)}{tag('TypePJ', attachment.role)}"
        f"{tag('MimeTypePJ', attachment.media_type)}</PJ>"
    )
    target.write(end.encode())


def _zipped(attachment: Attachment) -> SpooledTemporaryFile[bytes]:
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    # The entry must bear the name given in NomPJ, or Chorus Pro cannot open it.
    spool = SpooledTemporaryFile[bytes](max_size=SPOOL_BYTES)
    entry = ZipInfo(attachment.file_name, date_time=_ZIP_DATE)
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    with (
        ZipFile(spool, "w") as archive,
        archive.open(entry, "w") as packed,
        attachment.open() as source,
    ):
        shutil.copyfileobj(source, packed, 1 << 20)
    spool.seek(0)
    return spool
