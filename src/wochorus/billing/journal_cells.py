"""How one cell of a journal file is read: exactly, or refused.

Each reader takes the text of a filled cell and returns its value, or raises `CellRefused` with a
French phrase that says what was expected.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from wochorus.billing.models import InvoiceKind, InvoiceSource, OperationCategory
from wochorus.billing.payment_means import PaymentMeans
from wochorus.billing.tax_categories import TaxCategory
from wochorus.core.countries import country_code
from wochorus.core.dates import parse_date, time_beside_date
from wochorus.core.identifiers import compact_identifier
from wochorus.core.money import CENT, parse_decimal
from wochorus.core.text import fold
from wochorus.customers.models import BuyerKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.db.models import TextChoices

SMALLEST_RATE = Decimal("0.9")
"""The lowest French VAT rate; below it, a spreadsheet has turned 20 % into 0.2."""
LARGEST_RATE = Decimal(100)
YEARS = range(1900, 2200)
EXACT_DIGITS = 15
"""A spreadsheet computes with 15 significant digits; the rest is binary dust."""

_SCIENTIFIC = re.compile(r"\d([.,]\d+)?E\+\d\d")
"""As spreadsheets write it, to the sign: `12E34` is a code like another."""
_SPREADSHEET_ERROR = re.compile(
    r"#(N/A|REF!|VALEUR!|VALUE!|DIV/0!|NOM\?|NAME\?|NULL?!|NOMBRE!|NUM!)"
)
_THOUSANDS_OR_DECIMALS = re.compile(r"[+-]?\d{1,3}[.,]\d{3}")
_EXEMPTION_CODE = re.compile(r"(VATEX-[A-Z]{2}-[A-Z0-9-]+)(?:\s*:)?(?:\s+(.*))?", re.IGNORECASE)
_CADRE = re.compile(r"[A-Z]\d{1,2}")
_OTHER_EURO_NAMES = {"eur", "€", "euro", "euros"}


class CellRefused(ValueError):
    """A cell that cannot be read; the text says what was expected."""


def text(longest: int) -> Callable[[str], str]:
    """Make a reader of free text, its line breaks and repeated spaces turned into one space."""

    def read(cell: str) -> str:
        return _checked(" ".join(cell.split()), longest)

    return read


def code(longest: int) -> Callable[[str], str]:
    """Make a reader of references: kept to the letter, and never a number gone scientific."""

    def read(cell: str) -> str:
        if _SCIENTIFIC.fullmatch(cell):
            raise CellRefused(
                "le tableur a remplacé ce code par un nombre abrégé : mettez la colonne au format "
                "Texte et retapez le code"
            )
        return _checked(cell.strip(), longest)

    return read


def _checked(value: str, longest: int) -> str:
    if not value.isprintable():
        raise CellRefused("un caractère invisible s'y trouve : retapez la valeur")
    if _SPREADSHEET_ERROR.fullmatch(value):
        raise CellRefused("c'est une erreur du tableur : corrigez la formule")
    if len(value) > longest:
        raise CellRefused(f"{longest} caractères au plus (ici {len(value)})")
    return value


def siret(cell: str) -> str:
    """Read a SIRET as it was typed, its spaces apart: the checks say whether it is right."""
    return code(30)(compact_identifier(cell))


def day(cell: str) -> date:
    """Read a date of this century, the next or the last: spreadsheets know no other."""
    try:
        value = parse_date(cell)
    except ValueError:
        if time := time_beside_date(cell):
            raise CellRefused(f"une date sans heure : retirez {time}") from None
        raise CellRefused("une date comme 24/11/2026") from None
    if value.year not in YEARS:
        raise CellRefused(f"une date de {YEARS.start} à {YEARS.stop - 1}")
    return value


def amount(cell: str) -> Decimal:
    """Read an amount in euros, to the cent exactly."""
    if _THOUSANDS_OR_DECIMALS.fullmatch(cell):
        raise CellRefused(
            "un montant comme 1234,56 (avec trois chiffres après le séparateur, il est ambigu)"
        )
    value = number(cell, "un montant comme 1234,56")
    if value != value.quantize(CENT):
        raise CellRefused("deux décimales au plus : arrondissez le montant vous-même")
    return value.quantize(CENT)


def rate(cell: str) -> Decimal:
    """Read a VAT rate in per cent."""
    value = number(cell, "un taux en pour cent comme 20 ou 5,5")
    if value != value.quantize(CENT) or not 0 <= value <= LARGEST_RATE:
        raise CellRefused("un taux en pour cent de 0 à 100, deux décimales au plus")
    if 0 < value < SMALLEST_RATE:
        raise CellRefused("un taux en pour cent : écrivez 20 pour 20 %, et non 0,2")
    return value.quantize(CENT)


def number(cell: str, expected: str) -> Decimal:
    """Read a number, the binary dust of spreadsheets apart; ``expected`` says what was awaited."""
    try:
        value = parse_decimal(cell)
    except ValueError:
        raise CellRefused(expected) from None
    digits = value.as_tuple().digits
    return value if len(digits) <= EXACT_DIGITS else Decimal(f"{value:.{EXACT_DIGITS}g}")


def currency(cell: str) -> str:
    """Read the currency: the euro alone can be deposited in this format."""
    if fold(cell) not in _OTHER_EURO_NAMES:
        raise CellRefused("EUR : seules les factures en euros sont prises")
    return "EUR"


def cadre(cell: str) -> str:
    """Read a billing frame: `A1`, or Chorus Pro's long name `A1_FACTURE_FOURNISSEUR`."""
    short = cell.strip().upper().replace(" ", "_").split("_")[0]
    if not _CADRE.fullmatch(short):
        raise CellRefused("un code comme A1, A2, A9 ou A12")
    return short


def _one_of(members: type[TextChoices], **others: str) -> Callable[[str], str]:
    """Make a reader of a choice: the French label, the code, or one of ``others``."""
    known = {fold(str(member.label)): member.value for member in members}
    known |= {fold(str(member.value)): member.value for member in members}
    known |= {name.replace("_", " "): value for name, value in others.items()}
    expected = ", ".join(str(member.label) for member in members)

    def read(cell: str) -> str:
        try:
            return str(known[fold(cell).replace(".", "")])
        except KeyError:
            raise CellRefused(f"une valeur parmi : {expected}") from None

    return read


kind = _one_of(
    InvoiceKind,
    f=InvoiceKind.INVOICE,
    fac=InvoiceKind.INVOICE,
    facture_client=InvoiceKind.INVOICE,
    a=InvoiceKind.CREDIT_NOTE,
    av=InvoiceKind.CREDIT_NOTE,
    avoir_client=InvoiceKind.CREDIT_NOTE,
)
buyer_kind = _one_of(
    BuyerKind, publique=BuyerKind.PUBLIC, privee=BuyerKind.PRIVATE, prive=BuyerKind.PRIVATE
)
source = _one_of(
    InvoiceSource,
    contrats=InvoiceSource.CONTRACT,
    libre=InvoiceSource.FREE,
    tc=InvoiceSource.EXTRA_WORK,
    travaux=InvoiceSource.EXTRA_WORK,
)
payment_means = _one_of(
    PaymentMeans,
    vir=PaymentMeans.TRANSFER,
    virement_bancaire=PaymentMeans.TRANSFER,
    prelevement_automatique=PaymentMeans.DIRECT_DEBIT,
    chq=PaymentMeans.CHEQUE,
    cb=PaymentMeans.CARD,
    carte_bancaire=PaymentMeans.CARD,
    espece=PaymentMeans.CASH,
)


operation_category = _one_of(
    OperationCategory,
    service=OperationCategory.SERVICES,
    prestation_de_services=OperationCategory.SERVICES,
    prestations_de_services=OperationCategory.SERVICES,
    bien=OperationCategory.GOODS,
    livraison_de_biens=OperationCategory.GOODS,
    mixtes=OperationCategory.MIXED,
)
tax_category = _one_of(
    TaxCategory,
    taxe=TaxCategory.STANDARD,
    normale=TaxCategory.STANDARD,
    taux_normal=TaxCategory.STANDARD,
    taux_reduit=TaxCategory.STANDARD,
    zero=TaxCategory.ZERO,
    exonere=TaxCategory.EXEMPT,
    exoneration=TaxCategory.EXEMPT,
    auto_liquidation=TaxCategory.REVERSE_CHARGE,
    autoliquidee=TaxCategory.REVERSE_CHARGE,
    livraison_intracommunautaire=TaxCategory.INTRA_COMMUNITY,
    exportation=TaxCategory.EXPORT,
    hors_champ_de_la_tva=TaxCategory.OUT_OF_SCOPE,
    hors_tva=TaxCategory.OUT_OF_SCOPE,
)


def exemption(cell: str) -> tuple[str, str]:
    """Read why there is no VAT: a code of the VATEX list, a sentence, or both; return both."""
    value = text(1024)(cell)
    if found := _EXEMPTION_CODE.fullmatch(value):
        return found[1].upper(), found[2] or ""
    return "", value


def country(cell: str) -> str:
    """Read a country by its code or its French name."""
    try:
        return country_code(cell)
    except ValueError:
        raise CellRefused("un pays par son code à deux lettres (FR, BE…) ou son nom") from None


def vat_number(cell: str) -> str:
    """Read a VAT number as it was typed, spaces and small letters apart."""
    return code(20)(compact_identifier(cell).upper())


def file_name(cell: str) -> str:
    """Read the name of a file of the folder given at import, sub-folders allowed."""
    name = _checked(cell.strip(), 1000).replace("\\", "/")
    path = PurePosixPath(name)
    outside = path.is_absolute() or ".." in path.parts or ":" in path.parts[0]
    if outside or not path.name:
        raise CellRefused("le nom d'un fichier du dossier, sans « .. » ni chemin complet")
    if len(path.name) > 255:  # noqa: PLR2004 - the longest name that a disk takes
        raise CellRefused("un nom de fichier de 255 caractères au plus")
    return str(path)


def pdf_name(cell: str) -> str:
    """Read the name of the PDF of the invoice."""
    name = file_name(cell)
    if not name.lower().endswith(".pdf"):
        raise CellRefused("le nom d'un fichier .pdf")
    return name


def file_names(cell: str) -> tuple[str, ...]:
    """Read names separated by `|`, each once."""
    names = [file_name(name) for name in cell.split("|") if name.strip()]
    return tuple(dict.fromkeys(names))
