"""What may be done with contracts: create, change, confirm, copy, import references.

Each function is one transaction and leaves a line in the history of the contract. The values come
in already read (`entry`, or the columns of a file); what they say together is judged here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from wochorus.accounts.columns import check_columns
from wochorus.accounts.services import CADRES
from wochorus.contracts.billed import is_billed, locked
from wochorus.contracts.calendar import Timing, last_day
from wochorus.contracts.history import differences, record
from wochorus.contracts.models import Contract
from wochorus.contracts.reference_terms import REFERENCE_NAMES, set_references
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from wochorus.customers.models import Customer

CHANGEABLE = (
    "customer",
    "subject",
    "kind",
    "salesperson",
    "quotation",
    "sector",
    "is_draft",
    "signed_on",
    "returned_on",
    "starts_on",
    "duration_months",
    "renewal_months",
    "most_renewals",
    "notice_months",
    "timing",
    "every_months",
    "anchor",
    "anchor_day",
    "next_start",
    "payment_term",
    "cadre",
    "subcontract",
    "note",
)
_EMPTY = {
    **dict.fromkeys(
        (
            *("subject", "kind", "salesperson", "quotation", "sector"),
            *("payment_term", "cadre", "subcontract", "note"),
        ),
        "",
    ),
    "renewal_months": 0,
    "notice_months": 0,
    "every_months": 1,
    "is_draft": False,
    "timing": Timing.ARREARS.value,
}
"""What stands for a value that is left out; the others become null."""
_REQUIRED = {"customer": "client", "starts_on": "effet"}
MOST_MONTHS, LAST_DAY = 120, 31
_NOTHING_SAVED = "Corrigez cette valeur ; rien n'a été enregistré."


@transaction.atomic
def create_contract(
    customer: Customer,
    number: str,
    starts_on: date,
    *,
    actor: str,
    **fields: Any,  # noqa: ANN401 - fields of any type
) -> Contract:
    """Record a contract with ``customer``, in force from ``starts_on``.

    ``fields`` are those of `CHANGEABLE` and the references (`marche`, `engagement`,
    `code_service`, `ceiling`, `ceiling_basis`, `engagement_ends_on`, `references_from`); `None`
    stands for a value left out. Raises `InvalidInput` when one is refused or the number is taken.
    """
    contract = Contract(
        company_id=customer.company_id, customer=customer, number=number, starts_on=starts_on
    )
    references = {name: fields.pop(name, None) for name in REFERENCE_NAMES}
    _write(contract, {"starts_on": starts_on, **fields})
    _save_new(contract)
    record(contract, "Création", actor)
    if any(value is not None for value in references.values()):
        set_references(contract, actor=actor, **references)
    return contract


def _save_new(contract: Contract) -> None:
    try:
        with transaction.atomic():
            contract.save(force_insert=True)
    except IntegrityError as error:
        raise InvalidInput(
            f"Le n° {contract.number} est déjà celui d'un contrat",
            where=f"société {contract.company.code}",
            remedy=f"Voyez « wochorus contract show {contract.number} », ou choisissez un autre "
            "numéro.",
        ) from error


@transaction.atomic
def change_contract(contract: Contract, *, actor: str, **fields: Any) -> Contract:  # noqa: ANN401 - same
    """Change the fields given, and only those; `None` empties one.

    What orders the billing (effect, rhythm, timing) changes only as long as it moves nothing that
    is billed already. Raises `InvalidInput` when a value is refused.
    """
    contract = locked(contract.pk)
    before = {name: getattr(contract, name) for name in CHANGEABLE}
    billed = is_billed(contract)
    _write(contract, fields)
    if contract.is_billed_here and contract.next_start != before["next_start"]:
        raise InvalidInput(
            f"La facturation a porté la prochaine facture au {format_date(before['next_start'])} : "
            "ce jour ne se saisit plus",
            where=f"contrat {contract.number}",
            remedy="Facturez les jours oubliés en travaux complémentaires, corrigez les autres par "
            "un avoir.",
        )
    if billed:
        _refuse_moving_what_is_billed(contract, before)
    changes = differences(contract, before, CHANGEABLE)
    if changes:
        contract.save()
        record(contract, "Modification", actor, changes)
    return contract


def _write(contract: Contract, fields: Mapping[str, Any]) -> None:
    moves_start = "starts_on" in fields and not is_billed(contract) if contract.pk else True
    for name, value in fields.items():
        if name not in CHANGEABLE:
            raise TypeError(name)
        setattr(contract, name, _filled(name, value))
    if moves_start or "duration_months" in fields:
        _set_end(contract)
    _set_calendar(contract, fields, moves_start=moves_start)
    _check(contract)
    check_columns(contract)


def _filled(name: str, value: object) -> object:
    """Give what stands for a value left out."""
    if value is not None:
        return value
    if name in _REQUIRED:
        raise InvalidInput(f"« {_REQUIRED[name]} » ne peut pas être vide", remedy=_NOTHING_SAVED)
    return _EMPTY.get(name)


def _set_end(contract: Contract) -> None:
    months = contract.duration_months
    contract.ends_on = last_day(contract.starts_on, months) if months else None


def _set_calendar(contract: Contract, fields: Mapping[str, Any], *, moves_start: bool) -> None:
    """Begin periods with the effect, and bill from there, unless told otherwise."""

    def is_left_out(name: str) -> bool:
        return fields.get(name) is None and (moves_start or name in fields)

    if is_left_out("anchor"):
        contract.anchor = contract.starts_on
    if is_left_out("anchor_day"):
        contract.anchor_day = contract.anchor.day
    if is_left_out("next_start"):
        contract.next_start = contract.starts_on


def _check(contract: Contract) -> None:
    if not 1 <= contract.every_months <= MOST_MONTHS or not 1 <= contract.anchor_day <= LAST_DAY:
        raise InvalidInput(
            f"Une période va de 1 à {MOST_MONTHS} mois et commence du 1 au {LAST_DAY}",
            remedy=_NOTHING_SAVED,
        )
    if contract.renewal_months and not contract.duration_months:
        raise InvalidInput(
            "Un contrat à durée indéterminée ne se reconduit pas",
            remedy="Donnez sa durée (--duration), ou retirez la reconduction (--renewal 0).",
        )
    if contract.cadre and contract.cadre not in CADRES:
        raise InvalidInput(
            f"Cadre de facturation inconnu : « {contract.cadre} »",
            remedy=f"Choisissez parmi {', '.join(CADRES)}.",
        )
    if contract.next_start < contract.starts_on:
        raise InvalidInput(
            f"La prochaine facture commence le {format_date(contract.next_start)}, avant l'effet "
            f"du contrat ({format_date(contract.starts_on)})",
            remedy=_NOTHING_SAVED,
        )
    if contract.company_id != contract.customer.company_id:
        raise InvalidInput("Ce client est celui d'une autre société", remedy=_NOTHING_SAVED)


_BILLING = {
    "starts_on": "l'effet",
    "every_months": "la périodicité",
    "anchor": "le mois des périodes",
    "anchor_day": "le jour des périodes",
}


def _refuse_moving_what_is_billed(contract: Contract, before: Mapping[str, Any]) -> None:
    """Keep the past: a new rhythm is allowed where the next period begins on its own boundary."""
    if contract.starts_on != before["starts_on"]:
        raise InvalidInput(
            f"Le contrat est déjà facturé depuis le {format_date(before['starts_on'])} : son effet "
            "ne change plus",
            where=f"contrat {contract.number}",
            remedy="Résiliez-le et créez-en un autre (contract copy), ou corrigez les factures "
            "par un avoir.",
        )
    changed = [label for name, label in _BILLING.items() if getattr(contract, name) != before[name]]
    start = contract.next_start
    if not changed:
        return
    rhythm = contract.rhythm
    if rhythm.boundary(rhythm.rank_of(start)) != start:
        raise InvalidInput(
            f"Avec {', '.join(changed)}, la prochaine facture commencerait au milieu d'une période "
            f"({format_date(start)})",
            where=f"contrat {contract.number}",
            remedy=f"Calez les périodes sur ce jour : --anchor {start:%d/%m/%Y} --anchor-day "
            f"{start.day}.",
        )
