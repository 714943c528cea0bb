"""The files of a completion: controlled, kept by their SHA-256, then given to Chorus Pro.

The limits are those of attachments: 10 MB each, not empty, a name of 50 characters with an
extension of the closed list, 120 MB for an invoice with its attachments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.billing.documents import content_store, store_file
from wochorus.core.attachments import LARGEST_INVOICE
from wochorus.core.errors import InvalidInput, Transient
from wochorus.deposits.checks.anomaly import CandidateFile
from wochorus.deposits.checks.files import attachment_findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from wochorus.billing.models import Invoice
    from wochorus.choruspro import ChorusClient


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that Chorus Pro has, under the number that it gave."""

    piece: CandidateFile
    file_id: int

    def as_json(self) -> dict[str, str | int]:
        """Say which bytes were sent, and under which number."""
        piece = self.piece
        return {
            "name": piece.file_name,
            "sha256": piece.sha256,
            "size": piece.size,
            "file_id": self.file_id,
        }


def kept_pieces(invoice: Invoice, paths: Iterable[Path]) -> tuple[CandidateFile, ...]:
    """Keep the files to be sent with ``invoice``.

    Raises `InvalidInput`, with all that is wrong, when Chorus Pro would refuse one of them.
    """
    pieces = tuple(_kept(path) for path in paths)
    wrong = [*_repeated(pieces), *_defects(pieces), *_too_heavy(invoice, pieces)]
    if wrong:
        raise InvalidInput(
            "Chorus Pro refuserait ces pièces : " + " ; ".join(what for what, _ in wrong),
            where=f"facture {invoice.number}",
            remedy=" ".join(dict.fromkeys(remedy for _, remedy in wrong)) + " Rien n'a été envoyé.",
        )
    return pieces


def _kept(path: Path) -> CandidateFile:
    document = store_file(path)
    return CandidateFile(path.name, document.sha256, document.size, document.defect, is_stored=True)


def _defects(pieces: Sequence[CandidateFile]) -> list[tuple[str, str]]:
    return [
        (finding.message, finding.remedy)
        for piece in pieces
        for finding in attachment_findings(piece)
    ]


def _repeated(pieces: Sequence[CandidateFile]) -> list[tuple[str, str]]:
    names = [piece.file_name for piece in pieces]
    twice = sorted({name for name in names if names.count(name) > 1})
    return [(f"deux fichiers se nomment {name}", "Renommez l'un des deux.") for name in twice]


def _too_heavy(invoice: Invoice, pieces: Sequence[CandidateFile]) -> list[tuple[str, str]]:
    there = sum(invoice.documents.values_list("document__size", flat=True))
    weight = there + sum(piece.size for piece in pieces)
    if weight <= LARGEST_INVOICE:
        return []
    told = f"la facture et ses pièces pèseraient {weight / 1e6:.0f} Mo, Chorus Pro en accepte 120"
    return [(told, "Réduisez ou retirez des fichiers.")]


def give_files(client: ChorusClient, pieces: Sequence[CandidateFile]) -> list[GivenFile]:
    """Give the kept files to Chorus Pro, as they lie in the store.

    Nothing is submitted by it: a failure leaves the invoice as it was, and the files that went
    through unused. Raises `Transient` or `Permanent`; giving them again does no harm.
    """
    return [GivenFile(piece, _given(client, piece)) for piece in pieces]


def _given(client: ChorusClient, piece: CandidateFile) -> int:
    added = client.add_file(piece.file_name, content_store().path(piece.sha256))
    if added.file_id is None:
        raise Transient("Chorus Pro n'a pas donné de numéro à la pièce", where=piece.file_name)
    return added.file_id
