"""What can go wrong with Chorus Pro, told by what the caller may do.

`Transient`: nothing was done, try later. `Permanent`: nothing was done, a person must act.
`Ambiguous`: a call that changes something may have been received; only `UncertainOutcome` and
its three kinds say so, and no reading raises them. The subclasses here carry what Chorus Pro
said, untouched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.core.errors import Ambiguous, Permanent, Transient

if TYPE_CHECKING:
    from wochorus.choruspro.evidence import Evidence


class BusinessRefusal(Permanent):
    """Chorus Pro read the request and said no; nothing was recorded.

    ``code`` and ``label`` are its own ``codeRetour`` and ``libelle``. Codes are per service:
    20001 means different things in different places.
    """

    def __init__(
        self, what: str, *, code: int, label: str, where: str = "", remedy: str = ""
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.code = code
        self.label = label


class CredentialsRefused(Permanent):
    """PISTE does not accept the application's identifier and secret."""


class TechnicalAccountRefused(Permanent):
    """Chorus Pro does not accept the technical account."""


class AccessDenied(Permanent):
    """The account is known but has no right to this API."""


class TooLarge(Permanent):
    """The request, or the file that it asks for, is larger than Chorus Pro takes or gives."""


class UnexpectedAnswer(Permanent):
    """The answer to a reading is not one that Chorus Pro gives; ``evidence`` holds it."""

    def __init__(self, what: str, *, evidence: Evidence, where: str = "", remedy: str = "") -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.evidence = evidence


class Unreachable(Transient):
    """No connection could be made: the request has not left this machine."""


class NoAnswer(Transient):
    """A reading or a token request got no usable answer; ``evidence`` holds what came."""

    def __init__(self, what: str, *, evidence: Evidence, where: str = "", remedy: str = "") -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.evidence = evidence


class TooManyCalls(Transient):
    """The quota is used up. ``retry_after`` is in seconds, when Chorus Pro gave it."""

    def __init__(
        self, what: str, *, retry_after: float | None, where: str = "", remedy: str = ""
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.retry_after = retry_after


class FlowNotFoundYet(Transient):
    """Chorus Pro does not know this flow, or not yet: its report comes after the deposit."""

    def __init__(
        self, what: str, *, code: int, label: str, where: str = "", remedy: str = ""
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.code = code
        self.label = label


class IncompleteSearch(Transient):
    """The pages of a search do not add up to the announced total."""


class UncertainOutcome(Ambiguous):
    """A call that changes something may have left, and its answer is lost or unreadable.

    ``evidence`` holds what is known. Never make the call again before Chorus Pro has been asked
    what it has.
    """

    def __init__(self, what: str, *, evidence: Evidence, where: str = "", remedy: str = "") -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.evidence = evidence


class UncertainDeposit(UncertainOutcome):
    """A flow may have been deposited: search its invoices before depositing the file again."""


class UncertainSubmission(UncertainOutcome):
    """An invoice may have been submitted: search it before submitting it again."""


class UncertainChange(UncertainOutcome):
    """A recorded invoice may have been changed: read its history before trying again."""
