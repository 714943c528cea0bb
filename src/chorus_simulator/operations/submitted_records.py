"""Reading a submitted invoice into the neutral record, so that it meets the controls of flows.

The amounts reconcile as in the portal's own example: TTC is HT plus VAT less the global discount,
and what is to pay is at most TTC. Amounts are rounded to six decimals.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from chorus_simulator.code_lists import CADRES, INVOICE_KINDS, PAYMENT_CODES, VAT_RATES
from chorus_simulator.controls.supplier import TYPES
from chorus_simulator.formats.record import (
    NOTHING,
    SIRET,
    DepositedInvoice,
    Format,
    Line,
    Totals,
    VatLine,
)
from chorus_simulator.operations import MalformedRefusal
from chorus_simulator.operations.submission_messages import TYPED
from chorus_simulator.store.contents import Content, ShownLine, ShownVat

if TYPE_CHECKING:
    import sqlite3

    from chorus_simulator.operations.submission_messages import (
        Submission,
        SubmittedLine,
        SubmittedVat,
    )

_TAGS = {
    "number": "numeroFactureSaisi",
    "kind": "references.typeFacture",
    "cadre": "cadreDeFacturation.codeCadreFacturation",
    "issue_date": "dateFacture",
    "origin_number": "references.numeroFactureOrigine",
    "supplier": "fournisseur.idFournisseur",
    "supplier_type": "fournisseur.idFournisseur",
    "supplier_name": "fournisseur.idFournisseur",
    "recipient": "destinataire.codeDestinataire",
    "recipient_type": "destinataire.codeDestinataire",
    "service": "destinataire.codeServiceExecutant",
    "engagement": "references.numeroBonCommande",
    "marche": "references.numeroMarche",
    "payment_mode": "references.modePaiement",
    "currency": "references.deviseFacture",
    "net": "montantTotal.montantHtTotal",
    "gross": "montantTotal.montantTtcTotal",
    "payable": "montantTotal.montantAPayer",
    "vat": "ligneTva",
    "vat_total": "montantTotal.montantTVA",
    "line_quantity": "lignePoste.lignePosteQuantite",
    "document": "pieceJointePrincipale",
}
_PLACES = Decimal("0.000001")
_SHORT_CADRES = {name: code for code, name in CADRES.items()}
_TYPE_NUMBERS = {name: number for number, name in TYPES.items()}


def money(value: float | None) -> Decimal:
    """Read an amount, half up to six decimals, without useless zeros."""
    if value is None:
        return NOTHING
    exact = Decimal(repr(value)).quantize(_PLACES, ROUND_HALF_UP).normalize()
    return exact.quantize(Decimal("0.01")) if exact == round(exact, 2) else exact


def issue_date(asked: Submission, today: date) -> date:
    """Read the date of an invoice; one that is typed in without a date is of today."""
    if not asked.dateFacture:
        if asked.modeDepot == TYPED:
            return today
        raise MalformedRefusal("SIM_MSG_00.001 - Champ « dateFacture » : obligatoire.")
    try:
        return date.fromisoformat(asked.dateFacture[:10])
    except ValueError as error:
        raise MalformedRefusal("SIM_MSG_02.001 - Date illisible dans dateFacture.") from error


def record_of(
    asked: Submission, supplier: sqlite3.Row, number: str, day: date, size: int
) -> DepositedInvoice:
    """Read a submission; its gross total is given before the global discount."""
    typed = asked.modeDepot == TYPED
    references, totals = asked.references, asked.montantTotal
    wanted = Format(_TAGS, label="{} : ", needs_main_document=not typed)
    lines = tuple(_line(line) for line in asked.lignePoste or ())
    return DepositedInvoice(
        format=wanted,
        number=number,
        kind=INVOICE_KINDS[references.typeFacture],
        cadre=_SHORT_CADRES.get(
            asked.cadreDeFacturation.codeCadreFacturation,
            asked.cadreDeFacturation.codeCadreFacturation,
        ),
        issue_date=day,
        supplier_type=_TYPE_NUMBERS.get(supplier["identifier_type"], ""),
        supplier=supplier["identifier"],
        supplier_name=supplier["name"],
        recipient_type=SIRET,
        recipient=asked.destinataire.codeDestinataire,
        recipient_name="",
        service=asked.destinataire.codeServiceExecutant or None,
        service_name=None,
        engagement=references.numeroBonCommande or None,
        marche=references.numeroMarche or None,
        origin_number=references.numeroFactureOrigine or None,
        payment_mode=PAYMENT_CODES.get(references.modePaiement or ""),
        currency=references.deviseFacture,
        totals=Totals(
            net=money(totals.montantHtTotal),
            gross=money(totals.montantTtcTotal) + money(totals.montantRemiseGlobaleTTC),
            payable=money(totals.montantAPayer),
            vat=money(totals.montantTVA),
            lines=sum((line.net or NOTHING for line in lines), NOTHING) if typed else None,
        ),
        vat=_vat(asked),
        lines=lines,
        main_documents=0 if asked.main_file() is None else 1,
        size=size,
    )


def after_discount(invoice: DepositedInvoice, asked: Submission) -> DepositedInvoice:
    """Give the invoice as it is recorded: its gross total is what remains after the discount."""
    gross = money(asked.montantTotal.montantTtcTotal)
    return replace(invoice, totals=replace(invoice.totals, gross=gross))


def _line(line: SubmittedLine) -> Line:
    quantity, price = money(line.lignePosteQuantite), money(line.lignePosteMontantUnitaireHT)
    return Line(
        label=str(line.lignePosteNumero),
        net=quantity * price - money(line.lignePosteMontantRemiseHT),
        quantity=f"{quantity.normalize():f}",
    )


def _vat(asked: Submission) -> tuple[VatLine, ...]:
    """Read the VAT; without a breakdown the totals stand for one."""
    if not asked.ligneTva:
        totals = asked.montantTotal
        return (VatLine(money(totals.montantHtTotal), money(totals.montantTVA)),)
    return tuple(
        VatLine(money(line.ligneTvaMontantBaseHtParTaux), money(line.ligneTvaMontantTvaParTaux))
        for line in asked.ligneTva
    )


def content_of(asked: Submission, account: sqlite3.Row | None) -> Content:
    """Draw what is shown of a submission."""
    totals = asked.montantTotal
    discount = totals.montantRemiseGlobaleTTC
    return Content(
        account="" if account is None else account["iban"],
        account_id=None if account is None else account["id"],
        vat_total=str(money(totals.montantTVA)),
        discount="" if discount is None else str(money(discount)),
        discount_reason=totals.motifRemiseGlobaleTTC or "",
        exemption=asked.references.motifExonerationTva or "",
        vat=tuple(_shown_vat(line) for line in asked.ligneTva or ()),
        lines=tuple(_shown_line(line) for line in asked.lignePoste or ()),
    )


def _shown_line(line: SubmittedLine) -> ShownLine:
    read = _line(line)
    return ShownLine(
        number=line.lignePosteNumero,
        name=line.lignePosteDenomination,
        reference=line.lignePosteReference or "",
        quantity=read.quantity,
        unit=line.lignePosteUnite or "",
        price=str(money(line.lignePosteMontantUnitaireHT)),
        discount=""
        if line.lignePosteMontantRemiseHT is None
        else str(money(line.lignePosteMontantRemiseHT)),
        net=str(read.net),
        rate=_rate(line.lignePosteTauxTva, line.lignePosteTauxTvaManuel),
        rate_code=line.lignePosteTauxTva or "",
    )


def _shown_vat(line: SubmittedVat) -> ShownVat:
    return ShownVat(
        base=str(money(line.ligneTvaMontantBaseHtParTaux)),
        amount=str(money(line.ligneTvaMontantTvaParTaux)),
        rate=_rate(line.ligneTvaTaux, line.ligneTvaTauxManuel),
        rate_code=line.ligneTvaTaux or "",
    )


def _rate(code: str | None, manual: float | None) -> str:
    """Give the rate in percent; unknown codes were refused before."""
    if code:
        return VAT_RATES[code][0]
    return "" if manual is None else f"{money(manual).normalize():f}"
