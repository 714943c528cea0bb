"""Search of a supplier's invoices: ``factures/v1/rechercher/fournisseur``.

An account sees the invoices of the structures that it may act for. An invoice shows once the
index knows it, which a fault can delay. Text filters compare whole values, which the references
do not say; amounts and periods include their bounds. The pair of filters on the dates of deposit
and of invoice are days; that on the current state takes days, minutes or instants.
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from chorus_simulator.clock import end_of, stamp, start_of
from chorus_simulator.operations import (
    READ,
    Amount,
    Answer,
    Call,
    Int64,
    MalformedRefusal,
    Message,
    Operation,
    Part,
    success,
)
from chorus_simulator.operations.paging import Pages, Paging, Search, page_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable


_SHORT = Field(max_length=200)
"""SQLite bears no condition of a thousand parts."""


class Recipient(Part):
    """One recipient of the filter ``listeDestinataire``."""

    idDestinataire: Int64
    listeIdServiceExecutant: Annotated[list[Int64], _SHORT] | None = None
    raisonSocialeStuctDmd: str | None = None


class InvoiceSearch(Message):
    """Request of ``rechercher/fournisseur``; all filters are optional and add up."""

    idFournisseur: Int64 | None = None
    idServiceFournisseur: Int64 | None = None
    idStructureValideur: Int64 | None = None
    idUtilisateurCreateur: Annotated[list[Int64], _SHORT] | None = None
    cadreFacturation: str | None = None
    coordonneeBancaire: str | None = None
    listeDestinataire: Annotated[list[Recipient], _SHORT] | None = None
    modeDepot: str | None = None
    montantApayerMin: Amount | None = None
    montantApayerMax: Amount | None = None
    montantHTMin: Amount | None = None
    montantHTMax: Amount | None = None
    montantTTCMin: Amount | None = None
    montantTTCMax: Amount | None = None
    numeroBonCommande: str | None = None
    numeroFacture: str | None = None
    numeroFactureOrigine: str | None = None
    numeroFluxDepot: str | None = None
    numeroMarche: str | None = None
    periodeDateDepotDu: str | None = None
    periodeDateDepotAu: str | None = None
    periodeDateFactureDu: str | None = None
    periodeDateFactureAu: str | None = None
    periodeDateHeureEtatCourantDu: str | None = None
    periodeDateHeureEtatCourantAu: str | None = None
    rechercheSirenDestinataire: str | bool | None = None
    recupererTaille: bool | None = None
    rejetTraite: bool | None = None
    statutCourant: Annotated[list[str], _SHORT] | None = None
    typeFacture: str | None = None
    rechercheFactureParFournisseur: Paging | None = None


class InvoiceRow(TypedDict):
    """A row of ``listeFactures``; what the simulator does not know is null."""

    identifiantFactureCPP: int
    numeroFacture: str
    numeroFactureOrigine: str | None
    typeFacture: str
    typeDemandePaiement: str
    dateFacture: str
    dateDepot: str
    statut: str
    dateHeureEtatCourant: str
    commentaireEtatCourant: str | None
    montantHT: float
    montantTTC: float
    montantAPayer: float
    devise: str
    modeDepot: str
    numeroFluxDepot: str | None
    numeroBonCommande: str | None
    numeroMarche: str | None
    codeFournisseur: str
    typeIdentifiantFournisseur: str
    designationFournisseur: str
    codeServiceFournisseur: str | None
    nomServiceFournisseur: str | None
    idDestinataire: int
    codeDestinataire: str
    designationDestinataire: str
    idServiceExecutant: int | None
    codeServiceExecutant: str | None
    nomServiceExecutant: str | None
    nomPrenomUtilisateurCreateur: str | None
    rejetTraite: bool
    taille: int | None
    affactureurCode: str | None
    affactureurRaisonSociale: str | None
    affactureurTypeIdentifiant: str | None
    codeValideur1: str | None
    nomValideur1: str | None
    prenomValideur1: str | None
    raisonSocialeValideur1: str | None
    typeIdentifiantValideur1: str | None
    dateValidation1: str | None
    codeValideur2: str | None
    nomValideur2: str | None
    prenomValideur2: str | None
    raisonSocialeValideur2: str | None
    typeIdentifiantValideur2: str | None
    dateValidation2: str | None
    coordBancairesFournisseurCodePays: str | None
    coordBancairesFournisseurCleIban: str | None
    coordBancairesFournisseurCleRib: str | None
    coordBancairesFournisseurCodeBanque: str | None
    coordBancairesFournisseurCompteBancaire: str | None
    coordBancairesFournisseurNomCb: str | None


class FoundInvoices(Answer):
    """Answer of ``rechercher/fournisseur``."""

    listeFactures: list[InvoiceRow]
    parametresRetour: Pages


_KINDS = {"FACTURE": "i.kind <> '381'", "AVOIR": "i.kind = '381'"}
"""The portal only knows invoices and credit notes: a corrective invoice is an invoice."""
_CREDIT_NOTE = "381"
_SOURCE = (
    "invoices i LEFT JOIN flows f ON f.id = i.flow_id"
    " LEFT JOIN structures s ON s.id = i.supplier_id"
    " LEFT JOIN structures r ON r.id = i.recipient_id LEFT JOIN services v ON v.id = i.service_id"
    " LEFT JOIN structures w ON w.id = i.validator_id"
)
"""Left joins throughout: SQLite leaves out those that a query does not look at."""
_SELECT = (
    "i.*, f.number AS flow_number, s.identifier AS supplier_identifier,"
    " s.identifier_type AS supplier_type, s.name AS supplier_name,"
    " r.identifier AS recipient_identifier, r.name AS recipient_name,"
    " v.code AS service_code, v.name AS service_name, w.identifier AS validator_identifier,"
    " w.identifier_type AS validator_type, w.name AS validator_name"
)
_SORTS = {
    "dateDepot": "i.deposited_at",
    "dateFacture": "i.issue_date",
    "numeroFacture": "i.number",
    "typeFacture": "i.kind",
    "typeDemandePaiement": "i.kind",
    "codeFournisseur": "s.identifier",
    "typeIdentifiantFournisseur": "s.identifier_type",
    "fournisseur": "s.name",
    "codeServiceFournisseur": "i.id",
    "nomServiceFournisseur": "i.id",
    "codeDestinataire": "r.identifier",
    "designationDestinataire": "r.name",
    "codeServiceExecutant": "v.code",
    "nomServiceExecutant": "v.name",
    "montantHT": "CAST(i.net AS REAL)",
    "montantTTC": "CAST(i.gross AS REAL)",
    "montantAPayer": "CAST(i.payable AS REAL)",
    "Devise": "i.currency",
    "Statut": "i.status",
    "numeroMarche": "i.marche",
    "numeroBonCommande": "i.engagement",
}
_EQUAL = {
    "idFournisseur": "i.supplier_id",
    "idStructureValideur": "i.validator_id",
    "numeroBonCommande": "i.engagement",
    "numeroFacture": "i.number",
    "numeroFactureOrigine": "i.origin_number",
    "numeroFluxDepot": "f.number",
    "numeroMarche": "i.marche",
}
_BOUNDS = {
    "montantApayerMin": "CAST(i.payable AS REAL) >=",
    "montantApayerMax": "CAST(i.payable AS REAL) <=",
    "montantHTMin": "CAST(i.net AS REAL) >=",
    "montantHTMax": "CAST(i.net AS REAL) <=",
    "montantTTCMin": "CAST(i.gross AS REAL) >=",
    "montantTTCMax": "CAST(i.gross AS REAL) <=",
}
_MOMENTS: dict[str, tuple[str, Callable[[str], float]]] = {
    "periodeDateDepotDu": ("i.deposited_at >=", start_of),
    "periodeDateDepotAu": ("i.deposited_at <=", end_of),
    "periodeDateHeureEtatCourantDu": ("i.status_at >=", start_of),
    "periodeDateHeureEtatCourantAu": ("i.status_at <=", end_of),
}
_DAYS = {"periodeDateFactureDu": "i.issue_date >=", "periodeDateFactureAu": "i.issue_date <="}


def search_invoices(call: Call, asked: InvoiceSearch) -> dict[str, Any]:
    """Give one page of the invoices that match."""
    conditions, values = _own_invoices(call, asked)
    for part in (_plain_filters, _moment_filters, _coded_filters, _recipient_filter):
        more, found = part(asked)
        conditions += more
        values |= found
    search = Search(_SELECT, _SOURCE, tuple(conditions), values, _SORTS, "dateDepot", "i.id")
    rows, paging = page_of(call.db, search, asked.rechercheFactureParFournisseur, call.settings)
    return success(READ, listeFactures=[_row(row, asked) for row in rows], parametresRetour=paging)


_Part = tuple[list[str], dict[str, Any]]


def _own_invoices(call: Call, asked: InvoiceSearch) -> _Part:
    """Keep to the suppliers of the account, named one by one: one alone is then read in order.

    A number or a flow names few invoices: the plus sign keeps SQLite from going through all those
    of the supplier because they come in the right order.
    """
    few = asked.numeroFacture or asked.numeroFluxDepot
    rows = call.db.execute(
        "SELECT id FROM structures WHERE identifier IN (SELECT siret FROM suppliers"
        " WHERE login = ?1 UNION SELECT siret FROM mandates WHERE login = ?1)",
        (call.account.login,),
    )
    own = {f"own_{place}": row["id"] for place, row in enumerate(rows)}
    names = ", ".join(f":{name}" for name in own)
    owner = "+i.supplier_id" if few else "i.supplier_id"
    return [f"{owner} IN ({names})", "i.visible_at <= :now"], {**own, "now": call.now}


def _plain_filters(asked: InvoiceSearch) -> _Part:
    """Build the conditions on values compared as they are."""
    conditions, values = [], {}
    comparisons = {name: f"{column} =" for name, column in _EQUAL.items()} | _BOUNDS
    for name, comparison in comparisons.items():
        value = getattr(asked, name)
        if value is not None and value != "":
            conditions.append(f"{comparison} :{name}")
            values[name] = value
    return conditions, values


def _moment_filters(asked: InvoiceSearch) -> _Part:
    """Build the conditions on days and moments."""
    conditions: list[str] = []
    values: dict[str, Any] = {}
    for name in (*_MOMENTS, *_DAYS):
        text = getattr(asked, name)
        if not text:
            continue
        comparison, read = _MOMENTS.get(name) or (_DAYS[name], start_of)
        try:
            moment = read(text)
        except ValueError as error:
            raise MalformedRefusal(f"SIM_MSG_02.001 - Date illisible dans {name}.") from error
        conditions.append(f"{comparison} :{name}")
        values[name] = text.strip()[:10] if name in _DAYS else moment
    return conditions, values


def _coded_filters(asked: InvoiceSearch) -> _Part:
    """Build the conditions on codes; a code that no invoice can have gives nothing."""
    conditions: list[str] = []
    values: dict[str, Any] = {}
    if asked.statutCourant:
        names = {f"status_{n}": status for n, status in enumerate(asked.statutCourant)}
        conditions.append(f"i.status IN ({', '.join(':' + name for name in names)})")
        values |= names
    if asked.typeFacture:
        conditions.append(_KINDS.get(asked.typeFacture, "0"))
    if asked.cadreFacturation:
        conditions.append("i.cadre = :cadre")
        values["cadre"] = asked.cadreFacturation.partition("_")[0]
    if asked.modeDepot:
        conditions.append("i.deposit_mode = :mode")
        values["mode"] = asked.modeDepot
    if asked.rejetTraite is not None:
        conditions.append("i.rejection_handled = :handled")
        values["handled"] = asked.rejetTraite
    return conditions, values


def _recipient_filter(asked: InvoiceSearch) -> _Part:
    choices: list[str] = []
    values: dict[str, Any] = {}
    for number, wanted in enumerate(asked.listeDestinataire or []):
        choice = f"i.recipient_id = :recipient_{number}"
        values[f"recipient_{number}"] = wanted.idDestinataire
        services = {
            f"service_{number}_{n}": service
            for n, service in enumerate(wanted.listeIdServiceExecutant or [])
        }
        if services:
            choice += f" AND i.service_id IN ({', '.join(':' + name for name in services)})"
            values |= services
        choices.append(f"({choice})")
    return ([f"({' OR '.join(choices)})"] if choices else []), values


def _row(row: sqlite3.Row, asked: InvoiceSearch) -> InvoiceRow:
    credit = row["kind"] == _CREDIT_NOTE
    return {
        "identifiantFactureCPP": row["id"],
        "numeroFacture": row["number"],
        "numeroFactureOrigine": row["origin_number"],
        "typeFacture": "AVOIR" if credit else "FACTURE",
        "typeDemandePaiement": "AVOIR" if credit else "FACTURE",
        "dateFacture": row["issue_date"],
        "dateDepot": row["deposit_day"],
        "statut": row["status"],
        "dateHeureEtatCourant": stamp(row["status_at"]),
        "commentaireEtatCourant": row["status_comment"],
        "montantHT": float(row["net"]),
        "montantTTC": float(row["gross"]),
        "montantAPayer": float(row["payable"]),
        "devise": row["currency"],
        "modeDepot": row["deposit_mode"],
        "numeroFluxDepot": row["flow_number"],
        "numeroBonCommande": row["engagement"],
        "numeroMarche": row["marche"],
        "codeFournisseur": row["supplier_identifier"],
        "typeIdentifiantFournisseur": row["supplier_type"],
        "designationFournisseur": row["supplier_name"],
        "codeServiceFournisseur": None,
        "nomServiceFournisseur": None,
        "idDestinataire": row["recipient_id"],
        "codeDestinataire": row["recipient_identifier"],
        "designationDestinataire": row["recipient_name"],
        "idServiceExecutant": row["service_id"],
        "codeServiceExecutant": row["service_code"],
        "nomServiceExecutant": row["service_name"],
        "nomPrenomUtilisateurCreateur": None,
        "rejetTraite": bool(row["rejection_handled"]),
        "taille": row["size"] if asked.recupererTaille else None,
        "affactureurCode": None,
        "affactureurRaisonSociale": None,
        "affactureurTypeIdentifiant": None,
        "codeValideur1": row["validator_identifier"],
        "nomValideur1": None,
        "prenomValideur1": None,
        "raisonSocialeValideur1": row["validator_name"],
        "typeIdentifiantValideur1": row["validator_type"],
        "dateValidation1": None,
        "codeValideur2": None,
        "nomValideur2": None,
        "prenomValideur2": None,
        "raisonSocialeValideur2": None,
        "typeIdentifiantValideur2": None,
        "dateValidation2": None,
        "coordBancairesFournisseurCodePays": None,
        "coordBancairesFournisseurCleIban": None,
        "coordBancairesFournisseurCleRib": None,
        "coordBancairesFournisseurCodeBanque": None,
        "coordBancairesFournisseurCompteBancaire": None,
        "coordBancairesFournisseurNomCb": None,
    }


OPERATIONS = {
    "factures/v1/rechercher/fournisseur": Operation(
        InvoiceSearch, search_invoices, result=FoundInvoices
    ),
}
