"""The pivot: the XML that recipients receive, with every attachment inside.

``CPPFacturePivot`` is public by its readers alone. The order of the elements is that of public
samples. Chosen where they are silent: several invoices are several units of one file; the
partner that emits is ``CPP001``; ``ModeEmission`` is the deposit mode; the delivery date is that
of the invoice; an attachment is zipped under its own name, then base64.
"""

from __future__ import annotations

import base64
import zipfile
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree

from chorus_simulator.clock import day
from chorus_simulator.code_lists import PAYMENT_CODES, payment_mode
from chorus_simulator.controls.supplier import TYPES
from chorus_simulator.documents.xml_text import bearable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from chorus_simulator.store.contents import Content

_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_PARTNER = "CPP001"
_MODE_LABELS = {
    "CHEQUE": "Chèque",
    "PRELEVEMENT": "Prélèvement",
    "VIREMENT": "Virement",
    "ESPECE": "Espèces",
    "AUTRE": "Autre",
    "REPORT": "Report",
}
_TYPE_NUMBERS = {name: number for number, name in TYPES.items()}


@dataclass(frozen=True, slots=True)
class Attached:
    """A document as it goes in the pivot."""

    name: str
    mime: str
    content: bytes
    is_main: bool


@dataclass(frozen=True, slots=True)
class PivotInvoice:
    """An invoice as it goes in the pivot: its row, its content, its documents.

    ``resent`` is Oui, Non or Recyclée.
    """

    row: sqlite3.Row
    content: Content
    documents: Sequence[Attached]
    resent: str


def pivot(invoices: Sequence[PivotInvoice], now: float) -> bytes:
    """Write the pivot of some invoices."""
    root = etree.Element("CPPFacturePivot", nsmap={"xsi": _INSTANCE})
    root.set(f"{{{_INSTANCE}}}noNamespaceSchemaLocation", "CPPFacturePivot.xsd")
    _envelope(etree.SubElement(root, "Enveloppe"), invoices, now)
    batch = etree.SubElement(root, "CPPFactures", Compteur=str(len(invoices)))
    for order, invoice in enumerate(invoices, start=1):
        unit = etree.SubElement(batch, "CPPFacturePivotUnitaire", NumOrdre=str(order))
        _supplier(unit, invoice)
        _debtor(unit, invoice.row)
        _invoice(unit, invoice)
        for place, document in enumerate(invoice.documents, start=1):
            _document(unit, place, document)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _fill(parent: etree._Element, pairs: Iterable[tuple[str, object]]) -> None:
    """Write elements in order; those without a value are left out."""
    for name, value in pairs:
        if value is not None and value != "":
            etree.SubElement(parent, name).text = bearable(str(value))


def _envelope(parent: etree._Element, invoices: Sequence[PivotInvoice], now: float) -> None:
    unit = etree.SubElement(parent, "EnveloppeUnitaire", NumOrdre="1")
    parameters = etree.SubElement(unit, "Parametres")
    flow = f"{_PARTNER}0036{invoices[0].row['id']:015d}" if invoices else ""
    for order, (code, value) in enumerate((("DtPrd", day(now)), ("IdFlx", flow)), start=1):
        one = etree.SubElement(parameters, "ParametreIndiv", NumOrdre=f"{order:04d}")
        _fill(one, (("Code", code), ("Valeurparametre", value)))
    partners = etree.SubElement(unit, "Partenaires")
    for name in ("Recepteur", "Emetteur"):
        _fill(etree.SubElement(partners, name), (("Id", _PARTNER),))


def _supplier(unit: etree._Element, invoice: PivotInvoice) -> None:
    row, content = invoice.row, invoice.content
    parent = etree.SubElement(unit, "Fournisseur")
    _fill(
        parent,
        (
            ("TypeIdentifiant", _TYPE_NUMBERS.get(row["supplier_type"], "6")),
            ("Identifiant", row["supplier"]),
            ("RaisonSociale", row["supplier_name"]),
            ("CodePays", "FR"),
            ("ModeEmission", row["deposit_mode"]),
        ),
    )
    if content.account:
        reference = etree.SubElement(parent, "ReferenceBancaire", Type="IBAN")
        _fill(reference, (("Compte", content.account),))


def _debtor(unit: etree._Element, row: sqlite3.Row) -> None:
    _fill(
        etree.SubElement(unit, "Debiteur"),
        (
            ("TypeIdentifiant", "1"),
            ("Identifiant", row["recipient"]),
            ("Nom", row["recipient_name"]),
            ("CodeService", row["service"]),
            ("NomService", row["service_name"]),
        ),
    )


def _invoice(unit: etree._Element, invoice: PivotInvoice) -> None:
    row, content = invoice.row, invoice.content
    parent = etree.SubElement(unit, "DonneesFacture")
    _fill(
        parent,
        (
            ("Id", row["number"]),
            ("IdFactureOrigine", row["origin_number"]),
            ("IdCPRO", row["id"]),
            ("Renvoi", invoice.resent),
            ("Type", "381" if row["kind"] == "381" else "380"),
            ("Cadre", row["cadre"]),
            ("DateEmissionFacture", row["issue_date"]),
            ("DateLivraison", row["issue_date"]),
            ("DateReception", row["deposit_day"]),
        ),
    )
    mode = payment_mode(row["payment_mode"])
    if mode is not None:
        code = row["payment_mode"] or PAYMENT_CODES[mode]
        payment = etree.SubElement(parent, "ModePaiement")
        _fill(payment, (("Code", code), ("Libelle", _MODE_LABELS[mode])))
    _fill(parent, (("Devise", row["currency"]),))
    amounts = (row["net"], row["gross"], row["payable"])
    names = ("MontantHT", "MontantTTC", "MontantNetAPayer")
    _fill(etree.SubElement(parent, "Montants"), zip(names, amounts, strict=True))
    _vat(parent, content)
    order = (("NumeroEngagement", row["engagement"]), ("NumeroMarche", row["marche"]))
    if any(value for _, value in order):
        _fill(etree.SubElement(parent, "Engagement"), order)
    _lines(parent, content)


def _vat(parent: etree._Element, content: Content) -> None:
    if not content.vat:
        return
    lines = etree.SubElement(parent, "TVAs")
    for line in content.vat:
        pairs = (("Taux", line.rate or "0"), ("BaseHt", line.base), ("MontantTVA", line.amount))
        _fill(etree.SubElement(lines, "TVA"), pairs)


def _lines(parent: etree._Element, content: Content) -> None:
    if not content.lines:
        return
    lines = etree.SubElement(parent, "Lignes")
    for line in content.lines:
        pairs = (
            ("ReferenceProduit", line.reference or line.name),
            ("PrixUnitaire", _number(line.price)),
            ("Quantite", _number(line.quantity)),
            ("MontantHT", _number(line.net)),
            ("TauxTVA", _number(line.rate)),
        )
        _fill(etree.SubElement(lines, "Ligne", NumOrdre=str(line.number)), pairs)


def _number(text: str) -> str:
    try:
        return text if Decimal(text).is_finite() else ""
    except InvalidOperation:
        return ""


def _document(unit: etree._Element, place: int, document: Attached) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(document.name, document.content)
    _fill(
        etree.SubElement(unit, "PJ", NumOrdre=str(place)),
        (
            ("Contenu", base64.b64encode(packed.getvalue()).decode()),
            ("NomPJ", document.name),
            ("CategoriePJ", "Facture PDF" if document.is_main else "Document annexe"),
            ("TypePJ", "01" if document.is_main else "02"),
            ("MimeTypePJ", document.mime),
            ("NomPJOrigine", document.name),
        ),
    )
