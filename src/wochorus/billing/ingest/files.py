"""One file read: the invoice in it, its PDF, the documents that it carries, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wochorus.core.attachments import AttachmentKind
from wochorus.core.sizes import format_megabytes
from wochorus.core.system_reasons import system_reason
from wochorus.einvoice import read
from wochorus.einvoice.findings import Layer, Severity
from wochorus.einvoice.formats import Kind, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wochorus.einvoice import Invoice
    from wochorus.einvoice.findings import Finding
    from wochorus.einvoice.reading import Reading

LARGEST_FILE = 100_000_000
"""Bytes: the largest invoice file of Chorus Pro's EDI circuit."""
EXTENSIONS = frozenset({".pdf", ".xml", ".json"})
_READABLE = "LISIBLE"
_ONE_OF_SEVERAL = "WO-FLUX-PLUSIEURS"
_REFUSING = frozenset({Layer.LIMITS, Layer.WELL_FORMED, Layer.SCHEMA, Layer.READING})


@dataclass(frozen=True, slots=True)
class Carried:
    """A document that comes with the invoice; an empty ``kind``: nobody said what it is."""

    name: str
    content: bytes
    kind: str = ""


@dataclass(slots=True)
class ReadFile:
    """What a file holds. ``invoice`` is there only when nothing forbids its use.

    ``pdf`` is the page that people read: the Factur-X itself, or the one that an XML carries.
    """

    path: Path
    invoice: Invoice | None = None
    pdf: Carried | None = None
    annexes: list[Carried] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_file(path: Path) -> ReadFile:
    """Read the invoice file at ``path``; whatever it holds, the answer says what is wrong.

    Raises `OSError` when the disk fails.
    """
    read_one = ReadFile(path)
    content = _content(path, read_one)
    if content is None:
        return read_one
    kind = kind_of(content)
    reading = read(content)
    _tell(reading, read_one)
    if kind is Kind.PDF and reading.invoice is None:
        read_one.errors.append(
            "aucune facture électronique dans ce PDF : c'est un PDF simple ; importez-le avec le "
            "journal (wochorus journal import --pdfs)"
        )
    if read_one.errors:
        return read_one
    read_one.invoice = reading.invoice
    if kind is Kind.PDF:
        read_one.pdf = Carried(path.name, content)
        read_one.annexes += _inside_pdf(content)
    if reading.invoice is not None:
        _take_supporting(reading.invoice, read_one)
    return read_one


def _content(path: Path, read_one: ReadFile) -> bytes | None:
    try:
        size = path.stat().st_size
        if not path.is_file():
            read_one.errors.append("ce n'est pas un fichier ordinaire")
        elif size == 0:
            read_one.errors.append("le fichier est vide")
        elif size > LARGEST_FILE:
            limit = format_megabytes(LARGEST_FILE)
            read_one.errors.append(f"le fichier pèse {format_megabytes(size)}, au plus {limit}")
        else:
            return path.read_bytes()
    except (FileNotFoundError, PermissionError) as error:
        read_one.errors.append(f"fichier illisible : {system_reason(error)}")
    return None


def _tell(reading: Reading, read_one: ReadFile) -> None:
    for finding in reading.findings:
        is_error = finding.severity is Severity.ERROR
        if finding.rule == _ONE_OF_SEVERAL:
            read_one.errors.append(f"{_told(finding)} Donnez un fichier par facture.")
        elif is_error and (finding.layer in _REFUSING or reading.invoice is None):
            read_one.errors.append(_told(finding))
        elif finding.layer is Layer.READING or is_error:
            read_one.warnings.append(_told(finding))
    if reading.invoice is None and not read_one.errors:
        read_one.errors.append("aucune facture ne se lit dans ce fichier")


def _told(finding: Finding) -> str:
    return f"{finding.message} {finding.remedy}".strip()


def _inside_pdf(content: bytes) -> Iterator[Carried]:
    from wochorus.einvoice.facturx.other_files import carried_files

    return (Carried(_plain(file.name), file.content) for file in carried_files(content))


def _take_supporting(invoice: Invoice, read_one: ReadFile) -> None:
    kinds = set(AttachmentKind)
    for document in invoice.supporting_documents:
        file = document.file
        if file is None:
            continue
        name = _plain(file.file_name)
        if document.description == _READABLE and read_one.pdf is None:
            read_one.pdf = Carried(
                name if name.lower().endswith(".pdf") else "facture.pdf", file.content
            )
        elif document.description != _READABLE:
            kind = document.description if document.description in kinds else ""
            read_one.annexes.append(Carried(name, file.content, kind or ""))


def _plain(name: str) -> str:
    """Take the folders off a name: it came from outside."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(char for char in bare if char.isprintable() and char != "|").strip()
    return shown[-200:] or "piece-jointe"
