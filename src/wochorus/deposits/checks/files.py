"""The documents: the PDF of the invoice, and its attachments.

The limits and their source stand in `wochorus.core.attachments`.
"""

from __future__ import annotations

import shlex
from dataclasses import replace
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


_RENAMED = ("ATTACHMENT_TYPE", "ATTACHMENT_NAME")


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
            f"Donnez-le : {_attach(candidate)}",
        )
    elif main.size == 0:
        yield Finding(
            "PDF_EMPTY",
            "Le fichier PDF de la facture est vide",
            f"Produisez-le à nouveau, puis : {_attach(candidate)}",
            attachment=main.file_name,
        )
    elif main.defect:
        yield Finding(
            "PDF_UNREADABLE",
            f"Le fichier PDF de la facture est illisible : {main.defect}",
            f"Produisez-le à nouveau, puis : {_attach(candidate)}",
            attachment=main.file_name,
        )


def _attach(candidate: Candidate) -> str:
    return f"wochorus archive attach {quoted(candidate.number)} FICHIER"


def _does_without(candidate: Candidate) -> bool:
    document_format = candidate.document_format
    if is_submitted(document_format):
        return candidate.has_lines or not document_format.has_pdf
    return is_einvoice(document_format)


def check_attachments(candidate: Candidate, _: Surroundings) -> Iterator[Finding]:
    """Each attachment is accepted by the portal."""
    for annex in candidate.annexes:
        for finding in attachment_findings(annex):
            command = attachment_command(
                candidate, annex.file_name, is_renamed=finding.code in _RENAMED
            )
            yield replace(finding, remedy=f"{finding.remedy} {command}")


def attachment_command(candidate: Candidate, name: str, *, is_renamed: bool) -> str:
    """Give the commands that bring an attachment anew, and take the old name off if it changes."""
    number = quoted(candidate.number)
    add = f"wochorus attachment add {number} FICHIER"
    if not is_renamed:
        return f"({add} --name {quoted(name)})"
    return f"({add} --name NOM, puis wochorus attachment remove {number} {quoted(name)})"


def quoted(word: str) -> str:
    """Write a word of a command as a shell takes it whole."""
    return shlex.quote(word)


def attachment_findings(annex: CandidateFile) -> Iterator[Finding]:
    """Find why the portal would refuse one attachment."""
    name = annex.file_name
    extension = PurePath(name).suffix.lower().removeprefix(".")
    if not annex.is_stored:
        yield Finding(
            "ATTACHMENT_MISSING",
            f"La pièce jointe {name} est introuvable",
            "Joignez-la à nouveau.",
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
            "Joignez-la sous un nom plus court.",
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
