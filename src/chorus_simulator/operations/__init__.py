"""The operations of the API, one file per family.

An operation is a function that takes a `Call` and gives the JSON object to answer; it refuses by
raising `Refusal`. Its request message is a pydantic class whose fields bear the portal's own
names. A key that the message does not know is refused, as the portal does for a wrong paging key.
Its answer is a ``TypedDict`` of the same names, from which the API's own document is written.
"""

# ruff: noqa: N815  field names of the portal's own messages

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping

    from chorus_simulator.accounts import Account
    from chorus_simulator.faults import Fault
    from chorus_simulator.ledger import Entry
    from chorus_simulator.settings import Settings

READ = "TRA_MSG_00.000"
"""Label of a successful reading."""
DONE = "GCU_MSG_01_000"
"""Label of a successful deposit or directory call."""
MALFORMED = 20000
NOT_ALLOWED_NOW = "GDP_MSG_11.001"
"""Label of an action that the state of the invoice does not allow."""


def _whole(value: object) -> object:
    """Read 12.0 as 12: JSON does not tell them apart."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Int64 = Annotated[
    int,
    BeforeValidator(_whole),
    Field(ge=-(2**63), lt=2**63, json_schema_extra={"format": "int64"}),
]
"""A whole number that the state can hold."""
Amount = Annotated[float, Field(allow_inf_nan=False)]
"""A number, whole or not."""
Language = Literal["FR", "EN"]
IdentifierType = Literal[
    "SIRET", "UE_HORS_FRANCE", "HORS_UE", "RIDET", "TAHITI", "AUTRE", "PARTICULIER"
]


class Part(BaseModel):
    """An object inside a request."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Message(Part):
    """A request body; ``idUtilisateurCourant`` is allowed everywhere and has no effect."""

    idUtilisateurCourant: Int64 | None = None


class Answer(TypedDict):
    """What every answer holds, a refusal included."""

    codeRetour: int
    libelle: str


@dataclass(slots=True)
class Call:
    """What an operation needs to answer."""

    db: sqlite3.Connection
    account: Account
    settings: Settings
    now: float
    entry: Entry
    flow_faults: tuple[Fault, ...] = ()
    gained: float = 0.0
    """Seconds that a fast clock ran ahead, and that passwords do not know of."""

    @property
    def index_delay(self) -> float:
        """How late searches will find what this call deposits."""
        late = (fault.seconds for fault in self.flow_faults if fault.kind == "late_index")
        return max(late, default=0.0)

    @property
    def disordered(self) -> bool:
        """Whether what this call deposits will live in disorder."""
        return any(fault.kind == "statuses_out_of_order" for fault in self.flow_faults)

    def note_flow_faults(self) -> None:
        """Note in the ledger the faults that struck what this call deposited."""
        kinds = (fault.kind for fault in self.flow_faults)
        self.entry.fault = "+".join(filter(None, (self.entry.fault, *kinds))) or None


class Refusal(Exception):
    """A business refusal: ``codeRetour`` other than 0 and its label."""

    def __init__(self, code: int, label: str) -> None:
        super().__init__(label)
        self.code = code
        self.label = label


class MalformedRefusal(Refusal):
    """The request itself is wrong: always an HTTP 400, whatever the settings."""

    def __init__(self, label: str) -> None:
        super().__init__(MALFORMED, label)


class TooLargeError(Exception):
    """What was asked for is too large to be given: HTTP 413."""


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the API: its request message, what answers it, the type of its answer."""

    message: type[Message]
    answer: Callable[[Call, Any], Mapping[str, Any]]
    method: str = "POST"
    result: Any = Answer


def success(label: str, **content: object) -> dict[str, Any]:
    """Build a successful answer."""
    return {"codeRetour": 0, "libelle": label, **content}
