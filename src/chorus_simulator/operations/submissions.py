"""Submitting an invoice field by field: ``factures/v1/soumettre``.

The invoice is recorded at once, under the controls that flows meet. Its number makes it: the
number of an invoice that the portal waits for again (BROUILLON, A_RECYCLER, or stopped by a wrong
validator) replaces it, any other one is refused with GDP_MSG_11.001. Where the references are
silent: all faults are told in one label under the code 20001; an invoice with a validator that is
unknown or inactive is recorded, and stopped as such; without a number one of 20 digits is given,
the year first, as those that were seen; the print of the deposit certificate is that of its
fields in JSON; EXONERATION asks for its reason.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from chorus_simulator import lives
from chorus_simulator.clock import day
from chorus_simulator.code_lists import VAT_RATES
from chorus_simulator.controls import refusals_of
from chorus_simulator.documents.signatures import is_pdf, is_signed
from chorus_simulator.operations import (
    DONE,
    NOT_ALLOWED_NOW,
    Call,
    Operation,
    Refusal,
    success,
)
from chorus_simulator.operations.attached import attach, check_annexes, usable_file
from chorus_simulator.operations.submission_messages import (
    SIGNED_PDF,
    TYPED,
    Submission,
    Submitted,
)
from chorus_simulator.operations.submitted_records import (
    after_discount,
    content_of,
    issue_date,
    money,
    record_of,
)
from chorus_simulator.store import attachments, contents, invoices, statuses
from chorus_simulator.store.attachments import Link
from chorus_simulator.store.statuses import CHORUS, Step

if TYPE_CHECKING:
    import sqlite3

    from chorus_simulator.controls import Verdict
    from chorus_simulator.formats.record import DepositedInvoice

WRONG_VALIDATOR = "ERREUR_FOURNISSEUR_SUR_VALIDEUR"
AWAITED_AGAIN = frozenset({"BROUILLON", WRONG_VALIDATOR, "A_RECYCLER"})
REFUSED, NOT_NOW, NO_LINES, NO_FILE, NOT_A_PDF = 20001, 20002, 20003, 20004, 20005
UNKNOWN_SUPPLIER, UNKNOWN_ACCOUNT, UNKNOWN_RATE, NO_REASON, NO_VALIDATOR = range(20006, 20011)
LABEL_MAXIMUM = 1000
_VALIDATED = {"A9", "A12"}


def submit(call: Call, asked: Submission) -> dict[str, Any]:
    """Record a submitted invoice."""
    supplier = _supplier(call, asked)
    account = _account(call, asked, supplier)
    _check_form(asked)
    issued = issue_date(asked, date.fromisoformat(day(call.now)))
    number = asked.numeroFactureSaisi or _new_number(call, issued)
    twin = _twin(call, supplier, number, issued)
    size = check_annexes(
        call, asked.pieceJointeComplementaire, _check_main(call, asked, twin), twin
    )
    invoice = record_of(asked, supplier, number, issued, size)
    verdict = refusals_of(call.db, call.settings, call.account.login, invoice, twin)
    _check_payable(call, asked, verdict)
    if verdict.refusals:
        told = "|".join(verdict.refusals)
        raise Refusal(REFUSED, f"SIM_MSG_04.001 - {told}"[:LABEL_MAXIMUM])
    verdict.invoice = after_discount(invoice, asked)
    invoice_id = _record(call, asked, verdict, twin)
    contents.keep(call.db, invoice_id, content_of(asked, account))
    _attach(call, asked, invoice_id)
    return success(
        DONE,
        identifiantFactureCPP=invoice_id,
        identifiantStructure=supplier["identifier"],
        numeroFacture=number,
        statutFacture=statuses.DEPOSITED,
        dateDepot=day(call.now),
        empreinteCertificatDepot=_print(invoice_id, verdict.invoice, call.now),
    )


def _supplier(call: Call, asked: Submission) -> sqlite3.Row:
    """Find the supplier among the structures that the account may act for."""
    row: sqlite3.Row | None = call.db.execute(
        "SELECT * FROM structures WHERE id = ?1 AND identifier IN"
        " (SELECT siret FROM suppliers WHERE login = ?2"
        " UNION SELECT siret FROM mandates WHERE login = ?2)",
        (asked.fournisseur.idFournisseur, call.account.login),
    ).fetchone()
    if row is None:
        raise Refusal(
            UNKNOWN_SUPPLIER,
            "SIM_MSG_04.002 - fournisseur.idFournisseur : cette structure n'existe pas ou n'est "
            "pas celle du compte.",
        )
    service = asked.fournisseur.idServiceFournisseur
    if (
        service is not None
        and not call.db.execute(
            "SELECT 1 FROM services WHERE id = ? AND structure_id = ?", (service, row["id"])
        ).fetchone()
    ):
        raise Refusal(
            UNKNOWN_SUPPLIER,
            "SIM_MSG_04.003 - fournisseur.idServiceFournisseur : ce service n'existe pas.",
        )
    return row


def _account(call: Call, asked: Submission, supplier: sqlite3.Row) -> sqlite3.Row | None:
    account_id = asked.fournisseur.codeCoordonneesBancairesFournisseur
    if account_id is None:
        return None
    row: sqlite3.Row | None = call.db.execute(
        "SELECT * FROM bank_accounts WHERE id = ? AND structure_id = ?",
        (account_id, supplier["id"]),
    ).fetchone()
    if row is None:
        raise Refusal(
            UNKNOWN_ACCOUNT,
            "SIM_MSG_04.004 - fournisseur.codeCoordonneesBancairesFournisseur : ce compte bancaire "
            "n'est pas celui du fournisseur.",
        )
    return row


def _check_form(asked: Submission) -> None:
    """Check what flows have no place for: lines and files by mode, codes of rates, reasons."""
    if asked.modeDepot == TYPED:
        if not asked.lignePoste:
            raise Refusal(NO_LINES, "SIM_MSG_04.005 - lignePoste : au moins une ligne est due.")
        if asked.main_file() is not None:
            raise Refusal(
                NO_FILE,
                "SIM_MSG_04.006 - pieceJointePrincipale : en SAISIE_API, Chorus Pro compose "
                "lui-même la facture.",
            )
    else:
        if not asked.numeroFactureSaisi:
            raise Refusal(NO_FILE, "SIM_MSG_04.007 - numeroFactureSaisi : obligatoire.")
        if asked.main_file() is None:
            raise Refusal(NO_FILE, "SIM_MSG_04.007 - pieceJointePrincipale : obligatoire.")
    codes = [line.lignePosteTauxTva for line in asked.lignePoste or ()]
    codes += [line.ligneTvaTaux for line in asked.ligneTva or ()]
    if unknown := [code for code in codes if code and code not in VAT_RATES]:
        raise Refusal(
            UNKNOWN_RATE, f"SIM_MSG_04.008 - Taux de TVA inconnu : {unknown[0]} (tauxtva)."
        )
    references = asked.references
    if references.typeTva == "EXONERATION" and not references.motifExonerationTva:
        raise Refusal(NO_REASON, "SIM_MSG_04.009 - references.motifExonerationTva : obligatoire.")


def _new_number(call: Call, issued: date) -> str:
    """Give a number of 20 digits that was never given."""
    row = call.db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'invoices'").fetchone()
    return f"{issued.year:04d}{(row['seq'] if row else 0) + 1:016d}"


def _twin(call: Call, supplier: sqlite3.Row, number: str, issued: date) -> int | None:
    """Find the invoice that this number replaces; refuse if it is not awaited (Refusal)."""
    row = call.db.execute(
        "SELECT id, status FROM invoices WHERE number = ? AND supplier_id = ? AND issue_year = ?",
        (number, supplier["id"], issued.year),
    ).fetchone()
    if row is None:
        return None
    if row["status"] not in AWAITED_AGAIN:
        raise Refusal(
            NOT_NOW,
            f"{NOT_ALLOWED_NOW} - La facture {number[:20]} existe déjà, au statut {row['status']}.",
        )
    return int(row["id"])


def _check_main(call: Call, asked: Submission, twin: int | None) -> int:
    """Check the main file; give its size (Refusal)."""
    main = asked.main_file()
    if main is None:
        return 0
    row = usable_file(call, main.pieceJointePrincipaleId, twin)
    content = attachments.content(call.db, row["id"]) or b""
    if not is_pdf(content):
        raise Refusal(NOT_A_PDF, "SIM_MSG_04.014 - pieceJointePrincipale : ce n'est pas un PDF.")
    if asked.modeDepot == SIGNED_PDF and not is_signed(content):
        raise Refusal(
            NOT_A_PDF, "SIM_MSG_04.015 - pieceJointePrincipale : ce PDF ne porte pas de signature."
        )
    return int(row["size"])


def _check_payable(call: Call, asked: Submission, verdict: Verdict) -> None:
    """Check that no more is to pay than what remains after the discount."""
    totals = asked.montantTotal
    gross, payable = money(totals.montantTtcTotal), money(totals.montantAPayer)
    if abs(payable) > abs(gross) + Decimal(call.settings.totals_tolerance):
        verdict.refusals.append(
            f"montantTotal.montantAPayer : {payable} dépasse le TTC {gross} après remise"
        )


def _record(call: Call, asked: Submission, verdict: Verdict, twin: int | None) -> int:
    validator, stopped = _validator(call, asked, verdict.invoice)
    arrival = invoices.Arrival(
        deposited_at=call.now,
        recorded_at=call.now,
        visible_at=call.now + call.index_delay,
        deposit_mode=asked.modeDepot,
        validator_id=validator,
        vat_kind=asked.references.typeTva,
        comment=asked.commentaire or None,
    )
    if twin is None:
        invoice_id = invoices.record(call.db, verdict, arrival)
    else:
        invoices.record_again(call.db, twin, verdict, arrival)
        attachments.unlink_all(call.db, twin)
        invoice_id = twin
    if stopped:
        statuses.decide(call.db, invoice_id, Step(call.now, WRONG_VALIDATOR, CHORUS))
    else:
        lives.begin(call.db, call.settings, invoice_id, call.now, disordered=call.disordered)
    call.note_flow_faults()
    return invoice_id


def _validator(call: Call, asked: Submission, invoice: DepositedInvoice) -> tuple[int | None, bool]:
    """Find who validates; say too whether the invoice is stopped by a wrong one (Refusal)."""
    if invoice.cadre not in _VALIDATED:
        return None, False
    code = asked.cadreDeFacturation.codeStructureValideur
    if not code:
        raise Refusal(
            NO_VALIDATOR,
            "SIM_MSG_04.016 - cadreDeFacturation.codeStructureValideur : obligatoire pour le "
            f"cadre {invoice.cadre}.",
        )
    row = call.db.execute(
        "SELECT id FROM structures WHERE identifier = ? AND active ORDER BY id LIMIT 1", (code,)
    ).fetchone()
    return (None, True) if row is None else (int(row["id"]), False)


def _attach(call: Call, asked: Submission, invoice_id: int) -> None:
    main = asked.main_file()
    if main is not None:
        found = Link(
            is_main=True,
            kind=attachments.MAIN,
            designation=main.pieceJointePrincipaleDesignation or "",
        )
        attachments.link(call.db, invoice_id, main.pieceJointePrincipaleId, found, call.now)
    attach(call, invoice_id, asked.pieceJointeComplementaire)


def _print(invoice_id: int, invoice: DepositedInvoice, now: float) -> str:
    """Give the print (SHA-256, base64) of the certificate of a deposit."""
    certificate = {
        "identifiantFactureCPP": invoice_id,
        "numeroFacture": invoice.number,
        "fournisseur": invoice.supplier,
        "destinataire": invoice.recipient,
        "montantTTC": str(invoice.totals.gross),
        "dateHeureDepot": now,
    }
    written = json.dumps(certificate, sort_keys=True).encode()
    return base64.b64encode(hashlib.sha256(written).digest()).decode()


OPERATIONS = {"factures/v1/soumettre": Operation(Submission, submit, result=Submitted)}
