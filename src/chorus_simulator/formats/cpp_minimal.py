"""The CPP minimal format: ``CPPFactureMixte``, one XML file, n invoices, each with its PDF.

No schema is public; the element tree comes from one public sample (CPPFactureMixte V1.14). Where
that sample is silent, this reading was chosen:

- elements come in the order of the sample, as a schema sequence would have it;
- optional: CodeService and NomService, Engagement and both its parts, ModePaiement (a credit
  note has none), TVAS, CodePays; an empty optional element counts as absent;
- IdFactureOrigine may follow Id, as in the pivot that recipients receive;
- ``Compteur`` is the number of invoices and ``NumOrdre`` counts them from 1;
- the type of an attachment other than 01 and 02 is a fault of the invoice, not of the file.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from chorus_simulator.formats import FlowUnreadableError, tags
from chorus_simulator.formats.attachments import ANNEX, MAIN, Budget, check_attachment
from chorus_simulator.formats.grammar import MANY, Element, check, elements
from chorus_simulator.formats.limits import megabytes
from chorus_simulator.formats.record import DepositedInvoice, Format, Totals, VatLine
from chorus_simulator.formats.safe_xml import read_by_unit

if TYPE_CHECKING:
    from lxml import etree

UNIT = "CPPFactureMixteUnitaire"


def _leaf(name: str, form: str = "token", least: int = 1) -> Element:
    return Element(name, form=form, least=least)


_PARTY = (_leaf("TypeIdentifiant"), _leaf("Identifiant"))
_INVOICE = Element(
    UNIT,
    (
        Element(
            "Fournisseur", (*_PARTY, _leaf("RaisonSociale"), _leaf("CodePays", "text", least=0))
        ),
        Element(
            "Debiteur",
            (
                *_PARTY,
                _leaf("Nom"),
                _leaf("CodeService", "text", least=0),
                _leaf("NomService", "text", least=0),
            ),
        ),
        Element(
            "DonneesFacture",
            (
                _leaf("Id"),
                _leaf("IdFactureOrigine", "text", least=0),
                _leaf("Type"),
                _leaf("Cadre"),
                _leaf("DateEmissionFacture", "date"),
                Element("ModePaiement", (_leaf("Code"),), least=0),
                _leaf("Devise"),
                Element(
                    "Montants",
                    tuple(
                        _leaf(name, "decimal")
                        for name in ("MontantHT", "MontantTTC", "MontantNetAPayer")
                    ),
                ),
                Element(
                    "TVAS",
                    (
                        Element(
                            "TVA",
                            tuple(_leaf(n, "decimal") for n in ("Taux", "BaseHt", "MontantTVA")),
                            most=MANY,
                        ),
                    ),
                    least=0,
                ),
                Element(
                    "Engagement",
                    (
                        _leaf("NumeroMarche", "text", least=0),
                        _leaf("NumeroEngagement", "text", least=0),
                    ),
                    least=0,
                ),
            ),
        ),
        Element(
            "PJ",
            (
                _leaf("Contenu"),
                _leaf("NomPJ"),
                _leaf("TypePJ"),
                _leaf("MimeTypePJ"),
            ),
            most=MANY,
            attributes={"NumOrdre": "order"},
        ),
    ),
    attributes={"NumOrdre": "order"},
)
_ENVELOPE = Element(
    "EnveloppeUnitaire",
    (
        Element(
            "Parametres",
            (
                Element(
                    "ParametreIndiv",
                    (_leaf("Code"), _leaf("Valeurparametre", "text")),
                    most=MANY,
                    attributes={"NumOrdre": "order"},
                ),
            ),
        ),
        Element(
            "Partenaires",
            (Element("Recepteur", (_leaf("Id"),)), Element("Emetteur", (_leaf("Id"),))),
        ),
    ),
    attributes={"NumOrdre": "order"},
)
_FILE = Element(
    "CPPFactureMixte",
    (
        Element("Enveloppe", (_ENVELOPE,)),
        Element(
            "CPPFactures",
            (Element(UNIT, most=MANY, opaque=True, attributes={"NumOrdre": "order"}),),
            attributes={"Compteur": "order"},
        ),
    ),
)

FORMAT = Format(tags.CPP)


def read(content: bytes, budget: Budget) -> list[DepositedInvoice]:
    """Read and check a file; attachments are checked and then let go (FlowUnreadableError)."""
    found: list[DepositedInvoice] = []

    def visit(node: etree._Element) -> None:
        check(node, _INVOICE)
        found.append(_invoice(node, budget))

    root = read_by_unit(content, UNIT, visit)
    if root.tag != _FILE.name:
        raise FlowUnreadableError(
            "ERR_XSD_001",
            f"cvc-elt.1 : la racine « {root.tag!s} » n'est pas connue ; « {_FILE.name} » attendu.",
        )
    check(root, _FILE)
    _check_count(root)
    return found


def _check_count(root: etree._Element) -> None:
    batch = root.find("CPPFactures")
    if batch is None:
        raise FlowUnreadableError("ERR_XSD_001", "« CPPFactures » manque.")
    orders = [int(unit.get("NumOrdre", "0")) for unit in elements(batch)]
    if int(batch.get("Compteur", "0")) != len(orders):
        raise FlowUnreadableError(
            "IRR_SYNTAX",
            f"l'attribut Compteur vaut {batch.get('Compteur')} pour {len(orders)} facture(s).",
        )
    if orders != list(range(1, len(orders) + 1)):
        raise FlowUnreadableError(
            "IRR_SYNTAX", "les attributs NumOrdre des factures doivent se suivre à partir de 1."
        )


def _invoice(node: etree._Element, budget: Budget) -> DepositedInvoice:
    documents = [_text(part, "TypePJ") for part in node.iterchildren("PJ")]
    return DepositedInvoice(
        format=FORMAT,
        # Not stripped: a number that begins or ends with a space is a fault to tell.
        number=node.findtext("DonneesFacture/Id") or "",
        kind=_text(node, "DonneesFacture/Type"),
        cadre=_text(node, "DonneesFacture/Cadre"),
        issue_date=date.fromisoformat(_text(node, "DonneesFacture/DateEmissionFacture")),
        supplier_type=_text(node, "Fournisseur/TypeIdentifiant"),
        supplier=_text(node, "Fournisseur/Identifiant"),
        supplier_name=_text(node, "Fournisseur/RaisonSociale"),
        recipient_type=_text(node, "Debiteur/TypeIdentifiant"),
        recipient=_text(node, "Debiteur/Identifiant"),
        recipient_name=_text(node, "Debiteur/Nom"),
        service=_text(node, "Debiteur/CodeService") or None,
        service_name=_text(node, "Debiteur/NomService") or None,
        engagement=_text(node, "DonneesFacture/Engagement/NumeroEngagement") or None,
        marche=_text(node, "DonneesFacture/Engagement/NumeroMarche") or None,
        origin_number=_text(node, "DonneesFacture/IdFactureOrigine") or None,
        payment_mode=_text(node, "DonneesFacture/ModePaiement/Code") or None,
        currency=_text(node, "DonneesFacture/Devise"),
        totals=Totals(
            net=_amount(node, "MontantHT"),
            gross=_amount(node, "MontantTTC"),
            payable=_amount(node, "MontantNetAPayer"),
        ),
        vat=tuple(_vat_line(line) for line in node.iterfind("DonneesFacture/TVAS/TVA")),
        main_documents=documents.count(MAIN),
        unknown_document_types=tuple(t for t in documents if t not in (MAIN, ANNEX)),
        size=_attachments_size(node, budget),
    )


def _attachments_size(node: etree._Element, budget: Budget) -> int:
    size = 0
    for part in node.iterchildren("PJ"):
        content = part.find("Contenu")
        size += check_attachment(
            _text(part, "NomPJ"),
            "" if content is None else content.text or "",
            main=_text(part, "TypePJ") == MAIN,
            budget=budget,
        )
    if size > budget.limits.invoice:
        raise FlowUnreadableError(
            "IRR_TAILLE",
            f"les pièces de la facture {_text(node, 'DonneesFacture/Id')[:40]} dépassent "
            f"{megabytes(budget.limits.invoice)}.",
        )
    return size


def _vat_line(node: etree._Element) -> VatLine:
    base, amount = Decimal(_text(node, "BaseHt")), Decimal(_text(node, "MontantTVA"))
    return VatLine(base, amount, _text(node, "Taux"))


def _amount(node: etree._Element, name: str) -> Decimal:
    return Decimal(_text(node, f"DonneesFacture/Montants/{name}"))


def _text(node: etree._Element, path: str) -> str:
    return (node.findtext(path) or "").strip()
