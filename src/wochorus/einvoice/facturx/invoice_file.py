"""Tell the XML invoice from the other files of a PDF, and whether it hangs as it should."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.einvoice.facturx import telling
from wochorus.einvoice.facturx.vocabulary import (
    INVOICE_RELATIONSHIPS,
    OLDER_XML_NAMES,
    XML_NAME,
    Profile,
)
from wochorus.einvoice.facturx.xml_head import XmlHead, read_head

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wochorus.einvoice.facturx.attachments import AttachedStream
    from wochorus.einvoice.findings import Finding

_KNOWN_NAMES = (XML_NAME, *OLDER_XML_NAMES)
_FOLDED_NAMES = frozenset(name.lower() for name in _KNOWN_NAMES)
_EXPORT_AGAIN = "Exportez de nouveau la facture au format Factur-X."


@dataclass(frozen=True, slots=True)
class InvoiceFile:
    """An attachment that is the XML invoice, or claims to be by its name."""

    attached: AttachedStream
    content: bytes
    head: XmlHead | None

    @property
    def profile(self) -> Profile | None:
        return Profile.of(self.head.specification) if self.head else None

    @property
    def rank(self) -> int:
        """Order candidates: the right name, then older names, then any other."""
        name = self.attached.name
        return _KNOWN_NAMES.index(name) if name in _KNOWN_NAMES else len(_KNOWN_NAMES)


def is_invoice_name(name: str) -> bool:
    """Tell whether a file is named as an invoice is, letter case aside."""
    return name.lower() in _FOLDED_NAMES


def as_invoice(attached: AttachedStream, content: bytes) -> InvoiceFile | None:
    """Recognise an invoice by its name, or an XML file by what it says it is."""
    is_known = is_invoice_name(attached.name)
    if not is_known and not attached.name.lower().endswith(".xml"):
        return None
    head = read_head(content)
    if is_known or (head is not None and head.is_cii):
        return InvoiceFile(attached, content, head)
    return None


def choose_invoice(
    candidates: Sequence[InvoiceFile], findings: list[Finding]
) -> InvoiceFile | None:
    """Choose the invoice, or tell why there is none. Two different ones are no choice."""
    ordered = sorted(candidates, key=lambda candidate: candidate.rank)
    if not ordered:
        findings.append(_absent())
        return None
    names = " et ".join(f"« {candidate.attached.name} »" for candidate in ordered[:2])
    if any(candidate.content != ordered[0].content for candidate in ordered[1:]):
        findings.append(_two_invoices(names))
        return None
    if len(ordered) > 1:
        findings.append(_same_invoice_twice(names))
    return ordered[0]


def hanging_findings(invoice: InvoiceFile) -> Iterator[Finding]:
    """Tell what is wrong in the name, the place and the relationship of the attachment."""
    attached = invoice.attached
    yield from _name_findings(attached)
    if not attached.is_named:
        yield _out_of_place(attached, "la liste des fichiers joints (/Names/EmbeddedFiles)")
    if not attached.is_associated:
        yield _out_of_place(attached, "la liste des fichiers associés au document (/AF)")
    if attached.relationship not in INVOICE_RELATIONSHIPS:
        yield _relationship(attached)
    yield from _head_findings(invoice)


def _name_findings(attached: AttachedStream) -> Iterator[Finding]:
    if attached.name == XML_NAME:
        return
    if attached.name in OLDER_XML_NAMES:
        yield telling.warning(
            "WO-FX-NOM",
            f"La facture XML porte un ancien nom, « {attached.name} », au lieu de « {XML_NAME} ».",
            _EXPORT_AGAIN,
            path=attached.path,
        )
        return
    yield telling.error(
        "WO-FX-NOM",
        f"La facture XML s'appelle « {attached.name} » : elle doit s'appeler « {XML_NAME} », "
        "à la lettre près.",
        _EXPORT_AGAIN,
        path=attached.path,
    )


def _absent() -> Finding:
    return telling.error(
        "WO-FX-ABSENTE",
        "Le PDF ne contient pas de facture XML : ce n'est pas une facture Factur-X.",
        "Exportez la facture au format Factur-X, ou joignez-lui son XML.",
        path="/Names/EmbeddedFiles",
    )


def _two_invoices(names: str) -> Finding:
    return telling.error(
        "WO-FX-DOUBLE",
        f"Le PDF contient deux factures XML différentes, {names} : "
        "on ne peut pas savoir laquelle fait foi.",
        f"Ne gardez que « {XML_NAME} ».",
        path="/Names/EmbeddedFiles",
    )


def _same_invoice_twice(names: str) -> Finding:
    return telling.warning(
        "WO-FX-DOUBLE",
        f"Le PDF contient deux fois la même facture XML, {names}.",
        f"Ne gardez que « {XML_NAME} ».",
        path="/Names/EmbeddedFiles",
    )


def _out_of_place(attached: AttachedStream, place: str) -> Finding:
    return telling.warning(
        "WO-FX-PLACE",
        f"La facture XML n'est pas dans {place} : certains lecteurs ne la verront pas.",
        _EXPORT_AGAIN,
        path=attached.path,
    )


def _relationship(attached: AttachedStream) -> Finding:
    stated = f"« {attached.relationship} »" if attached.relationship else "aucune relation"
    return telling.warning(
        "WO-FX-RELATION",
        f"La facture XML déclare {stated} avec le document (AFRelationship) ; "
        "il faut « Alternative », « Source » ou « Data ».",
        _EXPORT_AGAIN,
        path=attached.path,
    )


def _head_findings(invoice: InvoiceFile) -> Iterator[Finding]:
    head, path = invoice.head, invoice.attached.path
    if not invoice.content:
        yield telling.error("WO-FX-VIDE", "La facture XML est vide.", _EXPORT_AGAIN, path=path)
    elif head is None:
        yield telling.error(
            "WO-FX-XML", "Le fichier joint n'est pas du XML lisible.", _EXPORT_AGAIN, path=path
        )
    elif not head.is_cii:
        yield telling.error(
            "WO-FX-SYNTAXE",
            f"Le fichier joint n'est pas une facture CII : sa racine est « {head.root} ».",
            "Dans un PDF Factur-X, la facture est en syntaxe CII, jamais en UBL.",
            path=path,
        )
