"""The files attached to a PDF: where they hang, what they are to the page, what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.einvoice.facturx import structure, telling
from wochorus.einvoice.facturx.limits import DECODED_STREAM_SIZE
from wochorus.einvoice.facturx.opening import READING_ERRORS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pikepdf

    from wochorus.einvoice.facturx.limits import PdfLimits
    from wochorus.einvoice.facturx.structure import Budget
    from wochorus.einvoice.findings import Finding

_BOMB_WORDS = "limit exceeded"


@dataclass(slots=True)
class AttachedStream:
    """A file specification, where it hangs, and the stream that holds the file.

    ``is_named``: in the name tree ``/Names/EmbeddedFiles``. ``is_associated``: in the catalog's
    ``/AF``. Factur-X asks for both.
    """

    name: str
    relationship: str
    content: pikepdf.Stream
    is_named: bool = False
    is_associated: bool = False

    @property
    def path(self) -> str:
        return f"/EmbeddedFiles/{self.name}"


def attached_streams(pdf: pikepdf.Pdf, budget: Budget) -> list[AttachedStream]:
    """List the attachments in the order of the name tree, then of ``/AF``, each once."""
    found: dict[tuple[int, int], AttachedStream] = {}
    root = pdf.Root
    tree = structure.dictionary(structure.dictionary(root, "/Names"), "/EmbeddedFiles")
    for key, specification in structure.name_tree(tree, budget):
        _note(found, specification, key, is_named=True)
    for specification in structure.items(root, "/AF"):
        if budget.take():
            _note(found, specification, "", is_associated=True)
    return list(found.values())


def _note(
    found: dict[tuple[int, int], AttachedStream],
    specification: object,
    key: str,
    *,
    is_named: bool = False,
    is_associated: bool = False,
) -> None:
    files = structure.dictionary(specification, "/EF")
    content = structure.stream(files, "/UF") or structure.stream(files, "/F")
    number = structure.identity(content)
    if content is None or number is None:
        return
    name = structure.text(specification, "/UF") or structure.text(specification, "/F") or key
    relationship = structure.name(specification, "/AFRelationship")
    entry = found.setdefault(number, AttachedStream(name, relationship, content))
    entry.is_named |= is_named
    entry.is_associated |= is_associated


class Unpacking:
    """Decompress attachments one by one, within limits for each and for all of them."""

    def __init__(self, limits: PdfLimits, findings: list[Finding]) -> None:
        self._total = self._left = limits.attachments_size
        self._findings = findings

    def read(self, attached: AttachedStream, limit: int) -> bytes | None:
        """Return what is in the attachment, or ``None`` after telling why not."""
        if self._left <= 0:
            self._findings.append(self._too_much(attached))
            return None
        content = self._decoded(attached)
        if content is None:
            return None
        self._left -= len(content)
        if len(content) > limit:
            what = f"Le fichier joint « {attached.name} »"
            self._findings.append(telling.too_large(what, len(content), limit, path=attached.path))
            return None
        return content

    def _decoded(self, attached: AttachedStream) -> bytes | None:
        try:
            return attached.content.read_bytes()
        except READING_ERRORS as error:
            is_bomb = _BOMB_WORDS in str(error)
            refused = _bomb if is_bomb else _undecodable
            self._findings.append(refused(attached, str(error)))
            self._left -= DECODED_STREAM_SIZE if is_bomb else 0
            return None

    def _too_much(self, attached: AttachedStream) -> Finding:
        what = f"L'ensemble des fichiers joints, « {attached.name} » compris,"
        return telling.too_large(what, self._total - self._left, self._total, path=attached.path)


def _bomb(attached: AttachedStream, detail: str) -> Finding:
    return telling.error(
        "WO-PDF-BOMBE",
        f"Le fichier joint « {attached.name} » se décompresse en une taille démesurée : "
        "sa lecture a été arrêtée.",
        "Ne transmettez pas ce PDF ; demandez à son émetteur d'où il vient.",
        path=attached.path,
        detail=detail,
    )


def _undecodable(attached: AttachedStream, detail: str) -> Finding:
    return telling.error(
        "WO-PDF-PIECE-ILLISIBLE",
        f"Le fichier joint « {attached.name} » est abîmé ou compressé d'une façon inconnue.",
        "Produisez de nouveau le PDF avec ses fichiers joints.",
        path=attached.path,
        detail=detail,
    )


def walk_pages(pdf: pikepdf.Pdf, budget: Budget) -> Iterator[pikepdf.Dictionary]:
    """Yield the pages while the budget lasts."""
    for page in pdf.pages:
        if not budget.take():
            return
        yield page.obj
