"""What the connection test says: one step per layer, in the order in which a call crosses them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from wochorus.core.errors import WoChorusError


class Layer(Enum):
    """What may stand in the way of a deposit. The value is what people read."""

    TOKEN_NAME = "réseau, jetons : nom du serveur"  # noqa: S105 - words, not a secret
    TOKEN_CONNECTION = "réseau, jetons : connexion"  # noqa: S105
    TOKEN_ENCRYPTION = "réseau, jetons : chiffrement"  # noqa: S105
    API_NAME = "réseau, API : nom du serveur"
    API_CONNECTION = "réseau, API : connexion"
    API_ENCRYPTION = "réseau, API : chiffrement"
    CREDENTIALS = "identifiants PISTE"
    ENVIRONMENT = "environnement"
    TRANSVERSES = "API transverses"
    FACTURES = "API factures"
    STRUCTURES = "API structures"
    UTILISATEURS = "API utilisateurs"
    TECHNICAL_ACCOUNT = "compte technique"
    PASSWORD_EXPIRY = "mot de passe technique"  # noqa: S105
    RIGHT_TO_DEPOSIT = "droit de déposer"
    ACTIVITY = "activité de la structure"


class Verdict(Enum):
    """How a layer stands. The value is what people read."""

    OK = "ok"
    WARNING = "attention"
    FAILED = "échec"
    SKIPPED = "non vérifié"


@dataclass(frozen=True, slots=True)
class Step:
    """One layer: its verdict, a French sentence, and what to do when it is not ok."""

    layer: Layer
    verdict: Verdict
    message: str
    remedy: str = ""


def passed(layer: Layer, message: str) -> Step:
    """State that a layer is crossed."""
    return Step(layer, Verdict.OK, message)


def warned(layer: Layer, message: str, remedy: str) -> Step:
    """State what will matter later, or matters only to other uses than the deposit."""
    return Step(layer, Verdict.WARNING, message, remedy)


def failed(layer: Layer, message: str, remedy: str) -> Step:
    """State that a layer stops every deposit."""
    return Step(layer, Verdict.FAILED, message, remedy)


def skipped(layer: Layer, message: str, remedy: str = "") -> Step:
    """State that a layer could not be looked at."""
    return Step(layer, Verdict.SKIPPED, message, remedy)


def broken(layer: Layer, error: WoChorusError) -> Step:
    """State that a layer failed as ``error`` says."""
    place = f" ({error.where})" if error.where else ""
    return failed(layer, f"{error.what}{place}", error.remedy)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Every step, and what was learned on the way."""

    steps: tuple[Step, ...]
    password_expires_on: date | None = None

    @property
    def may_deposit(self) -> bool:
        """Whether a deposit would be accepted, as far as can be told without making one."""
        verdicts = {step.layer: step.verdict for step in self.steps}
        allowed = verdicts.get(Layer.RIGHT_TO_DEPOSIT) is Verdict.OK
        return allowed and Verdict.FAILED not in verdicts.values()
