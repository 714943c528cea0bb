"""How the cells that only a journal has are read; see `wochorus.spreadsheets.cells`."""

from __future__ import annotations

from pathlib import PurePosixPath

from wochorus.billing.models import InvoiceKind, InvoiceSource, OperationCategory
from wochorus.core.identifiers import compact_identifier
from wochorus.core.text import fold
from wochorus.spreadsheets.cells import CellRefused, checked, code, one_of

_OTHER_EURO_NAMES = {"eur", "€", "euro", "euros"}


def currency(cell: str) -> str:
    """Read the currency: the euro alone can be deposited in this format."""
    if fold(cell) not in _OTHER_EURO_NAMES:
        raise CellRefused("EUR : seules les factures en euros sont prises")
    return "EUR"


def validator(cell: str) -> str:
    """Read who validates an invoice: a SIRET most often, else another identifier."""
    return code(18)(compact_identifier(cell))


kind = one_of(
    InvoiceKind,
    f=InvoiceKind.INVOICE,
    fac=InvoiceKind.INVOICE,
    facture_client=InvoiceKind.INVOICE,
    a=InvoiceKind.CREDIT_NOTE,
    av=InvoiceKind.CREDIT_NOTE,
    avoir_client=InvoiceKind.CREDIT_NOTE,
)
source = one_of(
    InvoiceSource,
    contrats=InvoiceSource.CONTRACT,
    libre=InvoiceSource.FREE,
    tc=InvoiceSource.EXTRA_WORK,
    travaux=InvoiceSource.EXTRA_WORK,
)
operation_category = one_of(
    OperationCategory,
    service=OperationCategory.SERVICES,
    prestation_de_services=OperationCategory.SERVICES,
    prestations_de_services=OperationCategory.SERVICES,
    bien=OperationCategory.GOODS,
    livraison_de_biens=OperationCategory.GOODS,
    mixtes=OperationCategory.MIXED,
)


def file_name(cell: str) -> str:
    """Read the name of a file of the folder given at import, sub-folders allowed."""
    name = checked(cell.strip(), 1000).replace("\\", "/")
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
