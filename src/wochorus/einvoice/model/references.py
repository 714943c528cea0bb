"""What an invoice points at: notes, earlier invoices, periods, supporting documents."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from wochorus.einvoice.model.term import Group, Term


@dataclass(frozen=True, slots=True)
class Note(Group):
    """A note and its subject, a code of UNTDID 4451 (``PMT``, ``PMD``, ``AAB``, ``TXD``…)."""

    text: Annotated[str, Term("BT-22", "note")]
    subject_code: Annotated[str | None, Term("BT-21", "sujet de la note")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Group):
    """A period, both days included; either may be missing."""

    start: Annotated[date | None, Term("start", "début de période")] = None
    end: Annotated[date | None, Term("end", "fin de période")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecedingInvoice(Group):
    """An earlier invoice that this one corrects or continues (BG-3)."""

    number: Annotated[str, Term("BT-25", "n° de la facture antérieure")]
    issue_date: Annotated[date | None, Term("BT-26", "date de la facture antérieure")] = None
    type_code: Annotated[str | None, Term("EXT-FR-FE-02", "type de la facture antérieure")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedFile(Group):
    """A file carried inside the invoice (BT-125)."""

    content: bytes
    media_type: str
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportingDocument(Group):
    """A document that supports the claim (BG-24).

    In France ``description`` holds the kind of the document: ``RIB``, ``BON_LIVRAISON``,
    ``DOCUMENT_ANNEXE``… (BR-FR-17).
    """

    reference: Annotated[str, Term("BT-122", "référence du document joint")]
    description: Annotated[str | None, Term("BT-123", "nature du document joint")] = None
    location: Annotated[str | None, Term("BT-124", "adresse du document joint")] = None
    file: Annotated[AttachedFile | None, Term("BT-125", "fichier joint")] = None
