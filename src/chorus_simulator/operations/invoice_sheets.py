"""The whole sheet of an invoice: ``factures/v1/consulter/fournisseur``.

What only works contracts, factoring and bank directories know is null. The lines, the VAT and
the attachments are three pages, each asked for by its own object; their sort columns are the
names of the fields, which the references do not say. A rate is a manual one unless it was given
by its code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chorus_simulator.clock import stamp
from chorus_simulator.code_lists import CADRES, CURRENCIES, countries, payment_mode
from chorus_simulator.documents.drawing import content_of, documents_of
from chorus_simulator.operations import DONE, Call, Operation, success
from chorus_simulator.operations.inner_pages import inner_page, paging_of
from chorus_simulator.operations.own_invoices import own_invoice
from chorus_simulator.operations.sheet_lines import breakdown_of, lines_of, number
from chorus_simulator.operations.sheet_messages import (
    Breakdown,
    Framework,
    Invoice,
    Lines,
    MainPiece,
    Next,
    Piece,
    Pieces,
    Previous,
    Recipient,
    References,
    Sheet,
    SheetRequest,
    Supplier,
    Totals,
)

if TYPE_CHECKING:
    import sqlite3

    from chorus_simulator.operations.paging import Paging
    from chorus_simulator.store.contents import Content

PIECE_KINDS = {"01": "Facture", "02": "Pièce jointe complémentaire"}
_CREDIT_NOTE = "381"


@dataclass(frozen=True, slots=True)
class SheetPaging:
    """The pages asked for of the three lists."""

    lines: Paging
    pieces: Paging
    vat: Paging


def sheet(call: Call, asked: SheetRequest) -> dict[str, Any]:
    """Show an invoice of the account."""
    row = own_invoice(call, asked.identifiantFactureCPP)
    paging = SheetPaging(
        paging_of(asked.pLignesPoste),
        paging_of(asked.pListePiecesJointes),
        paging_of(asked.pLigneRecapTva),
    )
    return success(DONE, facture=shown(call, row, paging))


def shown(call: Call, row: sqlite3.Row, paging: SheetPaging) -> Invoice:
    """Write the sheet of an invoice found by `own_invoices.INVOICE`, whoever asks."""
    content = content_of(call.db, row["id"])
    documents = documents_of(call.db, row["id"])
    main = next((document for document in documents if document["is_main"]), None)
    return {
        "identifiantFactureCPP": row["id"],
        "numeroFacture": row["number"],
        "statutFacture": row["status"],
        "modeDepot": row["deposit_mode"],
        "commentaire": row["comment"],
        "cadreDeFacturation": _framework(call, row),
        "destinataire": _recipient(call, row),
        "fournisseur": _supplier(call, row, content),
        "references": _references(row, content),
        "montantTotal": _totals(row, content),
        "lignesDePoste": _lines(call, content, paging.lines),
        "recapitulatifDeTva": _breakdown(call, content, paging.vat),
        "listeDesPiecesJointes": _pieces(call, documents, paging.pieces),
        "pieceJointePrincipale": None if main is None else _main(main),
        "piecePrecedente": _previous(call, row),
        "pieceSuivante": _next(call, row),
    }


def _structure(call: Call, structure_id: int) -> sqlite3.Row:
    row: sqlite3.Row = call.db.execute(
        "SELECT * FROM structures WHERE id = ?", (structure_id,)
    ).fetchone()
    return row


def _framework(call: Call, row: sqlite3.Row) -> Framework:
    validator = None if row["validator_id"] is None else _structure(call, row["validator_id"])
    return {
        "codeCadreFacturation": CADRES.get(row["cadre"], row["cadre"]),
        "idValideur1": row["validator_id"],
        "codeValideur1": None if validator is None else validator["identifier"],
        "typeIdentifiantValideur1": None if validator is None else validator["identifier_type"],
        "raisonSocialeValideur1": None if validator is None else validator["name"],
        "nomValideur1": None,
        "prenomValideur1": None,
        "dateValidation1": _validated_on(call, row["id"]),
        "idValideur2": None,
        "codeValideur2": None,
        "typeIdentifiantValideur2": None,
        "raisonSocialeValideur2": None,
        "designationValideur2": None,
        "nomValideur2": None,
        "prenomValideur2": None,
        "dateValidation2": None,
    }


def _validated_on(call: Call, invoice_id: int) -> str | None:
    found = call.db.execute(
        "SELECT max(at) FROM invoice_statuses WHERE invoice_id = ? AND status = 'VALIDEE_1'",
        (invoice_id,),
    ).fetchone()[0]
    return None if found is None else stamp(found)[:10]


def _recipient(call: Call, row: sqlite3.Row) -> Recipient:
    structure = _structure(call, row["recipient_id"])
    return {
        "idDestinataire": structure["id"],
        "codeDestinataire": structure["identifier"],
        "libelleDestinataire": structure["name"],
        "destinataireEtat": "ACTIF" if structure["active"] else "INACTIF",
        "idServiceExecutant": row["service_id"],
        "codeServiceExecutant": row["service"],
        "libelleServiceExecutant": row["service_name"],
        "adresseDestinataireId": None,
        "adresseDestinataireDetail": structure["address"] or None,
        "adresseDestinataireComplement1": structure["address_2"] or None,
        "adresseDestinataireComplement2": structure["address_3"] or None,
        "adresseDestinataireCodePostal": structure["postcode"] or None,
        "adresseDestinataireVille": structure["town"] or None,
        "adresseDestinataireCodePays": structure["country"] or None,
        "adresseDestinataireLibellePays": countries().get(structure["country"]),
    }


def _supplier(call: Call, row: sqlite3.Row, content: Content) -> Supplier:
    structure = _structure(call, row["supplier_id"])
    iban = content.account.replace(" ", "")
    french = iban.startswith("FR")
    return {
        "idFournisseur": structure["id"],
        "codeFournisseur": structure["identifier"],
        "typeIdentifiantFournisseur": structure["identifier_type"],
        "designationFournisseur": structure["name"],
        "numeroRcsFournisseur": None,
        "idServiceFournisseur": None,
        "codeServiceFournisseur": None,
        "libelleServiceFournisseur": None,
        "coordBancairesFournisseurId": content.account_id,
        "coordBancairesFournisseurLibelle": _account_name(call, content),
        "coordBancairesFournisseurType": "IBAN" if iban else None,
        "coordBancairesFournisseurCodePays": iban[:2] or None,
        "coordBancairesFournisseurCleIban": iban[2:4] or None,
        "coordBancairesFournisseurCodeBanque": iban[4:9] if french else None,
        "coordBancairesCodeGuichet": iban[9:14] if french else None,
        "coordBancairesFournisseurCompteBancaire": iban[14:25] if french else iban[4:] or None,
        "coordBancairesFournisseurCleRib": iban[25:27] if french else None,
        "coordBancairesBicSwift": None,
        "affactureur": {
            "affactureurId": None,
            "affactureurCode": None,
            "affactureurTypeIdentifiant": None,
            "affactureurRaisonSociale": None,
            "affactureurCodePays": None,
        },
        "adresseFournisseurId": None,
        "adresseFournisseurDetail": structure["address"] or None,
        "adresseFournisseurComplement1": structure["address_2"] or None,
        "adresseFournisseurComplement2": structure["address_3"] or None,
        "adresseFournisseurCodePostal": structure["postcode"] or None,
        "adresseFournisseurVille": structure["town"] or None,
        "adresseFournisseurCodePays": structure["country"] or None,
        "adresseFournisseurLibellePays": countries().get(structure["country"]),
    }


def _account_name(call: Call, content: Content) -> str | None:
    if content.account_id is None:
        return None
    row = call.db.execute(
        "SELECT name FROM bank_accounts WHERE id = ?", (content.account_id,)
    ).fetchone()
    return None if row is None else str(row["name"])


def _references(row: sqlite3.Row, content: Content) -> References:
    return {
        "dateFacture": row["issue_date"],
        "dateCreationFacture": stamp(row["deposited_at"]),
        "dateDepot": row["deposit_day"],
        "dateEcheancePaiement": row["due_date"],
        "codeDeviseFacture": row["currency"],
        "libelleDeviseFacture": CURRENCIES.get(row["currency"]),
        "modePaiement": payment_mode(row["payment_mode"]),
        "typeFacture": "AVOIR" if row["kind"] == _CREDIT_NOTE else "FACTURE",
        "typeFactureTravaux": None,
        "typeTva": row["vat_kind"],
        "motifExonerationTva": content.exemption or None,
        "libelleMotifExonerationTva": None,
        "numeroBonCommande": row["engagement"],
        "numeroMarche": row["marche"],
        "numeroFactureOrigine": row["origin_number"],
        "numeroDpMandat": row["mandate_number"],
        "tailleTotalePiecesJointes": float(row["size"]),
    }


def _totals(row: sqlite3.Row, content: Content) -> Totals:
    discount = number(content.discount)
    return {
        "montantHtTotal": float(row["net"]),
        "montantTVA": number(content.vat_total),
        "montantTtcAvantRemiseGlobalTTC": float(row["gross"]) + (discount or 0.0),
        "montantRemiseGlobaleTTC": discount,
        "motifRemiseGlobaleTTC": content.discount_reason or None,
        "montantTtcTotal": float(row["gross"]),
        "montantAPayer": float(row["payable"]),
    }


def _lines(call: Call, content: Content, asked: Paging) -> Lines:
    rows, found = inner_page(lines_of(content), asked, call.settings)
    return {
        "lignePoste": rows,
        "nbResultatsParPageLignesPoste": found["nbResultatsParPage"],
        "pageCouranteLignesPoste": found["pageCourante"],
        "pagesLignesPoste": found["pages"],
        "totalLignesPoste": found["total"],
    }


def _breakdown(call: Call, content: Content, asked: Paging) -> Breakdown:
    rows, found = inner_page(breakdown_of(content), asked, call.settings)
    return {
        "ligneTva": rows,
        "nbResultatsParPageLignesRecapitulativesTVA": found["nbResultatsParPage"],
        "pageCouranteLignesRecapitulativesTVA": found["pageCourante"],
        "pagesLignesRecapitulativesTVA": found["pages"],
        "totalLignesRecapitulativesTVA": found["total"],
    }


def _pieces(call: Call, documents: list[sqlite3.Row], asked: Paging) -> Pieces:
    annexes: list[Piece] = [
        {
            "pieceJointeId": document["id"],
            "pieceJointeIdLiaison": document["link_id"],
            "pieceJointeDesignation": document["designation"] or document["name"],
            "pieceJointeExtension": document["extension"],
            "pieceJointeTypeCode": document["kind"],
            "pieceJointeTypeLibelle": PIECE_KINDS.get(document["kind"]),
            "pieceJointeNumeroLigneFacture": document["line_number"],
        }
        for document in documents
        if not document["is_main"]
    ]
    rows, found = inner_page(annexes, asked, call.settings)
    return {
        "pieceJointe": rows,
        "nbResultatsParPageListePiecesJointe": found["nbResultatsParPage"],
        "pageCouranteListePiecesJointe": found["pageCourante"],
        "pagesListePiecesJointe": found["pages"],
        "totalListePiecesJointe": found["total"],
    }


def _main(document: sqlite3.Row) -> MainPiece:
    return {
        "idPieceJointePrincipale": document["id"],
        "idLiaisonPieceJointePrincipale": document["link_id"],
    }


_NEIGHBOUR = (
    "SELECT i.id, i.number, i.cadre, i.recipient_id, i.service_id, r.identifier, r.name,"
    " v.code, v.name AS service_name FROM invoices i JOIN structures r ON r.id = i.recipient_id"
    " LEFT JOIN services v ON v.id = i.service_id WHERE i.supplier_id = ? AND "
)


def _previous(call: Call, row: sqlite3.Row) -> Previous | None:
    if row["origin_number"] is None:
        return None
    found = call.db.execute(
        f"{_NEIGHBOUR} i.number = ? AND i.id <> ? ORDER BY i.id DESC LIMIT 1",
        (row["supplier_id"], row["origin_number"], row["id"]),
    ).fetchone()
    if found is None:
        return None
    return {
        "idPiecePrecedente": found["id"],
        "numeroPiecePrecedente": found["number"],
        "cadreFacturationPiecePrecedente": CADRES.get(found["cadre"], found["cadre"]),
        "idDestinatairePiecePrecedente": found["recipient_id"],
        "identifiantDestinatairePiecePrecedente": found["identifier"],
        "raisonSocialeDestinatairePiecePrecedente": found["name"],
        "idServiceExecutantPiecePrecedente": found["service_id"],
        "codeServiceExecutantPiecePrecedente": found["code"],
        "nomServiceExecutantPiecePrecedente": found["service_name"],
    }


def _next(call: Call, row: sqlite3.Row) -> Next | None:
    found = call.db.execute(
        f"{_NEIGHBOUR} i.origin_number = ? AND i.id <> ? ORDER BY i.id LIMIT 1",
        (row["supplier_id"], row["number"], row["id"]),
    ).fetchone()
    if found is None:
        return None
    return {
        "idPieceSuivante": found["id"],
        "numeroPieceSuivante": found["number"],
        "cadreFacturationPieceSuivante": CADRES.get(found["cadre"], found["cadre"]),
    }


OPERATIONS = {
    "factures/v1/consulter/fournisseur": Operation(SheetRequest, sheet, result=Sheet),
}
