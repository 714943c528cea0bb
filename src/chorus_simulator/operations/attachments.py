"""The files of an account: adding, removing, listing, downloading.

``ajouter/fichier`` keeps a file until an invoice takes it. An account's files are its own: to
others they do not exist. ``rechercher/pj/structure`` is not there: no document of a structure is
kept here. Where the references are silent: the extension must be that of the name; the codes
other than 20003 are the simulator's own; a file that an invoice has taken cannot be removed.
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

import base64
import zipfile
from io import BytesIO
from typing import Any, Literal

from typing_extensions import TypedDict

from chorus_simulator.formats.attachments import EXTENSIONS, NAME_MAXIMUM
from chorus_simulator.formats.limits import megabytes
from chorus_simulator.operations import (
    DONE,
    Answer,
    Call,
    Int64,
    Language,
    MalformedRefusal,
    Message,
    Operation,
    Refusal,
    TooLargeError,
    success,
)
from chorus_simulator.operations.coded_files import decoded, note_in_ledger
from chorus_simulator.operations.downloads import (
    DOWNLOAD_MAXIMUM,
    DownloadedInvoices,
    downloaded,
)
from chorus_simulator.operations.paging import Pages, Paging, Search, page_of
from chorus_simulator.store import attachments
from chorus_simulator.store.attachments import File

TOO_LARGE = 20003


class NewFile(Message):
    """Request of ``ajouter/fichier``."""

    pieceJointeFichier: str
    pieceJointeNom: str
    pieceJointeTypeMime: str
    pieceJointeExtension: str


class Added(Answer):
    """Answer of ``ajouter/fichier``."""

    pieceJointeId: int


def add_file(call: Call, asked: NewFile) -> dict[str, Any]:
    """Keep a file for the account; give its id."""
    check_name(asked.pieceJointeNom, asked.pieceJointeExtension)
    limit = call.settings.attachment_size_limit
    content = decoded(asked.pieceJointeFichier, limit, _too_large(limit))
    note_in_ledger(call.entry, asked.pieceJointeNom, content)
    file = File(asked.pieceJointeNom, asked.pieceJointeTypeMime[:100], content)
    return success(DONE, pieceJointeId=attachments.add(call.db, call.account.login, file, call.now))


def check_name(name: str, extension: str) -> None:
    """Check the name of a file; a wrong one is an HTTP 400, as was seen (MalformedRefusal)."""
    stem, dot, end = name.rpartition(".")
    if len(name) > NAME_MAXIMUM or not (stem and dot):
        raise MalformedRefusal(
            f"SIM_MSG_06.001 - Le nom de la pièce doit avoir de 1 à {NAME_MAXIMUM} caractères, "
            "extension comprise."
        )
    if not name.isprintable() or "/" in name or "\\" in name:
        raise MalformedRefusal("SIM_MSG_06.002 - Le nom de la pièce ne doit pas avoir de chemin.")
    if end.lower() not in EXTENSIONS:
        raise MalformedRefusal(f"SIM_MSG_06.003 - Extension refusée : {end}.")
    if extension.lstrip(".").lower() != end.lower():
        raise MalformedRefusal(
            "SIM_MSG_06.004 - L'extension annoncée n'est pas celle du nom de la pièce."
        )


def _too_large(limit: int) -> Refusal:
    return Refusal(TOO_LARGE, f"SIM_MSG_06.005 - La pièce jointe dépasse {megabytes(limit)}.")


class Detachment(Message):
    """Request of ``detacherPieceJointe``."""

    idPieceJointeObjet: Int64


def detach(call: Call, asked: Detachment) -> dict[str, Any]:
    """Remove a file that no invoice has taken."""
    row = attachments.find(call.db, asked.idPieceJointeObjet, call.account.login)
    if row is None:
        raise Refusal(20001, "SIM_MSG_06.006 - Cette pièce jointe n'existe pas pour ce compte.")
    if attachments.owners(call.db, row["id"]):
        raise Refusal(20002, "SIM_MSG_06.007 - Cette pièce jointe est celle d'une facture.")
    attachments.remove(call.db, row["id"])
    return success(DONE)


class FileSearch(Message):
    """Request of ``rechercher/pj/moncompte``."""

    codeLangue: Language | None = None
    pieceJointeDesignation: str | None = None
    pieceJointeTypeId: Int64 | None = None
    parametresRecherche: Paging | None = None


class OwnFile(TypedDict):
    """A row of ``listePiecesJointes``; no type is known of a file before an invoice takes it."""

    pieceJointeId: int
    pieceJointeObjetId: int
    pieceJointeDesignation: str
    pieceJointeExtension: str
    pieceJointeTypeCode: str | None
    pieceJointeTypeLibelle: str | None
    pieceJointeUtilisateurId: int | None


class OwnFiles(Answer):
    """Answer of ``rechercher/pj/moncompte``."""

    listePiecesJointes: list[OwnFile]
    parametresRetour: Pages


def own_files(call: Call, asked: FileSearch) -> dict[str, Any]:
    """List the files that the account has added; the name is compared by part, without case."""
    search = Search(
        "id, name, extension",
        "attachments",
        (
            "login = :login",
            "content IS NOT NULL",
            "instr(lower(name), lower(:name))",
            ":type IS NULL",
        ),
        {
            "login": call.account.login,
            "name": asked.pieceJointeDesignation or "",
            "type": asked.pieceJointeTypeId,
        },
        {"pieceJointeDesignation": "name", "pieceJointeExtension": "extension"},
        "pieceJointeDesignation",
    )
    rows, paging = page_of(call.db, search, asked.parametresRecherche, call.settings)
    files = [
        OwnFile(
            pieceJointeId=row["id"],
            pieceJointeObjetId=row["id"],
            pieceJointeDesignation=row["name"],
            pieceJointeExtension=row["extension"],
            pieceJointeTypeCode=None,
            pieceJointeTypeLibelle=None,
            pieceJointeUtilisateurId=None,
        )
        for row in rows
    ]
    return success(DONE, listePiecesJointes=files, parametresRetour=paging)


class FileRequest(Message):
    """Request of ``telecharger/pieceJointe``: the kind of object, and the invoices if it is one."""

    objetPieceJointe: Literal[
        "DEMANDE_PAIEMENT",
        "ENGAGEMENT_JURIDIQUE",
        "SOLLICITATION",
        "STRUCTURE_PIECEJOINTE",
        "STRUCTURE_MANDAT",
        "STRUCTURE_COORDONNEE_BANCAIRE",
        "UTILISATEUR",
    ]
    demandePaiement: DownloadedInvoices | None = None


class DownloadedFile(Answer):
    """Answer of ``telecharger/pieceJointe``: a PDF, an XML or a ZIP in base64."""

    pieceJointe: str


def download_file(call: Call, asked: FileRequest) -> dict[str, Any]:
    """Give the documents of invoices, or a ZIP of the account's own files."""
    if asked.objetPieceJointe == "DEMANDE_PAIEMENT":
        if asked.demandePaiement is None:
            raise MalformedRefusal("SIM_MSG_00.001 - Champ « demandePaiement » : obligatoire.")
        content = downloaded(call, asked.demandePaiement)
    elif asked.objetPieceJointe == "UTILISATEUR":
        content = _zip_of_own_files(call)
    else:
        raise Refusal(
            20001,
            "SIM_MSG_06.008 - Ce simulateur ne garde pas de pièce jointe de cette sorte : "
            f"{asked.objetPieceJointe}.",
        )
    return success(DONE, pieceJointe=base64.b64encode(content).decode())


def _zip_of_own_files(call: Call) -> bytes:
    rows = call.db.execute(
        "SELECT id, name, size FROM attachments WHERE login = ? AND content IS NOT NULL"
        " ORDER BY id",
        (call.account.login,),
    ).fetchall()
    if sum(row["size"] for row in rows) > DOWNLOAD_MAXIMUM:
        raise TooLargeError
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in rows:
            name = f"{row['id']}_{row['name']}"
            archive.writestr(name, attachments.content(call.db, row["id"]) or b"")
    return packed.getvalue()


_PREFIX = "transverses/v1/"
OPERATIONS = {
    f"{_PREFIX}ajouter/fichier": Operation(NewFile, add_file, result=Added),
    f"{_PREFIX}detacherPieceJointe": Operation(Detachment, detach),
    f"{_PREFIX}rechercher/pj/moncompte": Operation(FileSearch, own_files, result=OwnFiles),
    f"{_PREFIX}telecharger/pieceJointe": Operation(
        FileRequest, download_file, result=DownloadedFile
    ),
}
