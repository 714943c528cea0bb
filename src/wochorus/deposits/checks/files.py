"""The documents: the PDF of the invoice, and its attachments.

The limits and their source stand in `wochorus.core.attachments`.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from wochorus.core.attachments import (
    EXTENSIONS,
    LARGEST_ATTACHMENT,
    LARGEST_INVOICE,
    LONGEST_NAME,
)
from wochorus.core.sizes import format_megabytes
from wochorus.deposits.checks.anomaly import Candidate, CandidateFile, Finding, Surroundings
from wochorus.deposits.syntaxes import is_einvoice, is_submitted

if TYPE_CHECKING:
    from collections.abc import Iterator


def check_main_document(candidate: Candidate, _: Surroundings) -> Iterator[Finding]:
    """The PDF of the invoice is there and can be read.

    What has lines does without: the page is set from them, or drawn by the recipient.
    """
    main = candidate.main_document
    if main is None and _does_without(candidate):
        return
    if main is None or not main.is_stored:
        yield Finding(
            "PDF_MISSING",
            "Le fichier PDF de la facture est introuvable",
            f"Importez-le : un fichier nommé {candidate.number}.pdf dans le dossier des PDF.",
        )
    elif main.size == 0:
        yield Finding(
            "PDF_EMPTY",
            "Le fichier PDF de la facture est vide",
            "Produisez à nouveau le PDF et importez-le.",
            attachment=main.file_name,
        )
    elif main.defect:
        yield Finding(
            "PDF_UNREADABLE",
            f"Le fichier PDF de la facture est illisible : {main.defect}",
            "Produisez à nouveau le PDF et importez-le.",
            attachment=main.file_name,
        )


def _does_without(candidate: Candidate) -> bool:
    document_format = candidate.document_format
    if is_submitted(document_format):
        return candidate.has_lines or not document_format.has_pdf
    return is_einvoice(document_format)


def check_attachments(candidate: Candidate, _: Surroundings) -> Iterator[Finding]:
    """Each attachment is accepted by the portal."""
    for annex in candidate.annexes:
        yield from attachment_findings(annex)


def attachment_findings(annex: CandidateFile) -> Iterator[Finding]:
    """Find why the portal would refuse one attachment."""
    name = annex.file_name
    extension = PurePath(name).suffix.lower().removeprefix(".")
    if not annex.is_stored:
        yield Finding(
            "ATTACHMENT_MISSING",
            f"La pièce jointe {name} est introuvable",
            "Importez-la à nouveau.",
            attachment=name,
        )
        return
    if extension not in EXTENSIONS:
        shown = f".{extension}" if extension else "sans extension"
        yield Finding(
            "ATTACHMENT_TYPE",
            f"Le type de la pièce jointe {name} est refusé ({shown})",
            "Joignez-la en PDF.",
            attachment=name,
        )
    if len(name) > LONGEST_NAME:
        yield Finding(
            "ATTACHMENT_NAME",
            f"Le nom de la pièce jointe {name} a {len(name)} caractères, "
            f"Chorus Pro en accepte {LONGEST_NAME}",
            "Renommez le fichier et importez-le à nouveau.",
            attachment=name,
        )
    if annex.size == 0:
        yield Finding(
            "ATTACHMENT_EMPTY",
            f"La pièce jointe {name} est vide",
            "Remplacez le fichier.",
            attachment=name,
        )
    if annex.size > LARGEST_ATTACHMENT:
        yield Finding(
            "ATTACHMENT_TOO_LARGE",
            f"La pièce jointe {name} pèse {format_megabytes(annex.size)}, Chorus Pro en accepte 10",
            "Réduisez le fichier (numérisation en 150 points, ou plusieurs fichiers).",
            attachment=name,
        )


def check_total_weight(candidate: Candidate, _: Surroundings) -> Iterator[Finding]:
    """The invoice and its attachments stay under the portal's total."""
    weight = sum(document.size for document in candidate.documents)
    if weight > LARGEST_INVOICE:
        yield Finding(
            "INVOICE_TOO_LARGE",
            f"La facture et ses pièces jointes pèsent {weight / 1e6:.0f} Mo, "
            "Chorus Pro en accepte 120",
            "Réduisez ou retirez des pièces jointes.",
        )
