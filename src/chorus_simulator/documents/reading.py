"""What the text of a PDF says of an invoice: its number, date, parties, references, amounts.

Each value is looked for beside the words that announce it on French invoices. What is not found
beside such words is None: nothing is guessed, but that a SIRET which is the account's is the
supplier's, and one of the directory the recipient's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_SPACES = "[ \u00a0\u202f]"
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août"),
    *("septembre", "octobre", "novembre", "décembre"),
)
_NUMBER_SIGN = r"(?:n[°ºo]\.?|num[ée]ro|réf(?:érence)?\.?)"
_TITLE = re.compile(r"^\s*(facture|avoir)\b", re.IGNORECASE | re.MULTILINE)
_NUMBERS = (
    re.compile(
        rf"{_NUMBER_SIGN}\s*(?:de\s+(?:la\s+)?|d['’]\s*)?(?:facture|avoir)\s*[:\-]?\s*(\S+)",
        re.IGNORECASE,
    ),
    re.compile(rf"(?:facture|avoir)\s*(?:{_NUMBER_SIGN}\s*)?[:\-]?\s*(\S*\d\S*)", re.IGNORECASE),
)
_DATE = re.compile(
    r"(?P<day>\d{1,2})[/.\-](?P<month>\d{1,2})[/.\-](?P<year>\d{4})"
    r"|(?P<iso>\d{4}-\d{2}-\d{2})"
    rf"|(?P<day_2>\d{{1,2}})(?:er)?\s+(?P<name>{'|'.join(_MONTHS)})\s+(?P<year_2>\d{{4}})",
    re.IGNORECASE,
)
_DATE_WORDS = re.compile(
    r"(?:date\s+(?:de\s+(?:la\s+)?facture|d['’]\s*[ée]mission|de\s+l['’]avoir|facture)|[ée]mise?\s+le"
    r"|date)\s*:?\s*",
    re.IGNORECASE,
)
_SIRET = re.compile(
    r"(?<!\d)\d{3}[ .\u00a0\u202f]?\d{3}[ .\u00a0\u202f]?\d{3}[ .\u00a0\u202f]?\d{5}(?!\d)"
)
_SERVICE = re.compile(r"(?:code\s+)?service(?:\s+ex[ée]cutant)?\s*:\s*(\S{1,100})", re.IGNORECASE)
_ENGAGEMENT = re.compile(
    r"(?:engagement(?:\s+juridique)?|\bEJ|bon\s+de\s+commande|commande)\s*"
    rf"(?:{_NUMBER_SIGN}\s*)?:?\s*([A-Za-z0-9][A-Za-z0-9/_\-]{{2,49}})",
    re.IGNORECASE,
)
_MINUS = "[-\u2212\u2013]"
_AMOUNT = re.compile(rf"{_MINUS}?(?:\d{{1,3}}(?:{_SPACES}\d{{3}})+|\d+)[.,]\d{{2}}(?!\d)")
_LABELS = {
    "net": r"(?:total|montant)\s+(?:net\s+)?(?:h\.?t\.?|hors\s+taxes?)",
    "vat": r"(?:total|montant)\s+(?:de\s+la\s+)?(?:t\.?v\.?a\.?|taxes)",
    "gross": r"(?:total|montant)\s+(?:t\.?t\.?c\.?|toutes\s+taxes\s+comprises)",
    "payable": r"(?:(?:net|reste|montant|total)\s+)?[àa]\s+payer",
}
_VAT_KINDS = (
    (r"tva\s+(?:acquittée\s+)?(?:sur|d['’]après)\s+les\s+d[ée]bits", "TVA_SUR_DEBIT"),
    (r"tva\s+(?:acquittée\s+)?sur\s+les\s+encaissements", "TVA_SUR_ENCAISSEMENT"),
    (r"293\s*B|tva\s+non\s+applicable", "SANS_TVA"),
    (r"exon[ée]r[ée]e?\s+de\s+tva", "EXONERATION"),
)
_NUMBER_MAXIMUM = 20


@dataclass(frozen=True, slots=True)
class ReadInvoice:
    """What was read; None where nothing was. Amounts in units of the currency."""

    number: str | None
    issue_date: date | None
    is_credit_note: bool | None
    sirets: tuple[str, ...]
    service: str | None
    engagement: str | None
    currency: str | None
    vat_kind: str | None
    net: Decimal | None
    vat: Decimal | None
    gross: Decimal | None
    payable: Decimal | None

    def siret(self, accepts: Callable[[str], bool]) -> str | None:
        """Give the first SIRET that is accepted."""
        return next((siret for siret in self.sirets if accepts(siret)), None)


def read_invoice(texts: Iterable[str]) -> ReadInvoice:
    """Read an invoice out of several readings of its PDF; the first that knows a value gives it."""
    first, *others = map(_read, texts)
    found = {name: getattr(first, name) for name in ReadInvoice.__slots__}
    for other in others:
        for name, value in found.items():
            found[name] = getattr(other, name) if value in (None, ()) else value
    return ReadInvoice(**found)


def _read(text: str) -> ReadInvoice:
    title = _TITLE.search(text)
    return ReadInvoice(
        number=_number(text),
        issue_date=_issue_date(text),
        is_credit_note=None if title is None else title.group(1).lower() == "avoir",
        sirets=tuple(dict.fromkeys(re.sub(r"\D", "", found) for found in _SIRET.findall(text))),
        service=_first(_SERVICE, text),
        engagement=next((each for each in _ENGAGEMENT.findall(text) if _has_digit(each)), None),
        currency="EUR" if re.search(r"€|\bEUR\b|\beuros?\b", text) else None,
        vat_kind=next(
            (kind for words, kind in _VAT_KINDS if re.search(words, text, re.IGNORECASE)), None
        ),
        **{name: _amount(text, words) for name, words in _LABELS.items()},
    )


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return None if found is None else found.group(1).strip(".,;")


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _number(text: str) -> str | None:
    for pattern in _NUMBERS:
        for found in pattern.findall(text):
            bare = found.strip(".,;:()#")
            if _has_digit(bare) and len(bare) <= _NUMBER_MAXIMUM and not _DATE.fullmatch(bare):
                return str(bare)
    return None


def _issue_date(text: str) -> date | None:
    """Read the first date that follows words which announce one."""
    announced = (_DATE.match(text, words.end()) for words in _DATE_WORDS.finditer(text))
    return next(filter(None, map(_date, filter(None, announced))), None)


def _date(found: re.Match[str]) -> date | None:
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        if found["name"]:
            month = _MONTHS.index(found["name"].lower()) + 1
            return date(int(found["year_2"]), month, int(found["day_2"]))
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _amount(text: str, words: str) -> Decimal | None:
    """Read the last amount after the words on their line, or the one alone on the next line."""
    for line in _lines_with(text, words):
        if found := _AMOUNT.findall(line):
            plain = re.sub(_MINUS, "-", re.sub(_SPACES, "", found[-1]))
            return Decimal(plain.replace(",", "."))
    return None


def _lines_with(text: str, words: str) -> Iterator[str]:
    pattern = re.compile(
        rf"(?<!\w){words}(?![a-z])(.*)(?:\n[ \t]*({_AMOUNT.pattern})[ \t€]*$)?",
        re.IGNORECASE | re.MULTILINE,
    )
    for found in pattern.finditer(text):
        yield found.group(1)
        yield found.group(2) or ""
