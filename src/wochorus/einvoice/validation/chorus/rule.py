"""What a rule of Chorus Pro is: whom it concerns, what it says, where that comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.einvoice.dialects import Circuit
from wochorus.einvoice.findings import Finding, Layer, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wochorus.einvoice.validation.chorus.case import Case

    Look = Callable[[Case], Iterator["Breach"]]

BOTH = (Circuit.CHORUS, Circuit.AFNOR)
HISTORICAL = (Circuit.CHORUS,)
REFORM = (Circuit.AFNOR,)


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where an invoice breaks a rule.

    ``message`` and ``remedy`` are French sentences, ``path`` a path in the model
    (``lines[0].price.net``). ``term`` is given when it is not the rule's own; ``detail`` names the
    official rule that says the same, if one does.
    """

    message: str
    remedy: str
    path: str
    term: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of Chorus Pro, or of French law, that no public rule file holds.

    ``id`` is the number that the B2G rules of the reform give (``BR-FR-CPRO-20``), or one of our
    own (``CP-CADRE-01``). ``title`` says in French what must be; ``source`` says who asks for it.
    ``look`` yields the breaches found in a case; ``reckons`` tells that it computes with amounts,
    which is done only when every number of the invoice is one that can be computed with.
    """

    id: str
    term: str
    title: str
    source: str
    circuits: tuple[Circuit, ...]
    severity: Severity
    look: Look
    reckons: bool

    def finding(self, breach: Breach) -> Finding:
        """Tell a breach of this rule."""
        return Finding(
            layer=Layer.CHORUS,
            rule=self.id,
            severity=self.severity,
            message=breach.message,
            remedy=breach.remedy,
            path=breach.path,
            term=breach.term or self.term,
            detail=breach.detail,
        )


def rule(
    identifier: str,
    term: str,
    title: str,
    *,
    source: str,
    circuits: tuple[Circuit, ...] = BOTH,
    severity: Severity = Severity.ERROR,
    reckons: bool = False,
) -> Callable[[Look], Rule]:
    """Make a rule of the function that looks for its breaches."""

    def of(look: Look) -> Rule:
        return Rule(
            id=identifier,
            term=term,
            title=title,
            source=source,
            circuits=circuits,
            severity=severity,
            look=look,
            reckons=reckons,
        )

    return of
