"""One harmless reading of each API that a supplier needs.

PISTE opens its APIs one by one, so each is tried by itself. A refused technical account ends the
trials: a wrong password is not tried four times.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wochorus.choruspro.connection_test.steps import (
    Layer,
    Step,
    broken,
    failed,
    passed,
    skipped,
    warned,
)
from wochorus.choruspro.errors import AccessDenied, BusinessRefusal, TechnicalAccountRefused
from wochorus.choruspro.messages.invoices import InvoiceSearch
from wochorus.choruspro.messages.structures import StructureSearch
from wochorus.core.errors import WoChorusError

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.choruspro.client import ChorusClient

NO_SUCH_INVOICE = InvoiceSearch(invoice_number="ESSAI DE CONNEXION")
"""A search that finds nothing: only the answer counts."""
_NEEDED = (Layer.TRANSVERSES, Layer.FACTURES)
"""Without these no deposit can be made nor followed; the others only tell more."""
_ALONE = (
    "Sur PISTE, cochez cette API dans l'application et acceptez ses conditions d'utilisation, "
    "pour cet environnement."
)
_ALL = (
    "Sur PISTE, cochez les API Factures, Transverses, Structures et Utilisateurs et acceptez leurs "
    "conditions, pour cet environnement ; sur le portail Chorus Pro, déclarez le raccordement API "
    "de cette application."
)


@dataclass(frozen=True, slots=True)
class Trials:
    """What each API answered: what it gave, or its error. One that was not tried is absent."""

    answers: dict[Layer, Any] = field(default_factory=dict)
    errors: dict[Layer, WoChorusError] = field(default_factory=dict)

    @property
    def account_refusal(self) -> TechnicalAccountRefused | None:
        """The refusal of the technical account, if it was refused."""
        refusals = (e for e in self.errors.values() if isinstance(e, TechnicalAccountRefused))
        return next(refusals, None)

    @property
    def is_account_known(self) -> bool:
        """Whether Chorus Pro answered the account, be it to refuse the matter."""
        refused = any(isinstance(error, BusinessRefusal) for error in self.errors.values())
        return bool(self.answers) or refused


def try_each(client: ChorusClient, siret: str) -> Trials:
    """Make one reading of each API, until the account is refused."""
    trials = Trials()
    for layer, ask in _readings(client, siret).items():
        try:
            trials.answers[layer] = ask()
        except WoChorusError as error:
            trials.errors[layer] = error
            if isinstance(error, TechnicalAccountRefused):
                break
    return trials


def _readings(client: ChorusClient, siret: str) -> dict[Layer, Callable[[], Any]]:
    wanted = StructureSearch(identifier=siret, identifier_type="SIRET")
    return {
        Layer.TRANSVERSES: client.active_supplier_structures,
        Layer.FACTURES: lambda: client.search_invoices(NO_SUCH_INVOICE),
        Layer.STRUCTURES: lambda: client.search_structures(wanted),
        Layer.UTILISATEURS: client.account_attachments,
    }


def subscription_steps(trials: Trials) -> tuple[Step, ...]:
    """Say of each API whether the application may call it."""
    layers = (Layer.TRANSVERSES, Layer.FACTURES, Layer.STRUCTURES, Layer.UTILISATEURS)
    return tuple(_subscription(layer, trials) for layer in layers)


def _subscription(layer: Layer, trials: Trials) -> Step:
    error = trials.errors.get(layer)
    match error:
        case None if layer in trials.answers:
            return passed(layer, "l'application y a accès")
        case None | TechnicalAccountRefused():
            return skipped(layer, "ne peut se dire tant que le compte technique est refusé")
        case AccessDenied():
            return _denied(layer, trials)
        case BusinessRefusal():
            return warned(layer, f"l'application y a accès, mais : {error.what}", error.remedy)
    return (
        broken(layer, error) if layer in _NEEDED else _not_needed(layer, error.what, error.remedy)
    )


def _denied(layer: Layer, trials: Trials) -> Step:
    what = "l'application n'a pas accès à cette API (HTTP 403)"
    remedy = _ALONE if trials.is_account_known else _ALL
    return failed(layer, what, remedy) if layer in _NEEDED else _not_needed(layer, what, remedy)


def _not_needed(layer: Layer, what: str, remedy: str) -> Step:
    return warned(layer, f"{what} ; le dépôt n'en a pas besoin", remedy)
