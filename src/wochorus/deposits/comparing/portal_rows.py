"""What a row of the portal's search is: sent or only begun, kept or refused, and by which way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wochorus.choruspro.catalogue import invoice_status
from wochorus.choruspro.catalogue.deposit_modes import DEPOSIT_MODES
from wochorus.core.identifiers import SIREN_LENGTH, compact_identifier
from wochorus.core.text import storable

if TYPE_CHECKING:
    from wochorus.choruspro import InvoiceRow

DRAFTS = frozenset({"BROUILLON", "INTERPRETEE_OCR"})
"""Begun on the portal, and not sent: the number is not used yet, the recipient sees nothing."""
SET_ASIDE = frozenset({"SUPPRIMEE", "ABANDONNEE"})
"""Kept by the portal, and treated by nobody."""
TYPED_ON_THE_PORTAL = frozenset(
    {
        *("SAISIE_PORTAIL", "SAISIE_WEB", "DEPOT_PDF_PORTAIL", "DEPOT_PDF_SIGNE_PORTAIL"),
        *("PORTAIL_PDF", "UPLOAD_PORTAIL"),
    }
)
"""Values of ``modeDepot`` that a person on the portal gives. AIFE external specification."""

_FLOW_NUMBER = re.compile(r"[0-9A-Za-z_-]{1,25}", re.ASCII)


def is_draft(row: InvoiceRow) -> bool:
    """Tell whether the invoice was begun on the portal and never sent."""
    return row.status in DRAFTS


def is_on_portal(row: InvoiceRow) -> bool:
    """Tell whether Chorus Pro has received the invoice and kept it: its number is used."""
    return not is_draft(row) and invoice_status(row.status).is_recorded


def status_in_words(row: InvoiceRow) -> str:
    """Write the status with its meaning: ``REJETEE, rejetée, définitivement : …``."""
    meaning = invoice_status(row.status)
    return meaning.label if meaning.is_known else (row.status or "sans statut")


def flow_number_of(row: InvoiceRow) -> str:
    """Give the number of the row's flow; nothing when what the portal shows can be none."""
    return row.flow_number if _FLOW_NUMBER.fullmatch(row.flow_number) else ""


def way_in_words(row: InvoiceRow) -> str:
    """Say how the invoice came to the portal; an unknown way shows raw."""
    mode = DEPOSIT_MODES.get(row.deposit_mode)
    return mode.label if mode else row.deposit_mode or "d'une façon que le portail ne dit pas"


def siret_of(row: InvoiceRow) -> str:
    """Give the supplier's identifier without spaces."""
    return compact_identifier(row.supplier_siret)


def is_of_siren(row: InvoiceRow, siren: str) -> bool:
    """Tell whether the supplier is of this company; a row that names none passes for it."""
    return siret_of(row)[:SIREN_LENGTH] in ("", siren)


def raw_of(row: InvoiceRow) -> Any:  # noqa: ANN401 - JSON
    """Give all that the portal said of an invoice, as the database can keep it."""
    return storable_json(row.raw)


def storable_json(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Make every text of a JSON value one that the database can keep; a tuple becomes a list."""
    match value:
        case str():
            return storable(value)
        case dict():
            return {storable(str(key)): storable_json(each) for key, each in value.items()}
        case list() | tuple():
            return [storable_json(each) for each in value]
        case _:
            return value
