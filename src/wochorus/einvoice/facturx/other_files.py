"""The files that a Factur-X carries beside its invoice, with their content."""

from __future__ import annotations

from dataclasses import dataclass

from wochorus.einvoice.facturx.attachments import Unpacking, attached_streams
from wochorus.einvoice.facturx.invoice_file import as_invoice, is_invoice_name
from wochorus.einvoice.facturx.limits import DEFAULT_LIMITS, PdfLimits
from wochorus.einvoice.facturx.opening import READING_ERRORS, open_pdf
from wochorus.einvoice.facturx.structure import Budget


@dataclass(frozen=True, slots=True)
class CarriedFile:
    """A file inside a PDF, under the name that the PDF gives it."""

    name: str
    content: bytes


def carried_files(content: bytes, limits: PdfLimits = DEFAULT_LIMITS) -> tuple[CarriedFile, ...]:
    """Take out the files attached to a PDF, its invoice apart, in the order of their names.

    What cannot be read is left out: :func:`~wochorus.einvoice.facturx.extracting.extract` tells it.
    Never raises on bad content.
    """
    pdf, _ = open_pdf(content, limits)
    if pdf is None:
        return ()
    found = []
    with pdf:
        try:
            unpacking = Unpacking(limits, [])
            streams = attached_streams(pdf, Budget(limits.objects))
            for stream in streams[: limits.attachments]:
                carried = unpacking.read(stream, limits.attachments_size)
                is_other = carried is not None and not is_invoice_name(stream.name)
                if carried is not None and is_other and as_invoice(stream, carried) is None:
                    found.append(CarriedFile(stream.name, carried))
        except READING_ERRORS:
            return tuple(found)
    return tuple(sorted(found, key=lambda file: file.name))
