"""The columns of a file of customers: one table from which reading and writing come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wochorus.core.errors import InvalidInput
from wochorus.customers.values import cleaned, cleaned_fields
from wochorus.spreadsheets import cells
from wochorus.spreadsheets.cells import CellRefused
from wochorus.spreadsheets.columns import Column, ColumnTable
from wochorus.spreadsheets.refused_rows import ERROR_HEADER

if TYPE_CHECKING:
    from collections.abc import Callable

SHEET = "Clients"
CONTACT = "contact_"
"""How the fields of the contact begin."""
INFORMATION_HEADERS = ("Qui l'a dit", "Fermé le", "Archivé")


def _cleaned(field: str, longest: int) -> Callable[[str], Any]:
    def read(cell: str) -> Any:  # noqa: ANN401 - fields of any type
        text = cells.code(longest)(cell)
        try:
            return cleaned(field, text)
        except InvalidInput as error:
            raise CellRefused(_expected(error)) from error

    return read


def _expected(error: InvalidInput) -> str:
    """Keep what is expected: the cell and its column are told beside."""
    return error.what.rpartition("attendu : ")[2]


def _term(cell: str) -> str:
    text = cells.text(60)(cell)
    try:
        cleaned_fields({"term": text})
    except InvalidInput as error:
        raise CellRefused(_expected(error)) from error
    return text


_COLUMNS = (
    Column(
        "code",
        "Code client",
        cells.code(30),
        "Code du client chez vous.",
        aliases=("Code", "Compte client", "N° client"),
        required=True,
    ),
    Column(
        "name",
        "Client",
        cells.text(201),
        "Nom du client ; obligatoire s'il est nouveau.",
        aliases=("Nom", "Nom du client", "Raison sociale"),
    ),
    Column(
        "siret",
        "SIRET",
        _cleaned("siret", 30),
        "Les 14 chiffres.",
        aliases=("N° SIRET", "Numéro SIRET"),
    ),
    Column("siren", "SIREN", _cleaned("siren", 15), "Les 9 chiffres, si le SIRET manque."),
    Column(
        "kind",
        "Public/Privé",
        _cleaned("kind", 20),
        "Public ou Privé. Vide : le choix déjà fait reste ; à défaut il est deviné.",
        aliases=("Public ou privé", "Nature du client", "Type client"),
    ),
    Column(
        "vat_number",
        "N° TVA",
        _cleaned("vat_number", 30),
        "N° de TVA.",
        aliases=("N° de TVA", "TVA intracommunautaire"),
    ),
    Column(
        "ape",
        "APE",
        _cleaned("ape", 10),
        "Code d'activité en NAF rév. 2.",
        aliases=("Code APE", "NAF", "Code NAF"),
    ),
    Column(
        "ape_2025",
        "APE 2025",
        _cleaned("ape_2025", 10),
        "Code d'activité en NAF 2025, en vigueur le 01/01/2027.",
        aliases=("NAF 2025", "Code APE 2025"),
    ),
    Column(
        "legal_category",
        "Catégorie juridique",
        _cleaned("legal_category", 10),
        "Les quatre chiffres de l'Insee, comme 7210.",
        aliases=("Forme juridique", "Nature juridique"),
    ),
    Column("electronic_address", "Adresse électronique", _cleaned("electronic_address", 125), ""),
    Column("address", "Adresse", cells.text(255), "Rue."),
    Column("address_line_2", "Complément d'adresse", cells.text(255), "", aliases=("Adresse 2",)),
    Column("postcode", "Code postal", cells.code(10), "", aliases=("CP",)),
    Column("town", "Ville", cells.text(100), ""),
    Column("country", "Pays", cells.country, "Code à deux lettres ou nom."),
    Column("email", "Courriel", _cleaned("email", 254), "", aliases=("E-mail", "Email", "Mél")),
    Column(
        "code_service",
        "Code service",
        cells.code(100),
        "Service qui reçoit les factures, s'il existe dans l'annuaire.",
        aliases=("Code service facturation", "Service"),
    ),
    Column(
        "term",
        "Échéance",
        _term,
        "Comme « 30 jours », « 45 jours fin de mois », « 30 jours fin de mois le 10 ».",
        aliases=("Conditions de règlement", "Délai de paiement"),
    ),
    Column(
        "payment_means",
        "Mode de règlement",
        _cleaned("payment_means", 30),
        "Virement, Prélèvement, Chèque…",
        aliases=("Règlement", "Mode de paiement"),
    ),
    Column("language", "Langue", _cleaned("language", 20), "Langue des factures."),
    Column("sector", "Secteur", cells.text(60), "", aliases=("Sect",)),
    Column("group", "Groupe", cells.text(60), ""),
    Column("contact_name", "Contact", cells.text(120), "Nom du premier contact."),
    Column("contact_role", "Fonction du contact", cells.text(60), ""),
    Column("contact_email", "Courriel du contact", _cleaned("email", 254), ""),
    Column("contact_phone", "Téléphone du contact", _cleaned("phone", 30), ""),
)

CUSTOMERS = ColumnTable(
    _COLUMNS,
    (*INFORMATION_HEADERS, ERROR_HEADER),
    remedy="Partez du fichier que donne : wochorus customer export CLIENTS.xlsx",
)
