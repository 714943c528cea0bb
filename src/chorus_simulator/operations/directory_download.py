"""The whole directory in one file: ``transverses/v1/telecharger/annuaire/destinataire``.

The answer is a ZIP of one XML. Its elements are not public: the names of the published CSV files
are taken, one ``Structure`` holding its ``Services``. It is written row by row, so that a
directory of the whole country takes little memory.
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

import base64
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from chorus_simulator.clock import day
from chorus_simulator.code_lists import countries
from chorus_simulator.controls.supplier import TYPES
from chorus_simulator.documents.xml_text import bearable
from chorus_simulator.operations import DONE, Answer, Call, Message, Operation, success

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_STRUCTURE = {
    "TypeIdentifiant": "identifier_type",
    "Identifiant": "identifier",
    "RaisonSociale": "name",
    "EmetteurEdi": "edi_sender",
    "RecepteurEdi": "edi_receiver",
    "GestionStatutMiseEnPaiement": "reports_payment",
    "GestionEngagement": "engagement_required",
    "GestionService": "service_required",
    "GestionServiceEngagement": "service_or_engagement",
    "EstMOA": "works",
    "EstMOAUniquement": "works_only",
    "StructureActive": "active",
    "Adresse": "address",
    "ComplementAdresse1": "address_2",
    "ComplementAdresse2": "address_3",
    "CodePostal": "postcode",
    "Ville": "town",
    "NumTelephone": "telephone",
    "Courriel": "email",
    "CodePays": "country",
}
_SERVICE = {
    "Code": "code",
    "Nom": "name",
    "GestionEGMT": "engagement_required",
    "ServiceActif": "active",
    "Adresse": "address",
    "CodePostal": "postcode",
    "Ville": "town",
    "CodePays": "country",
}
_FLAGS = frozenset(
    name
    for name in (*_STRUCTURE.values(), *_SERVICE.values())
    if name.startswith(("edi_", "works", "reports", "active")) or name.endswith("required")
) | {"service_or_engagement"}
_TYPE_NUMBERS = {name: number for number, name in TYPES.items()}


class Directory(Answer):
    """Answer of ``telecharger/annuaire/destinataire``: a ZIP in base64."""

    fichierResultat: str


def download_directory(call: Call, asked: Message) -> dict[str, Any]:
    """Give the whole directory of public structures."""
    del asked
    packed = BytesIO()
    name = f"FAR0037_{day(call.now).replace('-', '')}.xml"
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w", force_zip64=True) as out,
    ):
        for part in _parts(call.db, day(call.now)):
            out.write(part.encode())
    return success(DONE, fichierResultat=base64.b64encode(packed.getbuffer()).decode())


def _parts(db: sqlite3.Connection, today: str) -> Iterator[str]:
    """Write the file by parts, the services beside their structure."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<Annuaire DateProduction="{today}">\n'
    structures = db.cursor().execute("SELECT * FROM structures WHERE is_public ORDER BY id")
    services = db.cursor().execute("SELECT * FROM services ORDER BY structure_id, id")
    service = services.fetchone()
    for structure in structures:
        parts = ["<Structure>", *_fields(structure, _STRUCTURE), "<Services>"]
        while service is not None and service["structure_id"] <= structure["id"]:
            if service["structure_id"] == structure["id"]:
                parts += ["<Service>", *_fields(service, _SERVICE), "</Service>"]
            service = services.fetchone()
        yield "".join((*parts, "</Services></Structure>\n"))
    yield "</Annuaire>\n"


def _fields(row: sqlite3.Row, columns: dict[str, str]) -> Iterator[str]:
    for name, column in columns.items():
        value = row[column]
        if column in _FLAGS:
            value = "true" if value else "false"
        elif column == "identifier_type":
            value = _TYPE_NUMBERS.get(value, "6")
        if value:
            yield f"<{name}>{escape(bearable(value))}</{name}>"
    if label := countries().get(row["country"]):
        yield f"<LibellePays>{escape(label)}</LibellePays>"


OPERATIONS = {
    "transverses/v1/telecharger/annuaire/destinataire": Operation(
        Message, download_directory, result=Directory
    ),
}
