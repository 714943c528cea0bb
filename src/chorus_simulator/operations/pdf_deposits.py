"""Reading a PDF for the caller: ``factures/v1/deposer/pdf``.

The file is kept as an attachment of the account, and what can be read of the invoice in it is
answered; nothing is submitted. What was not found is null. A signed PDF must bear a signature
(PAdES); the form of a XAdES deposit is not public, and it is refused. The limit is taken to be
that of an attachment.
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from chorus_simulator.accounts import entitled
from chorus_simulator.documents.pdf_text import UnreadablePdfError, texts_of
from chorus_simulator.documents.reading import read_invoice
from chorus_simulator.documents.signatures import is_pdf, is_signed
from chorus_simulator.operations import (
    DONE,
    Answer,
    Call,
    MalformedRefusal,
    Message,
    Operation,
    Refusal,
    success,
)
from chorus_simulator.operations.coded_files import decoded, note_in_ledger
from chorus_simulator.operations.deposits import too_large
from chorus_simulator.store import attachments
from chorus_simulator.store.attachments import File
from chorus_simulator.store.directory import find_structure

if TYPE_CHECKING:
    from decimal import Decimal

    from chorus_simulator.documents.reading import ReadInvoice

NAME_MAXIMUM = 200


class PdfDeposit(Message):
    """Request of ``deposer/pdf``."""

    fichierFacture: str
    nomFichier: Annotated[str, Field(max_length=NAME_MAXIMUM)]
    formatDepot: Literal["PDF_NON_SIGNE", "PDF_SIGNE_PADES", "PDF_SIGNE_XADES"]


class ReadPdf(Answer):
    """Answer of ``deposer/pdf``."""

    pieceJointeId: int
    numeroFacture: str | None
    dateFacture: str | None
    codeDestinataire: str | None
    codeServiceExecutant: str | None
    codeFournisseur: str | None
    codeDeviseFacture: str | None
    typeFacture: Literal["FACTURE", "AVOIR"] | None
    typeTva: str | None
    numeroBonCommande: str | None
    montantTtcAvantRemiseGlobalTTC: float | None
    montantAPayer: float | None
    montantHtTotal: float | None
    montantTVA: float | None


def deposit_pdf(call: Call, asked: PdfDeposit) -> dict[str, Any]:
    """Keep a PDF and say what it says of its invoice."""
    _check_name(asked.nomFichier)
    limit = call.settings.attachment_size_limit
    content = decoded(asked.fichierFacture, limit, too_large(limit))
    note_in_ledger(call.entry, asked.nomFichier, content)
    _check_signature(asked, content)
    try:
        found = read_invoice(texts_of(content))
    except UnreadablePdfError as error:
        raise Refusal(20002, "SIM_MSG_07.002 - Le PDF est illisible ou protégé.") from error
    file = File(asked.nomFichier, "application/pdf", content)
    attachment = attachments.add(call.db, call.account.login, file, call.now)
    return success(DONE, pieceJointeId=attachment, **_told(call, found))


def _check_name(name: str) -> None:
    if not name.lower().endswith(".pdf") or "/" in name or "\\" in name or not name.isprintable():
        raise MalformedRefusal(
            "SIM_MSG_07.001 - Le nom du fichier doit finir par .pdf, sans chemin."
        )


def _check_signature(asked: PdfDeposit, content: bytes) -> None:
    if not is_pdf(content):
        raise Refusal(20002, "SIM_MSG_07.002 - Le fichier n'est pas un PDF.")
    if asked.formatDepot == "PDF_SIGNE_XADES":
        raise Refusal(20003, "SIM_MSG_07.003 - Ce simulateur ne lit pas les dépôts signés XAdES.")
    if asked.formatDepot == "PDF_SIGNE_PADES" and not is_signed(content):
        raise Refusal(20003, "SIM_MSG_07.003 - Le PDF ne porte pas de signature.")


def _told(call: Call, found: ReadInvoice) -> dict[str, Any]:
    own = entitled(call.db, call.account.login)

    def is_recipient(siret: str) -> bool:
        structure = find_structure(call.db, siret)
        return structure is not None and bool(structure["is_public"])

    kinds = {True: "AVOIR", False: "FACTURE", None: None}
    return {
        "numeroFacture": found.number,
        "dateFacture": None if found.issue_date is None else found.issue_date.isoformat(),
        "codeDestinataire": found.siret(lambda siret: siret not in own and is_recipient(siret)),
        "codeServiceExecutant": found.service,
        "codeFournisseur": found.siret(lambda siret: siret in own),
        "codeDeviseFacture": found.currency,
        "typeFacture": kinds[found.is_credit_note],
        "typeTva": found.vat_kind,
        "numeroBonCommande": found.engagement,
        "montantTtcAvantRemiseGlobalTTC": _number(found.gross),
        "montantAPayer": _number(found.payable),
        "montantHtTotal": _number(found.net),
        "montantTVA": _number(found.vat),
    }


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


OPERATIONS = {"factures/v1/deposer/pdf": Operation(PdfDeposit, deposit_pdf, result=ReadPdf)}
