"""What a format asks of an invoice before it can be written at all.

Sources: EN 16931 BR-16 (an invoice has lines), BR-CO-18 and BR-Z-01 and its likes (a VAT category
for each rate), BT-125 (the types of file that travel inside XML); Factur-X 1.08 §6.2 (the name of
the XML).
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from wochorus.deposits.checks.anomaly import Candidate, Finding, Surroundings
from wochorus.deposits.checks.files import attachment_command
from wochorus.deposits.making import XML_MEDIA_TYPES
from wochorus.deposits.syntaxes import is_einvoice, is_submitted
from wochorus.einvoice.facturx.vocabulary import OLDER_XML_NAMES, XML_NAME
from wochorus.einvoice.formats import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

_INVOICE_NAMES = frozenset(name.lower() for name in (XML_NAME, *OLDER_XML_NAMES))
_WITH_FILES_INSIDE = frozenset({Format.CII, Format.UBL})


def check_lines(candidate: Candidate, _: Surroundings) -> Iterator[Finding]:
    """An invoice in a format with lines has lines."""
    if is_einvoice(candidate.document_format) and not candidate.has_lines:
        yield Finding(
            "LINES_MISSING",
            f"La facture n'a que ses totaux : le format {candidate.document_format.label} demande "
            "ses lignes",
            "Importez-les (feuille « Lignes » du journal), ou déposez-la au format CPP minimal : "
            "--syntax auto ou cpp-minimal.",
        )


def check_tax_categories(candidate: Candidate, _: Surroundings) -> Iterator[Finding]:
    """A format with lines, and a submission, say why a rate is zero."""
    if not is_einvoice(candidate.document_format) and not is_submitted(candidate.document_format):
        return
    if any(not line.category for line in candidate.tax_breakdown):
        yield Finding(
            "TAX_CATEGORY_MISSING",
            "La facture a un taux de TVA de 0 % sans dire pourquoi",
            "Dites-le : Exonérée, Autoliquidation, Intracommunautaire, Export, Hors champ ou Taux "
            f"zéro. {candidate.corrected('colonnes Catégorie TVA')}",
        )


def check_attachment_formats(candidate: Candidate, _: Surroundings) -> Iterator[Finding]:
    """Each attachment has a place in the format."""
    for annex in candidate.annexes:
        name = annex.file_name
        if candidate.document_format in _WITH_FILES_INSIDE and not _travels_in_xml(name):
            yield Finding(
                "ATTACHMENT_NOT_IN_XML",
                f"La pièce jointe {name} n'a pas de place dans une facture "
                f"{candidate.document_format.label}, qui ne porte que des fichiers PDF, PNG, JPEG, "
                "CSV, XLSX et ODS",
                "Choisissez Factur-X (--syntax facturx), ou joignez-la en PDF. "
                + attachment_command(candidate, name, is_renamed=True),
                attachment=name,
            )
        if candidate.document_format is Format.FACTURX and name.strip().lower() in _INVOICE_NAMES:
            yield Finding(
                "ATTACHMENT_RESERVED_NAME",
                f"Le nom de la pièce jointe {name} est celui de la facture XML du Factur-X",
                "Joignez-la sous un autre nom. "
                + attachment_command(candidate, name, is_renamed=True),
                attachment=name,
            )


def _travels_in_xml(name: str) -> bool:
    return PurePath(name).suffix.lower().removeprefix(".") in XML_MEDIA_TYPES
