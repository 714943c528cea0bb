"""Judging an invoice that is on one side only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.billing.models import DepositState
from wochorus.core.dates import format_date, format_moment
from wochorus.core.identifiers import format_siret
from wochorus.core.money import format_euros
from wochorus.deposits.comparing.portal_rows import (
    TYPED_ON_THE_PORTAL,
    is_draft,
    is_on_portal,
    siret_of,
    status_in_words,
    way_in_words,
)
from wochorus.deposits.comparing.verdicts import Finding, What
from wochorus.deposits.models import Side

if TYPE_CHECKING:
    from datetime import datetime

    from wochorus.choruspro import InvoiceRow
    from wochorus.deposits.comparing.entries import Ours

_HANDS_OFF = "Ne la redéposez pas."
_PUT_IN_THE_JOURNAL = (
    "Si elle est à vous, mettez-la au journal (« wochorus journal import »), comparez à nouveau, "
    "puis reprenez-la : « wochorus compare adopt {number} »."
)


def judge_here(ours: Ours, believed_before: datetime) -> Finding:
    """Judge an invoice that the portal does not show.

    ``believed_before``: the absence of what was deposited after that moment proves nothing yet,
    for the portal may be late to show what it has.
    """
    match ours.state:
        case DepositState.TO_DEPOSIT:
            return _here(
                ours,
                What.TO_DEPOSIT,
                "Elle est à déposer, et n'est pas sur Chorus Pro.",
                f"Déposez-la : « wochorus deposit --number {ours.number} ».",
            )
        case DepositState.REFUSED:
            return _here(
                ours,
                What.REFUSED,
                "Chorus Pro l'a refusée, et ne l'a pas.",
                "Lisez le motif (« wochorus journal list »), corrigez, puis redéposez-la.",
            )
        case DepositState.AMBIGUOUS:
            return _here(
                ours,
                What.UNCERTAIN,
                "Son dépôt est resté sans réponse, et Chorus Pro ne la montre pas.",
                "Lancez « wochorus follow » : elle sera retrouvée, ou libérée.",
            )
        case DepositState.DEPOSITED | DepositState.INTEGRATED:
            return _deposited(ours, believed_before)
        case _:
            return _here(ours, What.ON_ITS_WAY, "Son dépôt est en cours.", "")


def _deposited(ours: Ours, believed_before: datetime) -> Finding:
    moment = ours.deposited_at
    if moment is not None and moment > believed_before:
        told = "Elle vient d'être déposée ; Chorus Pro ne la montre pas encore."
        return _here(ours, What.ON_ITS_WAY, told, "")
    since = f" le {format_moment(moment)}" if moment else ""
    flow = f", flux {ours.flow_number}" if ours.flow_number else ""
    return _here(
        ours,
        What.NOT_SHOWN,
        f"Elle est {ours.state.label.lower()}{since}{flow}, et Chorus Pro ne la montre pas.",
        f"{_HANDS_OFF} Cherchez-la sur le portail par son numéro et par son flux ; si elle n'y est "
        "pas, demandez à l'assistance de Chorus Pro, preuve à l'appui (« wochorus evidence »).",
    )


def _here(ours: Ours, what: What, message: str, remedy: str) -> Finding:
    return Finding(Side.HERE, what, message, remedy, ours=ours)


def judge_there(row: InvoiceRow, siret: str, *, shares_its_number: bool) -> Finding:
    """Judge a row that shows none of our invoices; ``siret`` is our company's.

    ``shares_its_number``: another row of the same number and year shows one of ours.
    """
    if is_draft(row):
        return judge_draft(row)
    if not is_on_portal(row):
        told = f"Chorus Pro la montre sans l'avoir gardée : {status_in_words(row)}."
        return _there(row, What.NOT_KEPT, told, "Corrigez-la là d'où elle vient, et redéposez-la.")
    if shares_its_number:
        return _there(
            row,
            What.SAME_NUMBER,
            f"Chorus Pro a deux factures de ce numéro ; celle-ci ({_described(row)}) est en plus.",
            "Regardez les deux sur le portail ; si c'est un double, demandez au destinataire de "
            "rejeter celle-ci.",
        )
    shown = siret_of(row)
    if shown and siret and shown != siret:
        return _there(
            row,
            What.OTHER_ESTABLISHMENT,
            f"Elle est de votre établissement {format_siret(shown)} ; son journal n'est pas ici.",
            "Rien à faire si cet établissement facture de son côté.",
        )
    return _of_ours(row)


def _of_ours(row: InvoiceRow) -> Finding:
    remedy = _PUT_IN_THE_JOURNAL.format(number=row.invoice_number)
    if row.deposit_mode in TYPED_ON_THE_PORTAL:
        told = f"Quelqu'un l'a mise sur le portail à la main ({_described(row)})."
        return _there(row, What.TYPED_THERE, told, remedy)
    return _there(
        row,
        What.UNKNOWN_HERE,
        f"Le journal ne la connaît pas ({_described(row)}) : une sauvegarde remise, un autre "
        "logiciel, ou un autre poste.",
        remedy,
    )


def judge_draft(row: InvoiceRow, ours: Ours | None = None) -> Finding:
    """Judge a draft of the portal, alone or beside our invoice of the same number."""
    begun = "Un brouillon de ce numéro attend sur le portail : il n'est pas envoyé."
    remedy = "Terminez-le ou supprimez-le sur le portail."
    if ours is not None:
        remedy = "Supprimez-le sur le portail : deux factures du même numéro se gêneraient."
    side = Side.DIFFERENT if ours else Side.THERE
    return Finding(side, What.DRAFT, begun, remedy, ours=ours, row=row)


def _described(row: InvoiceRow) -> str:
    """Tell a row in a few words: its date, its amount, how it came."""
    day = f"du {format_date(row.issue_date)}" if row.issue_date else "sans date"
    amount = "" if row.amount_with_tax is None else f", {format_euros(row.amount_with_tax)}"
    return f"{day}{amount}, {way_in_words(row)}"


def _there(row: InvoiceRow, what: What, message: str, remedy: str) -> Finding:
    return Finding(Side.THERE, what, message, remedy, row=row)
