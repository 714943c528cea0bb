"""A portal played in the test, whose every statement and call can be the last one of a program."""

from __future__ import annotations

import tarfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lxml import etree

from support.answers import Answers, a_report
from wochorus.choruspro import FlowDeposit, InvoiceRow
from wochorus.einvoice import check, read
from wochorus.einvoice.dialects import siret_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Killed(BaseException):
    """The program is dead: nothing of it runs any more."""


@dataclass
class Steps:
    """Counts the statements and calls of a program, and stops it before one of them.

    Readings do not count: stopped before one, a program leaves what it leaves when stopped before
    its next writing.
    """

    last: int | None = None
    how: type[BaseException] = Killed
    taken: int = 0

    def take(self) -> None:
        self.taken += 1
        if self.last is None:
            return
        # Ctrl-C comes once; the dead, and those without a database, do nothing more.
        goes_on = self.how is not KeyboardInterrupt and self.taken > self.last
        if self.taken == self.last or goes_on:
            raise self.how

    def before_statement(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not sql.startswith("SELECT"):
            self.take()
        return execute(sql, *rest)


@dataclass
class PlayedPortal(Answers):
    """Records what it is sent, and lets a test stop the sender around it."""

    steps: Steps = field(default_factory=Steps)
    received: list[str] = field(default_factory=list)
    on_its_way: Callable[[], None] | None = None
    """What happens while a request is about to leave."""
    arrived: Callable[[], None] | None = None
    """What happens once the portal has recorded, before its answer."""

    def with_correlation_id(self, _: str) -> PlayedPortal:
        return self

    def deposit_flow(
        self, _: str, path: Path, __: str, *, claim: Callable[[], None]
    ) -> FlowDeposit:
        self.steps.take()
        if self.on_its_way:
            self.on_its_way()
        claim()
        self.steps.take()
        number = self.next_flow_number()
        self._record(number, path)
        if self.arrived:
            self.arrived()
        self.steps.take()
        return FlowDeposit.read({"numeroFluxDepot": number})

    def next_flow_number(self) -> str:
        """Number the flow that has come."""
        return f"CPP0011113{len(self.reports) + 1:015d}"

    def _record(self, flow_number: str, path: Path) -> None:
        self.reports[flow_number] = a_report("IN_INTEGRE")
        for invoice in _in_minimal(path) if path.suffix == ".xml" else _in_facturx(path):
            self.received.append(invoice["numeroFacture"])
            self.rows.append(
                InvoiceRow.read(
                    {
                        **invoice,
                        "identifiantFactureCPP": len(self.received),
                        "numeroFluxDepot": flow_number,
                        "statut": "DEPOSEE",
                    }
                )
            )


def _in_minimal(path: Path) -> Iterator[dict[str, Any]]:
    """What the search of the portal shows of the invoices of a CPP minimal flow."""
    for invoice in etree.parse(path).iter("CPPFactureMixteUnitaire"):
        yield {
            "numeroFacture": invoice.findtext("DonneesFacture/Id"),
            "dateFacture": invoice.findtext("DonneesFacture/DateEmissionFacture"),
            "montantTTC": invoice.findtext("DonneesFacture/Montants/MontantTTC"),
            "codeFournisseur": invoice.findtext("Fournisseur/Identifiant"),
        }


def _in_facturx(path: Path) -> Iterator[dict[str, Any]]:
    """The same of a Factur-X flow, which must be whole."""
    for content in _pdfs(path):
        assert check(content).is_valid
        invoice = read(content).invoice
        assert invoice is not None
        assert invoice.totals is not None
        yield {
            "numeroFacture": invoice.number,
            "dateFacture": invoice.issue_date.isoformat(),
            "montantTTC": str(invoice.totals.with_tax),
            "codeFournisseur": siret_of(invoice.seller),
        }


def _pdfs(path: Path) -> list[bytes]:
    if path.suffix == ".pdf":
        return [path.read_bytes()]
    with tarfile.open(path) as archive:
        members = [archive.extractfile(entry) for entry in archive]
        return [member.read() for member in members if member is not None]
