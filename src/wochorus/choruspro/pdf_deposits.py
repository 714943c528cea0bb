"""A plain PDF, taken and read by Chorus Pro before its invoice is submitted (``deposer/pdf``).

AIFE external specification, API annex.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from wochorus.choruspro.bodies import FileBody
from wochorus.choruspro.deposits import check_file_name
from wochorus.choruspro.gateway import Call
from wochorus.choruspro.messages.receipts import DepositedPdf
from wochorus.choruspro.operations import Operations
from wochorus.choruspro.readings import read, understand, unexpected

if TYPE_CHECKING:
    from pathlib import Path


class PdfFormat(Enum):
    """Whether and how the PDF is signed. The values are Chorus Pro's codes."""

    UNSIGNED = "PDF_NON_SIGNE"
    SIGNED_PADES = "PDF_SIGNE_PADES"
    SIGNED_XADES = "PDF_SIGNE_XADES"


class PdfDepositOperations(Operations):
    """Deposits of PDFs, which submit nothing."""

    def deposit_pdf(
        self,
        file_name: str,
        content: Path | str | bytes,
        pdf_format: PdfFormat = PdfFormat.UNSIGNED,
    ) -> DepositedPdf:
        """Give Chorus Pro the PDF of an invoice, and get its number and what could be read in it.

        ``content`` is a path (or its text), streamed without being loaded, or the bytes.
        ``file_name`` has an extension, no folder, at most 200 characters. `submit_invoice` does the
        rest, with ``file_id`` as its main attachment.

        A lost answer is asked for again, as a reading's: no invoice exists until it is submitted,
        so a PDF sent twice submits nothing twice. The first is merely left unused. Raises
        `InvalidInput` before anything is sent; never an `Ambiguous` error.
        """
        check_file_name(file_name)
        others = {"nomFichier": file_name, "formatDepot": pdf_format.value}
        call = Call(
            operation="deposer/pdf",
            path="/cpro/factures/v1/deposer/pdf",
            body=FileBody(content, "fichierFacture", others),
            wait=self.gateway.timeouts.deposit,
        )
        payload = read(self.gateway, call)
        found = understand(DepositedPdf, payload, self.gateway.address(call))
        if found.file_id is None:
            raise unexpected(payload, self.gateway.address(call))
        return found
