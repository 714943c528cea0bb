"""The CPP minimal format (`IN_DP_E2_CPP_FACTURE_MIN`, FSO1113A): one XML file, n invoices.

Each invoice is reduced to its parties, amounts and references; its PDF and attachments travel
inside the file, each zipped then base64-coded. No schema of this format is public: the element
tree follows a public sample (CPPFactureMixte V1.14), and nothing is written that it does not
show. That is why the invoice that a credit note corrects does not appear here: it stands in the
PDF alone.

The writer streams: it holds one document at a time, and spools documents beyond one megabyte to
disk, so that memory does not grow with the number of invoices.
"""

from __future__ import annotations

import base64
import re
import shutil
import zipfile
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from decimal import Decimal

SYNTAX = "IN_DP_E2_CPP_FACTURE_MIN"
CREDIT_NOTE = "381"
SIRET_TYPE = "1"
CHORUS_APPLICATION = "CPP001"
SPOOL_BYTES = 1_000_000
_BASE64_CHUNK = 57 * 1024
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The same bytes give the same zip, hence the same flow."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Party:
    """A supplier or a recipient, by its SIRET."""

    siret: str
    name: str
    code_service: str = ""


@dataclass(frozen=True, slots=True)
class Tax:
    """One VAT rate in percent, with its base and its amount."""

    rate: Decimal
    taxable_amount: Decimal
    tax_amount: Decimal


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document of an invoice; ``open`` gives its bytes. ``role`` is 01 (main) or 02 (annex)."""

    file_name: str
    media_type: str
    role: str
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class MinimalInvoice:
    """One invoice as this format can carry it. Amounts have two decimals."""

    number: str
    kind: str
    cadre: str
    issue_date: date
    payment_means: str
    currency: str
    recipient: Party
    total_without_tax: Decimal
    total_with_tax: Decimal
    amount_due: Decimal
    taxes: tuple[Tax, ...]
    marche: str
    engagement: str
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Envelope:
    """The head of the file. ``flow_id`` is our own number for the flow."""

    flow_id: int
    production_date: date
    supplier: Party
    count: int


def write_flow(target: BinaryIO, envelope: Envelope, invoices: Iterable[MinimalInvoice]) -> None:
    """Write the whole flow to ``target``, a binary file, in UTF-8.

    ``invoices`` is consumed once, in order. The same input gives the same bytes.
    """
    with etree.xmlfile(target, encoding="UTF-8") as xml:
        xml.write_declaration()
        xml.write(
            etree.ProcessingInstruction("xml-stylesheet", 'type="text/xsl" href="FSO1113A.xsl"')
        )
        with xml.element("CPPFactureMixte"):
            _write_envelope(xml, envelope)
            with xml.element("CPPFactures", Compteur=str(envelope.count)):
                for position, invoice in enumerate(invoices, start=1):
                    _write_invoice(xml, position, invoice, envelope.supplier)


def _write_envelope(xml: Any, envelope: Envelope) -> None:  # noqa: ANN401 - lxml's writer
    unit = etree.Element("EnveloppeUnitaire", NumOrdre="1")
    parameters = etree.SubElement(unit, "Parametres")
    for order, (code, value) in enumerate(
        (
            ("DtPrd", envelope.production_date.isoformat()),
            ("IdFlx", f"{envelope.flow_id:015d}"),
        ),
        start=1,
    ):
        parameter = etree.SubElement(parameters, "ParametreIndiv", NumOrdre=f"{order:04d}")
        _add(parameter, "Code", code)
        _add(parameter, "Valeurparametre", value)
    partners = etree.SubElement(unit, "Partenaires")
    _add(etree.SubElement(partners, "Recepteur"), "Id", CHORUS_APPLICATION)
    _add(etree.SubElement(partners, "Emetteur"), "Id", envelope.supplier.siret)
    with xml.element("Enveloppe"):
        xml.write(unit)


def _write_invoice(
    xml: Any,  # noqa: ANN401 - lxml's writer
    position: int,
    invoice: MinimalInvoice,
    supplier: Party,
) -> None:
    with xml.element("CPPFactureMixteUnitaire", NumOrdre=str(position)):
        xml.write(_supplier(supplier))
        xml.write(_recipient(invoice.recipient))
        xml.write(_invoice_data(invoice))
        for order, attachment in enumerate(invoice.attachments, start=1):
            _write_attachment(xml, order, attachment)


def _supplier(party: Party) -> etree._Element:
    element = etree.Element("Fournisseur")
    _add(element, "TypeIdentifiant", SIRET_TYPE)
    _add(element, "Identifiant", party.siret)
    _add(element, "RaisonSociale", party.name)
    _add(element, "CodePays", "FR")
    return element


def _recipient(party: Party) -> etree._Element:
    element = etree.Element("Debiteur")
    _add(element, "TypeIdentifiant", SIRET_TYPE)
    _add(element, "Identifiant", party.siret)
    _add(element, "Nom", party.name)
    if party.code_service:
        _add(element, "CodeService", party.code_service)
    return element


def _invoice_data(invoice: MinimalInvoice) -> etree._Element:
    element = etree.Element("DonneesFacture")
    _add(element, "Id", invoice.number)
    _add(element, "Type", invoice.kind)
    _add(element, "Cadre", invoice.cadre)
    _add(element, "DateEmissionFacture", invoice.issue_date.isoformat())
    if invoice.kind != CREDIT_NOTE:
        _add(etree.SubElement(element, "ModePaiement"), "Code", invoice.payment_means)
    _add(element, "Devise", invoice.currency)
    amounts = etree.SubElement(element, "Montants")
    _add(amounts, "MontantHT", f"{invoice.total_without_tax:.2f}")
    _add(amounts, "MontantTTC", f"{invoice.total_with_tax:.2f}")
    _add(amounts, "MontantNetAPayer", f"{invoice.amount_due:.2f}")
    taxes = etree.SubElement(element, "TVAS")
    for tax in invoice.taxes:
        row = etree.SubElement(taxes, "TVA")
        _add(row, "Taux", f"{tax.rate:.2f}")
        _add(row, "BaseHt", f"{tax.taxable_amount:.2f}")
        _add(row, "MontantTVA", f"{tax.tax_amount:.2f}")
    if invoice.marche or invoice.engagement:
        references = etree.SubElement(element, "Engagement")
        if invoice.marche:
            _add(references, "NumeroMarche", invoice.marche)
        if invoice.engagement:
            _add(references, "NumeroEngagement", invoice.engagement)
    return element


def _write_attachment(xml: Any, order: int, attachment: Attachment) -> None:  # noqa: ANN401
    with xml.element("PJ", NumOrdre=str(order)):
        with xml.element("Contenu"), _zipped(attachment) as zipped:
            while chunk := zipped.read(_BASE64_CHUNK):
                xml.write(base64.b64encode(chunk).decode("ascii"))
        for tag, text in (
            ("NomPJ", attachment.file_name),
            ("TypePJ", attachment.role),
            ("MimeTypePJ", attachment.media_type),
        ):
            with xml.element(tag):
                xml.write(_without_control(text))


def _zipped(attachment: Attachment) -> SpooledTemporaryFile[bytes]:
    # The entry must bear the name given in NomPJ, or Chorus Pro cannot open it.
    spool = SpooledTemporaryFile[bytes](max_size=SPOOL_BYTES)
    entry = zipfile.ZipInfo(attachment.file_name, date_time=_ZIP_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    with (
        zipfile.ZipFile(spool, "w") as archive,
        archive.open(entry, "w") as target,
        attachment.open() as source,
    ):
        shutil.copyfileobj(source, target, 1 << 20)
    spool.seek(0)
    return spool


def _add(parent: etree._Element, tag: str, text: str) -> None:
    etree.SubElement(parent, tag).text = _without_control(text)


def _without_control(text: str) -> str:
    return _NOT_XML.sub("", text)
