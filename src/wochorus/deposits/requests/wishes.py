"""What a user may ask for a recorded invoice: each wish becomes one request of the client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from wochorus.choruspro import (
    InvoiceCompletion,
    InvoiceRecycling,
    RejectionsHandled,
    SubmittedAttachment,
    SubmittedRecipient,
    SubmittedReferences,
    ValidatorCorrection,
)
from wochorus.deposits.models import RequestKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wochorus.choruspro import ChangeReceipt, ChorusClient
    from wochorus.choruspro.messages.requests import Request
    from wochorus.deposits.checks.anomaly import CandidateFile
    from wochorus.deposits.requests.files import GivenFile

    Send = Callable[[ChorusClient, Callable[[], None]], ChangeReceipt]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is to be sent, and the call that sends it; the call takes its ``claim``."""

    message: Request
    send: Send


class Wish(Protocol):
    """What is asked, before anything of it is sent."""

    kind: ClassVar[RequestKind]

    @property
    def pieces(self) -> Sequence[CandidateFile]:
        """The files that go with it, already kept."""

    def prepared(self, chorus_id: int, given: Sequence[GivenFile]) -> Prepared:
        """Write what is sent; ``given`` are the files under the numbers that Chorus Pro gave."""


class _WithoutFiles:
    """A wish that no file goes with."""

    __slots__ = ()

    @property
    def pieces(self) -> Sequence[CandidateFile]:
        return ()


@dataclass(frozen=True)
class Completion:
    """The comment and the files that a suspended invoice lacked (``completer``)."""

    kind: ClassVar[RequestKind] = RequestKind.COMPLETE
    comment: str = ""
    pieces: tuple[CandidateFile, ...] = ()

    def prepared(self, chorus_id: int, given: Sequence[GivenFile]) -> Prepared:
        """Name each file by its number; its designation is its name."""
        attachments = tuple(
            SubmittedAttachment(file_id=each.file_id, name=each.piece.file_name) for each in given
        )
        message = InvoiceCompletion(
            chorus_id=chorus_id, comment=self.comment, attachments=attachments
        )
        return Prepared(
            message, lambda client, claim: client.complete_invoice(message, claim=claim)
        )


@dataclass(frozen=True)
class Recycling(_WithoutFiles):
    """The routing that an invoice sent back must have (``recycler``).

    A reference left empty stays as it is on the portal; a service belongs to its structure.
    """

    kind: ClassVar[RequestKind] = RequestKind.RECYCLE
    siret: str
    code_service: str = ""
    engagement: str = ""
    marche: str = ""
    comment: str = ""

    def prepared(self, chorus_id: int, given: Sequence[GivenFile]) -> Prepared:
        """Give the recipient, and the references that are told."""
        references = SubmittedReferences(engagement=self.engagement, marche=self.marche)
        message = InvoiceRecycling(
            chorus_id=chorus_id,
            recipient=SubmittedRecipient(siret=self.siret, code_service=self.code_service),
            references=references if self.engagement or self.marche else None,
            comment=self.comment,
        )
        return Prepared(message, lambda client, claim: client.recycle_invoice(message, claim=claim))


@dataclass(frozen=True)
class HandledRejection(_WithoutFiles):
    """The word that a rejection was dealt with (``traiterRejet``), one invoice at a time."""

    kind: ClassVar[RequestKind] = RequestKind.HANDLE_REJECTION
    reason: str = ""
    details: str = ""

    def prepared(self, chorus_id: int, given: Sequence[GivenFile]) -> Prepared:
        """Ask for one invoice: the fate of each is known by itself."""
        message = RejectionsHandled(
            chorus_ids=(chorus_id,), reason=self.reason, details=self.details
        )
        return Prepared(
            message, lambda client, claim: client.mark_rejections_handled(message, claim=claim)
        )


@dataclass(frozen=True)
class OtherValidator(_WithoutFiles):
    """The structure that validates instead of another (``corriger/valideur/facture``)."""

    kind: ClassVar[RequestKind] = RequestKind.CORRECT_VALIDATOR
    siret: str

    def prepared(self, chorus_id: int, given: Sequence[GivenFile]) -> Prepared:
        """Name it by its SIRET."""
        message = ValidatorCorrection(chorus_id=chorus_id, identifier=self.siret)
        return Prepared(
            message, lambda client, claim: client.correct_validator(message, claim=claim)
        )
