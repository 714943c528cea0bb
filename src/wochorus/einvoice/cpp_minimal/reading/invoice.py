"""One invoice of a flow: its parties, its data, its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.cpp_minimal.flow import SIRET_TYPE, MinimalInvoice, Party, Tax
from wochorus.einvoice.cpp_minimal.reading.attachments import read_attachments
from wochorus.einvoice.findings import Severity

if TYPE_CHECKING:
    from wochorus.einvoice.cpp_minimal.reading.documents import StoredDocument
    from wochorus.einvoice.xml_reading import Node


def read_invoice(unit: Node, documents: list[StoredDocument]) -> MinimalInvoice | None:
    """Read one invoice; ``None``, and told, when it lacks what each invoice has."""
    supplier = _read_supplier(unit)
    recipient = _read_recipient(unit)
    attachments = read_attachments(unit, documents)
    data = unit.child("DonneesFacture")
    if data is None:
        unit.missing("DonneesFacture", "BT-1")
        return None
    number = data.needed_text("Id", "BT-1")
    kind = data.needed_text("Type", "BT-3")
    issue_date = data.needed_day("DateEmissionFacture", "BT-2")
    amounts = data.child("Montants")
    if amounts is None:
        data.missing("Montants", "BT-115")
        return None
    without_tax = amounts.needed_number("MontantHT", "BT-109")
    with_tax = amounts.needed_number("MontantTTC", "BT-112")
    due = amounts.needed_number("MontantNetAPayer", "BT-115")
    if number is None or kind is None or issue_date is None or recipient is None:
        return None
    if without_tax is None or with_tax is None or due is None:
        return None
    references = data.child("Engagement")
    return MinimalInvoice(
        number=number,
        kind=kind,
        cadre=data.text("Cadre") or data.assume("Cadre", "BT-23", "A1"),
        issue_date=issue_date,
        payment_means=_read_payment_means(data),
        currency=data.text("Devise") or data.assume("Devise", "BT-5", "EUR"),
        recipient=recipient,
        total_without_tax=without_tax,
        total_with_tax=with_tax,
        amount_due=due,
        taxes=_read_taxes(data),
        marche=(references and references.text("NumeroMarche")) or "",
        engagement=(references and references.text("NumeroEngagement")) or "",
        attachments=attachments,
        supplier=supplier,
    )


def _read_supplier(unit: Node) -> Party | None:
    group = unit.child("Fournisseur")
    if group is None:
        unit.assume("Fournisseur", "BG-4", "l'émetteur du flux")
        return None
    _check_is_siret(group)
    siret, name = group.text("Identifiant"), group.text("RaisonSociale")
    if group.element.findtext("CodePays") == "FR":
        group.ignore("CodePays")
    return Party(siret or "", name or "")


def _read_recipient(unit: Node) -> Party | None:
    group = unit.child("Debiteur")
    if group is None:
        unit.missing("Debiteur", "BG-7")
        return None
    _check_is_siret(group)
    siret = group.needed_text("Identifiant", "BT-46")
    name, service = group.text("Nom"), group.text("CodeService")
    return None if siret is None else Party(siret, name or "", service or "")


def _check_is_siret(party: Node) -> None:
    element = party.take("TypeIdentifiant")
    kind = SIRET_TYPE if element is None else party.text_of(element)
    if element is None or kind == SIRET_TYPE:
        return
    party.log.tell(
        element,
        "WO-CPP-IDENTIFIANT",
        Severity.WARNING,
        f"L'identifiant est de type « {kind} » et non un SIRET (type {SIRET_TYPE}) : il est repris "
        "comme un SIRET",
        remedy="Vérifiez l'identifiant de cette partie.",
    )


def _read_payment_means(data: Node) -> str:
    group = data.child("ModePaiement")
    return (group and group.text("Code")) or ""


def _read_taxes(data: Node) -> tuple[Tax, ...]:
    group = data.child("TVAS")
    taxes = map(_read_tax, group.children("TVA")) if group is not None else ()
    return tuple(tax for tax in taxes if tax is not None)


def _read_tax(group: Node) -> Tax | None:
    rate = group.needed_number("Taux", "BT-119")
    base = group.needed_number("BaseHt", "BT-116")
    tax = group.needed_number("MontantTVA", "BT-117")
    return None if rate is None or base is None or tax is None else Tax(rate, base, tax)
