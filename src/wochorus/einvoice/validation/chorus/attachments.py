"""The files that travel with the invoice (BT-125): name, type, weight.

The limits that Chorus Pro publishes for attachments stand in `wochorus.core.attachments`.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from wochorus.core.attachments import EXTENSIONS, LARGEST_ATTACHMENT, LARGEST_INVOICE
from wochorus.core.sizes import format_megabytes
from wochorus.einvoice.findings import Severity
from wochorus.einvoice.validation.chorus.rule import HISTORICAL, REFORM, Breach, rule
from wochorus.einvoice.validation.chorus.wording import characters, listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.model import AttachedFile
    from wochorus.einvoice.validation.chorus.case import Case

HEAVY_BYTES = 90_000_000
UNWELCOME = frozenset("%$!&/\\:;«»#@")
_PUBLISHED = "Chorus Pro, règles publiées sur les pièces jointes"
_TERM = "BT-125"
_TITLE = "Le nom d'une pièce jointe a 50 caractères au plus, extension comprise"


def _name_too_long(case: Case) -> Iterator[Breach]:
    most = case.dialect.lengths[_TERM]
    for file, path in _files(case):
        if len(file.file_name) > most:
            yield Breach(
                f"Le nom de la pièce jointe {quoted(file.file_name)} a "
                f"{characters(file.file_name)}, Chorus Pro en accepte {most}.",
                "Renommez le fichier.",
                f"{path}.file_name",
            )


name_too_long_for_the_portal = rule(
    "CP-PJ-01", _TERM, _TITLE, source=_PUBLISHED, circuits=HISTORICAL
)(_name_too_long)

name_too_long_for_the_reform = rule(
    "BR-FR-CPRO-41", _TERM, _TITLE, source="BR-FR-CPRO-41", circuits=REFORM
)(_name_too_long)


@rule("CP-PJ-02", _TERM, "Le nom d'une pièce jointe a une extension", source=_PUBLISHED)
def has_an_extension(case: Case) -> Iterator[Breach]:
    for file, path in _files(case):
        if not _extension(file):
            yield Breach(
                f"Le nom de la pièce jointe {quoted(file.file_name)} n'a pas d'extension.",
                "Renommez le fichier, avec .pdf pour un PDF.",
                f"{path}.file_name",
            )


@rule("CP-PJ-03", _TERM, "Le type d'une pièce jointe est de ceux que prend Chorus Pro",
      source=_PUBLISHED)  # fmt: skip
def extension_is_taken(case: Case) -> Iterator[Breach]:
    for file, path in _files(case):
        extension = _extension(file)
        if extension and extension not in EXTENSIONS:
            yield Breach(
                f"Le type {quoted('.' + extension)} de la pièce jointe {quoted(file.file_name)} "
                "est refusé par Chorus Pro.",
                "Joignez-la en PDF.",
                f"{path}.file_name",
            )


@rule("CP-PJ-04", _TERM, "Une pièce jointe n'est pas vide", source=_PUBLISHED)
def is_not_empty(case: Case) -> Iterator[Breach]:
    for file, path in _files(case):
        if not file.content:
            yield Breach(
                f"La pièce jointe {quoted(file.file_name)} est vide (0 octet).",
                "Remplacez le fichier, ou retirez-le.",
                f"{path}.content",
            )


@rule("CP-PJ-05", _TERM, "Une pièce jointe pèse 10 Mo au plus", source=_PUBLISHED)
def is_not_too_heavy(case: Case) -> Iterator[Breach]:
    for file, path in _files(case):
        weight = len(file.content)
        if weight > LARGEST_ATTACHMENT:
            shown = _megabytes(weight, LARGEST_ATTACHMENT)
            yield Breach(
                f"La pièce jointe {quoted(file.file_name)} pèse {shown}, "
                f"Chorus Pro en accepte {format_megabytes(LARGEST_ATTACHMENT)}.",
                "Réduisez le fichier (numérisation en 150 points par pouce), ou coupez-le en deux.",
                f"{path}.content",
            )


@rule("CP-PJ-06", "BG-24", "Les pièces jointes pèsent ensemble 120 Mo au plus", source=_PUBLISHED)
def all_are_not_too_heavy(case: Case) -> Iterator[Breach]:
    weight = _weight(case)
    if weight > LARGEST_INVOICE:
        yield Breach(
            f"Les pièces jointes pèsent ensemble {_megabytes(weight, LARGEST_INVOICE)}, "
            f"Chorus Pro en accepte {format_megabytes(LARGEST_INVOICE)}, facture comprise.",
            "Réduisez ou retirez des pièces jointes.",
            "supporting_documents",
        )


@rule(
    "CP-PJ-07",
    "BG-24",
    "Au-delà de 90 Mo de pièces jointes, la limite est proche",
    source=_PUBLISHED,
    severity=Severity.WARNING,
)
def all_are_light(case: Case) -> Iterator[Breach]:
    weight = _weight(case)
    if HEAVY_BYTES < weight <= LARGEST_INVOICE:
        yield Breach(
            f"Les pièces jointes pèsent ensemble {_megabytes(weight, HEAVY_BYTES)} : avec le PDF "
            f"de la facture, la limite de {format_megabytes(LARGEST_INVOICE)} est proche.",
            "Réduisez les plus lourdes.",
            "supporting_documents",
        )


@rule(
    "CP-PJ-08",
    _TERM,
    "Le nom d'une pièce jointe évite % $ ! & / \\ : ; « » # @",
    source="Chorus Pro, spécifications externes v1.1, §3.2.1.4.1 (noms de fichiers)",
    severity=Severity.WARNING,
)
def name_is_plain(case: Case) -> Iterator[Breach]:
    for file, path in _files(case):
        unwelcome = sorted(UNWELCOME & set(file.file_name))
        if unwelcome:
            yield Breach(
                f"Le nom de la pièce jointe {quoted(file.file_name)} contient "
                f"{listed(unwelcome, 'et')}, que Chorus Pro refuse dans les noms de fichiers.",
                "Renommez le fichier : lettres, chiffres, - et _.",
                f"{path}.file_name",
            )


def _files(case: Case) -> Iterator[tuple[AttachedFile, str]]:
    for position, document in enumerate(case.invoice.supporting_documents):
        if document.file is not None:
            yield document.file, f"supporting_documents[{position}].file"


def _extension(file: AttachedFile) -> str:
    return PurePosixPath(file.file_name).suffix.removeprefix(".").lower()


def _weight(case: Case) -> int:
    return sum(len(file.content) for file, _ in _files(case))


def _megabytes(weight: int, limit: int) -> str:
    """Write a weight above ``limit`` so that it shows: 10 000 001 bytes are no « 10 Mo »."""
    written = format_megabytes(weight)
    if written == format_megabytes(limit):
        return f"{weight:,} octets".replace(",", "\u202f")
    return written


RULES = (
    name_too_long_for_the_portal,
    name_too_long_for_the_reform,
    has_an_extension,
    extension_is_taken,
    is_not_empty,
    is_not_too_heavy,
    all_are_not_too_heavy,
    all_are_light,
    name_is_plain,
)
