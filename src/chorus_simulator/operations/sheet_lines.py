"""The lines and the VAT breakdown of an invoice's sheet."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING

from chorus_simulator.code_lists import VAT_RATES

if TYPE_CHECKING:
    from chorus_simulator.operations.sheet_messages import Line, Vat
    from chorus_simulator.store.contents import Content, ShownLine, ShownVat

_CENT = Decimal("0.01")
_HUNDRED = 100


def number(text: str) -> float | None:
    """Read a kept amount; None when there is none, or when it is no number."""
    found = _decimal(text)
    return None if found is None else float(found)


def _decimal(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def lines_of(content: Content) -> list[Line]:
    """Show the lines; the VAT of a line is computed from its rate, half up to the cent."""
    return [_line(line) for line in content.lines]


def _line(line: ShownLine) -> Line:
    net, rate = _decimal(line.net), _decimal(line.rate)
    vat = None
    if net is not None and rate is not None:
        vat = (net * rate / _HUNDRED).quantize(_CENT, ROUND_HALF_UP)
    return {
        "lignePosteNumero": line.number,
        "lignePosteReference": line.reference or None,
        "lignePosteDenomination": line.name or None,
        "lignePosteQuantite": number(line.quantity),
        "lignePosteUniteCode": None,
        "lignePosteUniteLibelle": line.unit or None,
        "lignePosteMontantUnitaireHT": number(line.price),
        "lignePosteMontantRemiseHT": number(line.discount),
        "lignePosteTauxTva": line.rate_code or None,
        "lignePosteTauxTvaManuel": None if line.rate_code else number(line.rate),
        "lignePosteMontantHtApresRemise": None if net is None else float(net),
        "lignePosteMontantTva": None if vat is None else float(vat),
        "lignePosteMontantTtcApresRemise": None if vat is None or net is None else float(net + vat),
    }


def breakdown_of(content: Content) -> list[Vat]:
    """Show the VAT breakdown."""
    return [_vat(line) for line in content.vat]


def _vat(line: ShownVat) -> Vat:
    code = line.rate_code
    return {
        "ligneTvaTauxRefId": list(VAT_RATES).index(code) + 1 if code in VAT_RATES else None,
        "ligneTvaTauxRefCode": code or None,
        "ligneTvaTauxRefLibelle": VAT_RATES[code][1] if code in VAT_RATES else None,
        "ligneTvaTauxRefValeur": number(line.rate) if code else None,
        "ligneTvaTauxManuel": None if code else number(line.rate),
        "ligneTvaMontantBaseHtParTaux": number(line.base) or 0.0,
        "ligneTvaMontantTvaParTaux": number(line.amount) or 0.0,
    }
