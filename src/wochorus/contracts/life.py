"""The life of a contract: confirmed, suspended, renewed, terminated, its signed copy come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from wochorus.contracts.billed import locked, refuse_billed
from wochorus.contracts.calendar import last_day
from wochorus.contracts.history import record, told
from wochorus.contracts.models import Contract, Suspension
from wochorus.contracts.spans import ONE_DAY
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from datetime import date

_PAST = "ce qui précède se corrige par un avoir."


@transaction.atomic
def confirm_contract(contract: Contract, *, actor: str) -> Contract:
    """Take a contract out of draft: it is billed from now on. Raises `InvalidInput` if empty."""
    contract = locked(contract.pk)
    if not contract.lines.exists():
        raise InvalidInput(
            "Le contrat n'a aucune ligne : il n'y a rien à facturer",
            where=f"contrat {contract.number}",
            remedy=f"Ajoutez-en : wochorus contract line add {contract.number} …",
        )
    if contract.is_draft:
        contract.is_draft = False
        contract.save(update_fields=["is_draft", "updated_at"])
        record(contract, "Mise en service", actor)
    return contract


@transaction.atomic
def mark_returned(contract: Contract, day: date | None, *, actor: str) -> Contract:
    """Note the day on which the signed copy came back; `None` takes it back."""
    contract = locked(contract.pk)
    before, contract.returned_on = contract.returned_on, day
    contract.save(update_fields=["returned_on", "updated_at"])
    record(contract, "Contrat restitué", actor, {"restitué le": (told(before), told(day))})
    return contract


@transaction.atomic
def terminate_contract(
    contract: Contract, day: date | None, *, actor: str, reason: str = ""
) -> Contract:
    """End a contract after ``day``, its last; `None` takes the termination back.

    What is billed beyond stays billed: the warnings of the contract tell it. Raises `InvalidInput`
    on a day out of its life.
    """
    contract = locked(contract.pk)
    before = contract.terminated_on
    contract.terminated_on, contract.termination_reason = None, ""
    natural = contract.term.last_day
    if day is not None:
        _refuse_outside(contract, day, natural)
        contract.terminated_on, contract.termination_reason = day, reason
    contract.save(update_fields=["terminated_on", "termination_reason", "updated_at"])
    changes = {"dernier jour": (told(before), told(day)), "motif": ("", reason)}
    record(contract, "Résiliation" if day else "Résiliation annulée", actor, changes, day)
    return contract


def _refuse_outside(contract: Contract, day: date, natural: date | None) -> None:
    if day < contract.starts_on:
        raise InvalidInput(
            f"Le contrat prend effet le {format_date(contract.starts_on)} : il ne peut pas finir "
            f"avant, le {format_date(day)}",
            where=f"contrat {contract.number}",
            remedy="Donnez son dernier jour.",
        )
    if natural is not None and day > natural:
        raise InvalidInput(
            f"Le contrat finit de lui-même le {format_date(natural)}",
            where=f"contrat {contract.number}",
            remedy="Donnez un jour plus tôt, ou reconduisez-le (contract renew).",
        )


@transaction.atomic
def renew_contract(contract: Contract, months: int, *, actor: str) -> Contract:
    """Extend a contract expressly by ``months`` beyond the end of its duration.

    Raises `InvalidInput` when it has no end, is terminated, or renews itself.
    """
    contract = locked(contract.pk)
    if contract.terminated_on is not None:
        raise InvalidInput(
            f"Le contrat est résilié au {format_date(contract.terminated_on)}",
            where=f"contrat {contract.number}",
            remedy="Annulez d'abord la résiliation : contract terminate --undo.",
        )
    if contract.ends_on is None:
        raise InvalidInput(
            "Le contrat est à durée indéterminée : il n'y a rien à reconduire",
            where=f"contrat {contract.number}",
            remedy="Donnez-lui d'abord une durée : contract change --duration.",
        )
    if contract.renewal_months and contract.most_renewals is None:
        raise InvalidInput(
            "Le contrat se reconduit de lui-même, sans limite",
            where=f"contrat {contract.number}",
            remedy="Il n'y a rien à faire ; pour l'arrêter : contract terminate.",
        )
    before = contract.term.last_day
    whole = contract.ends_on if before is None else before
    # The tacit renewals that it had stay before the one that is added: the duration absorbs them.
    tacit = contract.renewal_months * (contract.most_renewals or 0)
    contract.duration_months = (contract.duration_months or 0) + tacit + months
    contract.ends_on = last_day(contract.starts_on, contract.duration_months)
    contract.renewal_months, contract.most_renewals = 0, None
    contract.save()
    changes = {"dernier jour": (told(before), told(contract.ends_on))}
    record(contract, f"Reconduction de {months} mois", actor, changes, whole + ONE_DAY)
    return contract


@transaction.atomic
def suspend_contract(
    contract: Contract,
    starts_on: date,
    ends_on: date | None = None,
    *,
    actor: str,
    reason: str = "",
) -> Suspension:
    """Owe nothing from ``starts_on`` to ``ends_on`` (until told when absent).

    Raises `InvalidInput` when days of it are billed already, or suspended already.
    """
    contract = locked(contract.pk)
    refuse_billed(contract, starts_on, past=_PAST)
    if ends_on is not None and ends_on < starts_on:
        raise InvalidInput(
            "La suspension finit avant de commencer", remedy="Corrigez l'une des deux dates."
        )
    for other in contract.suspensions.all():
        starts_before_end = other.ends_on is None or starts_on <= other.ends_on
        if starts_before_end and (ends_on is None or other.starts_on <= ends_on):
            raise InvalidInput(
                f"Le contrat est déjà suspendu à partir du {format_date(other.starts_on)}",
                where=f"contrat {contract.number}",
                remedy="Mettez fin à cette suspension : contract resume.",
            )
    made = Suspension.objects.create(
        contract=contract, starts_on=starts_on, ends_on=ends_on, reason=reason
    )
    changes = {"jusqu'au": ("", told(ends_on)), "motif": ("", reason)}
    record(contract, "Suspension", actor, changes, starts_on)
    return made


@transaction.atomic
def resume_contract(contract: Contract, day: date, *, actor: str) -> Contract:
    """Owe again from ``day``: the suspension that runs on its eve ends there.

    Raises `InvalidInput` when none runs, or when days from ``day`` are billed as suspended.
    """
    contract = locked(contract.pk)
    running = next(
        (
            one
            for one in contract.suspensions.order_by("starts_on")
            if one.starts_on <= day and (one.ends_on is None or one.ends_on >= day)
        ),
        None,
    )
    if running is None:
        raise InvalidInput(
            f"Le contrat n'est pas suspendu le {format_date(day)}",
            where=f"contrat {contract.number}",
            remedy="Voyez ses suspensions : contract show.",
        )
    refuse_billed(contract, day, past=_PAST)
    if running.starts_on == day:
        running.delete()
    else:
        running.ends_on = day - ONE_DAY
        running.save(update_fields=["ends_on"])
    record(contract, "Reprise", actor, effective_on=day)
    return contract
