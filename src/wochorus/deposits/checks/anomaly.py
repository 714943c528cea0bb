"""What a check finds, and what it looks at.

A check is a function from one `Candidate` (an invoice with all that decides its fate) and the
`Surroundings` to findings. It reads no database and stops at nothing: all the findings of all
the checks are shown at once.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from wochorus.einvoice.formats import Format

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from wochorus.deposits.syntaxes import DepositFormat
    from wochorus.directory.queries import ServiceRules, StructureRules


class Level(Enum):
    """Whether an anomaly keeps the invoice back."""

    BLOCKING = "bloquant"
    WARNING = "avertissement"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: a stable code, the sentence, what to do, and the file concerned if any."""

    code: str
    message: str
    remedy: str
    level: Level = Level.BLOCKING
    attachment: str = ""


@dataclass(frozen=True, slots=True)
class TaxLine:
    """One VAT rate, in percent, its two amounts, and its category (empty: nobody told it)."""

    rate: Decimal
    taxable_amount: Decimal
    tax_amount: Decimal
    category: str = ""


@dataclass(frozen=True, slots=True)
class CandidateFile:
    """A document of the invoice. `is_stored` is false when the file has left the disk."""

    file_name: str
    sha256: str
    size: int
    defect: str
    is_stored: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """An invoice about to be deposited, with its customer's data and its documents.

    ``document_format`` is the one in which it is to leave.
    """

    invoice_id: int
    number: str
    kind: str
    issue_date: date
    due_date: date | None
    cadre: str
    deposit_state: str
    flow_number: str
    preceding_invoice: str
    engagement: str
    marche: str
    code_service: str
    total_without_tax: Decimal
    total_tax: Decimal
    total_with_tax: Decimal
    prepaid: Decimal
    amount_due: Decimal
    customer_code: str
    customer_name: str
    customer_siret: str
    customer_kind: str
    tax_breakdown: tuple[TaxLine, ...]
    main_document: CandidateFile | None
    annexes: tuple[CandidateFile, ...]
    has_lines: bool = False
    document_format: DepositFormat = Format.CPP_MINIMAL
    validator: str = ""
    replaced_by: str = ""
    """The number under which it was issued anew, if it was."""
    is_issued_here: bool = False
    """Whether its number is of our series: then it does not change any more."""

    def customer_change(self, option: str) -> str:
        """Give the command that mends the customer, for all of its invoices that have not left."""
        return f"wochorus customer change {shlex.quote(self.customer_code)} {option}"

    def corrected(self, columns: str) -> str:
        """Say in French how to change what stands in ``columns`` of the journal."""
        if self.is_issued_here:
            return (
                "Émise ici, la facture ne change plus : annulez-la par un avoir (wochorus billing "
                f"credit {shlex.quote(self.number)} --why MOTIF) et refacturez, ou défaites sa "
                "facturation (wochorus billing run undo)."
            )
        return f"Corrigez le journal ({columns}), puis : wochorus journal import FICHIER"

    @property
    def documents(self) -> tuple[CandidateFile, ...]:
        """All its documents, its own PDF first."""
        main = () if self.main_document is None else (self.main_document,)
        return (*main, *self.annexes)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the checks know beside the invoice itself."""

    today: date
    structures: Mapping[str, StructureRules]
    services: Mapping[tuple[str, str], ServiceRules]
    known_numbers: frozenset[str]
    """Numbers of the company's invoices, for the credit notes that cite them."""
    annuaire_is_empty: bool = False
    submissions: Mapping[int, tuple[Finding, ...]] = field(default_factory=dict)
    """What was found in the requests of those that leave without XML, by the id of the invoice."""

    def structure_of(self, candidate: Candidate) -> StructureRules | None:
        """Find the recipient in the annuaire."""
        return self.structures.get(candidate.customer_siret)

    def service_of(self, candidate: Candidate) -> ServiceRules | None:
        """Find the service that the invoice names in the annuaire."""
        return self.services.get((candidate.customer_siret, candidate.code_service))


@dataclass(frozen=True, slots=True)
class Anomaly:
    """A finding about an invoice, with the columns that its table shows beside it."""

    candidate: Candidate
    finding: Finding
    structure: StructureRules | None
    service: ServiceRules | None

    @property
    def is_blocking(self) -> bool:
        """Tell whether the invoice may not leave."""
        return self.finding.level is Level.BLOCKING
