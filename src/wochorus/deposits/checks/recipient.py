"""The recipient: its SIRET, and whether it receives such invoices at all.

Source: Chorus Pro external specifications, order of controls (recipient exists, is public, is
active), and the annuaire's columns StructureActive and EstMOAUniquement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.core.identifiers import SiretDefect, siret_defect
from wochorus.customers.models import BuyerKind
from wochorus.deposits.checks.anomaly import Candidate, Finding, Level, Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator


def check_buyer_kind(candidate: Candidate, _: Surroundings) -> Iterator[Finding]:
    """A private customer is not billed through Chorus Pro."""
    if candidate.customer_kind == BuyerKind.PRIVATE:
        yield Finding(
            "BUYER_PRIVATE",
            f"Le client {candidate.customer_name} est privé : Chorus Pro ne reçoit que les "
            "factures du secteur public",
            "Retirez la facture de la sélection, ou, s'il est public : "
            + candidate.customer_change("--kind public"),
        )


def check_siret(candidate: Candidate, around: Surroundings) -> Iterator[Finding]:
    """The SIRET is there, has 14 digits, and a right key unless the annuaire knows it."""
    siret = candidate.customer_siret
    defect = siret_defect(siret)
    if defect is SiretDefect.EMPTY:
        yield Finding(
            "SIRET_MISSING",
            "Le client n'a pas de numéro de SIRET",
            f"Donnez-le : {candidate.customer_change('--siret SIRET')}",
        )
    elif defect is SiretDefect.NOT_FOURTEEN_DIGITS:
        yield Finding(
            "SIRET_MALFORMED",
            f"Le SIRET {siret} n'a pas 14 chiffres ({_length(siret)})",
            f"Corrigez-le : {candidate.customer_change('--siret SIRET')}",
        )
    elif defect is SiretDefect.WRONG_KEY and around.structure_of(candidate) is None:
        yield Finding(
            "SIRET_KEY",
            f"La clé de contrôle du SIRET {siret} est fausse",
            "Vérifiez qu'aucun chiffre n'a été mal recopié ; pour le corriger : "
            + candidate.customer_change("--siret SIRET"),
            Level.WARNING,
        )


def _then(candidate: Candidate) -> str:
    return f"puis : {candidate.customer_change('--siret SIRET')}"


def _length(siret: str) -> str:
    if not siret.isascii() or not siret.isdigit():
        return "il contient autre chose que des chiffres"
    return f"il en a {len(siret)}"


def check_structure(candidate: Candidate, around: Surroundings) -> Iterator[Finding]:
    """The structure is known, active, and receives ordinary invoices."""
    siret = candidate.customer_siret
    unreadable = siret_defect(siret) in (SiretDefect.EMPTY, SiretDefect.NOT_FOURTEEN_DIGITS)
    if unreadable or around.annuaire_is_empty:
        return
    structure = around.structure_of(candidate)
    if structure is None:
        yield Finding(
            "STRUCTURE_UNKNOWN",
            f"La structure {siret} n'existe pas dans l'annuaire Chorus",
            "Vérifiez le SIRET : « wochorus directory search » trouve une structure par son nom. "
            "Si elle vient d'être créée, mettez l'annuaire à jour : wochorus directory refresh.",
        )
    elif structure.is_closed:
        yield Finding(
            "STRUCTURE_CLOSED",
            f"La structure {siret} a disparu de l'annuaire Chorus",
            f"Demandez au client le SIRET qui remplace celui-ci, {_then(candidate)}",
        )
    elif not structure.is_active:
        yield Finding(
            "STRUCTURE_INACTIVE",
            f"La structure {siret} est inactive dans l'annuaire Chorus",
            f"Demandez au client le SIRET à utiliser, {_then(candidate)}",
        )
    elif structure.is_works_only:
        yield Finding(
            "STRUCTURE_WORKS_ONLY",
            f"La structure {siret} ne reçoit que des factures de travaux",
            f"Demandez au client le SIRET qui reçoit ses factures ordinaires, {_then(candidate)}",
        )
