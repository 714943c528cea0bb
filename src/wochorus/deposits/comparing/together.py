"""Judging an invoice that both sides have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.billing.models import DepositState
from wochorus.deposits.comparing.alone import judge_draft
from wochorus.deposits.comparing.likeness import (
    FLOW_NUMBER,
    STATUS,
    SUPPLIER,
    differences,
    obstacles,
)
from wochorus.deposits.comparing.portal_rows import is_draft, is_on_portal, status_in_words
from wochorus.deposits.comparing.verdicts import Finding, What
from wochorus.deposits.models import Side

if TYPE_CHECKING:
    from collections.abc import Collection

    from wochorus.choruspro import InvoiceRow
    from wochorus.deposits.comparing.entries import Ours
    from wochorus.deposits.comparing.likeness import Differences

NEW_NUMBER = (
    "Si c'est une autre facture, donnez à la vôtre un nouveau numéro, puis déposez-la ; si c'est "
    "la même, corrigez le journal, puis reprenez-la : « wochorus compare adopt {number} »."
)


def judge_pair(
    ours: Ours, row: InvoiceRow, siret: str, other_companies: Collection[str] = ()
) -> Finding | None:
    """Judge an invoice and the row that shows it; nothing when they are the same."""
    found = differences(ours, row, siret)
    if is_draft(row):
        return judge_draft(row, ours)
    if ours.is_elsewhere or ours.state == DepositState.INTERNAL:
        return _not_meant_for_it(ours, row, found)
    if not is_on_portal(row):
        return _different(
            ours,
            row,
            What.NOT_KEPT,
            f"Chorus Pro la montre sans l'avoir gardée : {status_in_words(row)}.",
            "Lisez le motif sur le portail, corrigez la facture, puis redéposez-la.",
            found,
        )
    if ours.is_free:
        return _free(ours, row, found, obstacles(ours, row, siret, other_companies))
    if not ours.is_deposited:
        return _different(
            ours,
            row,
            What.UNCERTAIN,
            f"Elle est {ours.state.label.lower()} ici, et Chorus Pro la montre.",
            "Lancez « wochorus follow » : le flux sera reconnu.",
            found,
        )
    return _deposited(ours, row, found)


def _free(ours: Ours, row: InvoiceRow, found: Differences, against: list[str]) -> Finding:
    if against:
        return _different(
            ours,
            row,
            What.NUMBER_TAKEN,
            "Chorus Pro a déjà une facture de ce numéro, qui n'est pas celle du journal : "
            f"{', '.join(against)}. Un dépôt serait refusé comme doublon.",
            NEW_NUMBER.format(number=ours.number),
            found,
        )
    adopt = f"Reprenez-la : « wochorus compare adopt {ours.number} » ; elle ne repartira pas."
    if ours.state == DepositState.REFUSED:
        told = "Elle est refusée ici, et Chorus Pro l'a enregistrée."
        return _different(ours, row, What.REFUSED_YET_THERE, told, adopt, found)
    flow = f" (flux {row.flow_number})" if row.flow_number else ""
    told = f"Elle est à déposer ici, et Chorus Pro l'a déjà{flow}."
    return _different(ours, row, What.LOST, told, adopt, found)


def _not_meant_for_it(ours: Ours, row: InvoiceRow, found: Differences) -> Finding:
    if ours.is_elsewhere:
        told = "Elle a été déposée d'ici sur un autre environnement ; celui-ci en montre une aussi."
        return _different(ours, row, What.ELSEWHERE, told, "", found)
    return _different(
        ours,
        row,
        What.INTERNAL,
        "Elle est interne : elle ne devait pas partir, et Chorus Pro en montre une de ce numéro.",
        "Regardez sur le portail d'où elle vient ; si c'est une erreur, demandez son rejet au "
        "destinataire.",
        found,
    )


def _deposited(ours: Ours, row: InvoiceRow, found: Differences) -> Finding | None:
    if not found and ours.state == DepositState.INTEGRATED:
        return None
    if set(found) <= {STATUS}:
        told = f"Chorus Pro dit de plus : {status_in_words(row)}."
        return _different(ours, row, What.NEWS, told, "« wochorus follow » le notera.", found)
    if set(found) <= {STATUS, SUPPLIER}:
        told = "Elle est d'un autre établissement de la société que celui d'aujourd'hui."
        return _different(ours, row, What.OTHER_ESTABLISHMENT, told, "", found)
    return _different(
        ours,
        row,
        What.DATA_DIFFER,
        f"Chorus Pro ne montre pas ce qui est au journal : {', '.join(found)}.",
        _remedy(found),
        found,
    )


def _remedy(found: Differences) -> str:
    if set(found) <= {FLOW_NUMBER, STATUS}:
        return (
            "Le numéro de flux n'est pas celui noté ici : regardez les deux flux sur le portail, "
            "et ne redéposez rien."
        )
    return (
        "Ce qui vaut est ce que Chorus Pro a reçu (« wochorus evidence export » le contient) : "
        "corrigez le journal, ou demandez le rejet au destinataire."
    )


def _different(
    ours: Ours, row: InvoiceRow, what: What, message: str, remedy: str, found: Differences
) -> Finding:
    return Finding(Side.DIFFERENT, what, message, remedy, ours, row, found)
