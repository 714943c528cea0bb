"""The technical account, its password, and for whom it may deposit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.choruspro.connection_test.countdown import PASSWORD_WARNING_DAYS, told_expiry
from wochorus.choruspro.connection_test.steps import (
    Layer,
    Step,
    broken,
    failed,
    passed,
    skipped,
    warned,
)
from wochorus.choruspro.errors import BusinessRefusal
from wochorus.core.errors import WoChorusError
from wochorus.core.identifiers import compact_identifier, format_siret

if TYPE_CHECKING:
    from datetime import date

    from wochorus.choruspro.client import ChorusClient
    from wochorus.choruspro.connection_test.probes import Trials
    from wochorus.choruspro.messages.structures import StructureRow

ACTIVE, INACTIVE = "ACTIVE", "INACTIVE"
RENEW = (
    "Sur le portail, « Raccordement EDI et API », faites renouveler le mot de passe du compte "
    "technique, puis saisissez-le : wochorus company access."
)
SLOW_DOWN = (
    "Il refuse parfois un compte qui appelle trop vite : allongez l'attente internet (« wochorus "
    "company set --call-interval-ms »), puis recommencez."
)
MOST_CONSULTED = 5
"""Structures whose sheet is read for the date: the account's own is among the first."""


def account_step(trials: Trials, known_expiry: date | None, today: date) -> Step:
    """Say whether Chorus Pro accepts the technical account (HTTP 401 otherwise)."""
    layer, refusal = Layer.TECHNICAL_ACCOUNT, trials.account_refusal
    if refusal is None and trials.is_account_known:
        return passed(layer, "Chorus Pro accepte le compte technique et son mot de passe")
    if refusal is None:
        return skipped(layer, "aucune API n'a répondu : ne peut se dire")
    if trials.is_account_known:
        return warned(layer, "Chorus Pro a accepté le compte, puis l'a refusé", SLOW_DOWN)
    if known_expiry is not None and known_expiry < today:
        return failed(layer, f"{refusal.what} ; {told_expiry(known_expiry, today)}", RENEW)
    return failed(layer, refusal.what, refusal.remedy)


def expiry_step(expires_on: date | None, known: date | None, today: date, why: str) -> Step:
    """Count the days left; ``known`` is the date read by an earlier test, ``why`` tells no date."""
    layer = Layer.PASSWORD_EXPIRY
    if expires_on is None:
        if known is None:
            return skipped(layer, why)
        told = f"{why} ; d'après le dernier essai, {told_expiry(known, today)}"
        return failed(layer, told, RENEW) if known < today else skipped(layer, told)
    told = told_expiry(expires_on, today)
    if (expires_on - today).days <= PASSWORD_WARNING_DAYS:
        return warned(layer, told, RENEW)
    return passed(layer, told)


def read_expiry(client: ChorusClient, trials: Trials, siret: str) -> tuple[date | None, str]:
    """Read the end of the password on the sheets of structures; else say why it is not told.

    Only the sheet of the account's own structure bears it; that structure may not be the one
    that deposits.
    """
    if Layer.STRUCTURES not in trials.answers:
        return None, "la date ne se lit pas sans l'API structures"
    for structure_id in _sheets(trials, siret):
        try:
            expires_on = client.structure_details(structure_id).identity.password_expires_on
        except BusinessRefusal:
            continue
        except WoChorusError as error:
            return None, f"la fiche de la structure ne se lit pas : {error.what}"
        if expires_on is not None:
            return expires_on, ""
    return None, (
        "Chorus Pro ne donne pas cette date à ce compte : notez le jour de sa création, le mot de "
        "passe vit 424 jours"
    )


def _sheets(trials: Trials, siret: str) -> list[int]:
    own = [row.chorus_id for row in trials.answers[Layer.STRUCTURES] if _is(row, siret)]
    attached = [row.chorus_id for row in trials.answers.get(Layer.UTILISATEURS, ())]
    known = dict.fromkeys(identifier for identifier in (*own, *attached) if identifier is not None)
    return list(known)[:MOST_CONSULTED]


def _is(row: StructureRow, siret: str) -> bool:
    return compact_identifier(row.identifier) == siret


def right_step(trials: Trials, siret: str) -> Step:
    """Say whether the account may deposit for this SIRET."""
    layer, shown = Layer.RIGHT_TO_DEPOSIT, format_siret(siret)
    match trials.errors.get(Layer.TRANSVERSES):
        case None:
            pass
        case BusinessRefusal() as refusal:
            return broken(layer, refusal)
        case _:
            return skipped(layer, "ne peut se dire sans l'API transverses")
    active = trials.answers[Layer.TRANSVERSES]
    if any(compact_identifier(row.identifier) == siret for row in active):
        return passed(layer, f"le compte peut déposer pour {shown}")
    if _activity(trials, siret) == INACTIVE:
        return skipped(layer, "une structure inactive ne dépose pas : voyez la ligne suivante")
    others = ", ".join(format_siret(row.identifier) for row in active[:MOST_CONSULTED])
    acts_for = f"il peut déposer pour {others}" if others else "il ne peut déposer pour personne"
    return failed(
        layer,
        f"le compte ne peut pas déposer pour {shown} : {acts_for}{_attachment(trials, siret)}",
        "Vérifiez le SIRET (« wochorus company show ») ; sur le portail, employez le compte "
        "technique de cette structure, ou faites rattacher celui-ci à elle.",
    )


def _attachment(trials: Trials, siret: str) -> str:
    """Say what the account's own attachment to the structure is waiting for."""
    rows = trials.answers.get(Layer.UTILISATEURS, ())
    states = [row.attachment_status for row in rows if compact_identifier(row.identifier) == siret]
    words = {
        "EN_COURS_DE_VALIDATION": "en cours de validation",
        "REFUSEE": "refusé",
        "VALIDEE": "validé",
        "DESACTIVEE": "désactivé",
        "SUPPRIMEE": "supprimé",
    }
    told = [words.get(state, f"à l'état « {state} », inconnu") for state in states if state]
    return f" ; son rattachement est {told[0]}" if told else ""


def _activity(trials: Trials, siret: str) -> str:
    rows = [row for row in trials.answers.get(Layer.STRUCTURES, ()) if _is(row, siret)]
    return rows[0].status if rows else ""


def activity_step(trials: Trials, siret: str) -> Step:
    """Say whether the structure is active."""
    layer, shown = Layer.ACTIVITY, format_siret(siret)
    if Layer.STRUCTURES not in trials.answers:
        return skipped(layer, "ne peut se dire sans l'API structures")
    match _activity(trials, siret):
        case "":
            return skipped(layer, f"Chorus Pro ne montre pas la structure {shown} à ce compte")
        case status if status == ACTIVE:
            return passed(layer, f"la structure {shown} est active")
        case status if status == INACTIVE:
            return failed(
                layer,
                f"la structure {shown} est inactive sur Chorus Pro",
                "Son gestionnaire principal doit la réactiver sur le portail.",
            )
        case status:
            return warned(
                layer,
                f"la structure {shown} est à l'état « {status} », inconnu",
                "Regardez-la sur le portail.",
            )
