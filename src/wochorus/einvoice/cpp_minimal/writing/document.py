"""The file of a flow: its envelope, then its invoices one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from wochorus.einvoice.cpp_minimal.writing.attachments import write_attachment
from wochorus.einvoice.cpp_minimal.writing.elements import party_type, tag
from wochorus.einvoice.cpp_minimal.writing.envelope import envelope_text
from wochorus.einvoice.cpp_minimal.writing.invoice import invoice_data

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wochorus.einvoice.cpp_minimal.flow import Envelope, MinimalInvoice, Party

_START = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<?xml-stylesheet type="text/xsl" href="FSO1113A.xsl"?>'
    "<CPPFactureMixte>"
)


def write_flow(target: BinaryIO, envelope: Envelope, invoices: Iterable[MinimalInvoice]) -> None:
    """Write the whole flow to ``target``, a binary file, in UTF-8.

    ``invoices`` is consumed once, in order. The same input gives the same bytes. Characters that
    XML forbids are left out.
    """
    target.write(f"{_START}{envelope_text(envelope)}".encode())
    target.write(f'<CPPFactures Compteur="{envelope.count}">'.encode())
    for position, invoice in enumerate(invoices, start=1):
        _write_invoice(target, position, invoice, invoice.supplier or envelope.supplier)
    target.write(b"</CPPFactures></CPPFactureMixte>")


def _write_invoice(
    target: BinaryIO, position: int, invoice: MinimalInvoice, supplier: Party
) -> None:
    head = (
        f'<CPPFactureMixteUnitaire NumOrdre="{position}">'
        f"{_supplier(supplier)}{_recipient(invoice.recipient)}{invoice_data(invoice)}"
    )
    target.write(head.encode())
    for order, attachment in enumerate(invoice.attachments, start=1):
        write_attachment(target, order, attachment)
    target.write(b"</CPPFactureMixteUnitaire>")


def _supplier(party: Party) -> str:
    return (
        f"<Fournisseur>{party_type()}{tag('Identifiant', party.siret)}"
        f"{tag('RaisonSociale', party.name)}{tag('CodePays', 'FR')}</Fournisseur>"
    )


def _recipient(party: Party) -> str:
    service = tag("CodeService", party.code_service) if party.code_service else ""
    return (
        f"<Debiteur>{party_type()}{tag('Identifiant', party.siret)}{tag('Nom', party.name)}"
        f"{service}</Debiteur>"
    )
