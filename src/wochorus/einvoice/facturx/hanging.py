"""Hang files on a PDF: in the name tree of embedded files, and on the document as a whole.

PDF/A-3 wants each embedded file in both places, with its relationship (ISO 19005-3 §6.8).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from wochorus.einvoice.facturx import structure
from wochorus.einvoice.facturx.invoice_file import is_invoice_name
from wochorus.einvoice.facturx.opening import READING_ERRORS
from wochorus.einvoice.facturx.vocabulary import Relationship
from wochorus.einvoice.facturx.xml_head import read_head

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from wochorus.einvoice.facturx.structure import Budget


@dataclass(frozen=True, slots=True, kw_only=True)
class FileToHang:
    """A file to attach, with all that its specification says of it.

    ``media_type`` is that of the content (``text/xml``); ``modified`` a date as PDF writes it.
    """

    name: str
    content: bytes
    media_type: str
    description: str
    relationship: Relationship
    modified: str


def hang(pdf: pikepdf.Pdf, files: Sequence[FileToHang], budget: Budget) -> list[str]:
    """Attach ``files``, in place of files of the same name and of any invoice; name the latter.

    Files that were there and stay are hung in both places, as the invoice is.
    """
    names = {file.name for file in files}
    kept, replaced = _kept(pdf, names, budget)
    hung = [*kept, *((file.name, _specification(pdf, file)) for file in files)]
    hung.sort(key=lambda entry: entry[0].encode("utf-16-be"))
    pairs = [part for name, specification in hung for part in (String(name), specification)]
    _names(pdf).EmbeddedFiles = pdf.make_indirect(Dictionary(Names=Array(pairs)))
    pdf.Root.AF = pdf.make_indirect(Array([specification for _, specification in hung]))
    return replaced


def _names(pdf: pikepdf.Pdf) -> Dictionary:
    names = structure.dictionary(pdf.Root, "/Names")
    if names is None:
        names = pdf.make_indirect(Dictionary())
        pdf.Root.Names = names
    return names


def _kept(
    pdf: pikepdf.Pdf, names: Collection[str], budget: Budget
) -> tuple[list[tuple[str, Dictionary]], list[str]]:
    kept: dict[str, Dictionary] = {}
    replaced: list[str] = []
    for key, specification in _hung(pdf, budget):
        name = structure.text(specification, "/UF") or structure.text(specification, "/F") or key
        if name in names or is_invoice_name(name) or _is_invoice(name, specification):
            replaced.append(name)
        elif _stream_of(specification) not in map(_stream_of, kept.values()):
            kept[_free(name, kept)] = _associated(pdf, specification)
    return list(kept.items()), list(dict.fromkeys(replaced))


def _hung(pdf: pikepdf.Pdf, budget: Budget) -> list[tuple[str, Dictionary]]:
    tree = structure.dictionary(structure.dictionary(pdf.Root, "/Names"), "/EmbeddedFiles")
    named = list(structure.name_tree(tree, budget))
    associated = [("", entry) for entry in structure.items(pdf.Root, "/AF")]
    return [
        (key, specification)
        for key, specification in (*named, *associated)
        if isinstance(specification, Dictionary) and _stream_of(specification) is not None
    ]


def _is_invoice(name: str, specification: Dictionary) -> bool:
    """Recognise an invoice under a wrong name: beside ours, it would be a second one."""
    content = _content_of(specification)
    if content is None or not name.lower().endswith(".xml"):
        return False
    try:
        head = read_head(content.read_bytes())
    except READING_ERRORS:
        return False
    return head is not None and head.is_cii


def _content_of(specification: Dictionary) -> Stream | None:
    files = structure.dictionary(specification, "/EF")
    return structure.stream(files, "/UF") or structure.stream(files, "/F")


def _stream_of(specification: Dictionary) -> tuple[int, int] | None:
    return structure.identity(_content_of(specification))


def _free(name: str, taken: Collection[str]) -> str:
    number, free = 2, name
    while free in taken:
        number, free = number + 1, f"{name} ({number})"
    return free


def _associated(pdf: pikepdf.Pdf, specification: Dictionary) -> Dictionary:
    if not structure.name(specification, "/AFRelationship"):
        specification.AFRelationship = Name(f"/{Relationship.UNSPECIFIED}")
    return specification if specification.is_indirect else pdf.make_indirect(specification)


def _specification(pdf: pikepdf.Pdf, file: FileToHang) -> Dictionary:
    content = Stream(pdf, file.content)
    content.Type = Name.EmbeddedFile
    content.Subtype = Name(f"/{file.media_type}")
    content.Params = Dictionary(
        Size=len(file.content),
        ModDate=String(file.modified),
        CheckSum=String(hashlib.md5(file.content, usedforsecurity=False).digest()),
    )
    attached = pdf.make_indirect(content)
    specification = Dictionary(
        Type=Name.Filespec,
        F=String(file.name),
        UF=String(file.name),
        AFRelationship=Name(f"/{file.relationship}"),
        EF=Dictionary(F=attached, UF=attached),
    )
    if file.description:
        specification.Desc = String(file.description)
    return pdf.make_indirect(specification)
