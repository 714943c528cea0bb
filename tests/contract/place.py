"""A supplier on a simulated Chorus Pro, with all that its operations need, and two clients.

The one client is patient. The other gives up almost at once: it meets the slow portals. Neither
ever sleeps: what they would have slept is noted.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

from contract.witness import Witness
from simulator.bills import a_pdf
from simulator.speaking import SYNTAX, AnInvoice, a_flow
from wochorus.choruspro import (
    ChorusClient,
    Credentials,
    Endpoints,
    InvoiceSearch,
    InvoiceSubmission,
    StructureSearch,
    SubmissionCadre,
    SubmissionMode,
    SubmittedAttachment,
    SubmittedCadre,
    SubmittedLine,
    SubmittedRecipient,
    SubmittedReferences,
    SubmittedSupplier,
    SubmittedTotals,
    SubmittedVat,
    Timeouts,
    TokenCache,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from simulator.running import Simulator

SUPPLIER, COMPANY = "73282932000074", "PROPRE ET NET SAS"
VALIDATOR = "35600000000048"
UNDEMANDING = "12345678200051"
SERVICE_REQUIRED = "12345678200028"
UNKNOWN_SIRET = "12345678299999"
ISSUED = date(2026, 4, 30)
STATE_ORDER = "1300012345"
A_PLAIN_PDF = a_pdf({}, archival=False)
PATIENT = Timeouts(connect=60, write=60, token=60, read=60, upload=60, deposit=60, download=60)
IMPATIENT = Timeouts(
    connect=60, write=60, token=0.03, read=0.03, upload=0.03, deposit=0.03, download=0.03
)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Chorus Pro's own numbers of what a supplier asks about.

    ``flow`` was integrated but for one invoice; ``seen`` is an invoice typed in, with lines, VAT
    and attachments; ``fetched`` is downloaded; ``changed`` and ``validated`` are changed.
    """

    own: int
    hall: int
    service: int
    bank_account: int
    flow: str
    seen: int
    fetched: int
    changed: int
    validated: int


@dataclass(slots=True)
class Place:
    """Where a test stands."""

    simulator: Simulator
    folder: Path
    keys: dict[str, str]
    witness: Witness
    tokens: TokenCache = field(default_factory=TokenCache)
    slept: list[float] = field(default_factory=list)
    usual: dict[str, Any] = field(default_factory=dict)
    """What each reading says in fair weather."""
    numbers: Numbers = field(init=False)
    patient: ChorusClient = field(init=False)
    impatient: ChorusClient = field(init=False)
    _fresh: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def credentials(self) -> Credentials:
        """The four credentials of the supplier."""
        names = ("client_id", "client_secret", "technical_login", "technical_password")
        return Credentials(**{name: self.keys[name] for name in names})

    @property
    def token(self) -> str:
        """The token in use; empty if there is none."""
        return self.tokens.find(self.simulator.token_url, self.credentials, 0) or ""

    def a_client(self, timeouts: Timeouts) -> ChorusClient:
        """Open a client that shares the token and the notes of sleep."""
        return ChorusClient(
            Endpoints(self.simulator.token_url, self.simulator.api_url),
            self.credentials,
            interval_ms=0,
            sleep=self.slept.append,
            timeouts=timeouts,
            tokens=self.tokens,
        )

    def fresh(self, beginning: str = "N") -> str:
        """Give an invoice number that was never used."""
        return f"{beginning}-{next(self._fresh)}"

    def give_status(self, invoice: int, status: str) -> int:
        """Give an invoice a status, as its recipient would; give its number back."""
        self.simulator.admin.set_status(invoice, status)
        return invoice

    def settle(self) -> None:
        """Have everything that is due take place."""
        self.simulator.admin.flows()

    def forget_token(self) -> None:
        """Make the next call ask for a token."""
        self.tokens.forget(self.token)


@contextmanager
def a_place(simulator: Simulator, folder: Path) -> Iterator[Place]:
    """Build a place on a simulator that was just reset."""
    admin = simulator.admin
    admin.settings(recycling_withdrawn=False)
    admin.register_supplier(VALIDATOR, "TITULAIRE SA")
    keys = admin.register_supplier(SUPPLIER, COMPANY)
    admin.ask("POST", "orders", json={"orders": [{"number": STATE_ORDER, "supplier": SUPPLIER}]})
    with Witness(simulator.state) as witness:
        place = Place(simulator, folder, keys, witness)
        with place.a_client(PATIENT) as patient, place.a_client(IMPATIENT) as impatient:
            place.patient, place.impatient = patient, impatient
            place.numbers = _furnish(place)
            yield place


def a_submission(
    own: int, number: str, *, rates: tuple[int, ...] = (20,), **changes: object
) -> InvoiceSubmission:
    """An invoice typed in, with a line of 100 euros at each of these rates of VAT."""
    usual: dict[str, object] = {
        "mode": SubmissionMode.TYPED,
        "invoice_number": number,
        "issue_date": ISSUED,
        "recipient": SubmittedRecipient(siret=UNDEMANDING),
        "supplier": SubmittedSupplier(chorus_id=own),
        "cadre": SubmittedCadre(code=SubmissionCadre.SUPPLIER),
        "references": SubmittedReferences(
            currency="EUR",
            kind="FACTURE",
            vat_regime="TVA_SUR_DEBIT",
            engagement="BC-7",
            payment_means="VIREMENT",
        ),
    }
    return InvoiceSubmission.model_validate(usual | _amounts(rates) | changes)


def _amounts(rates: tuple[int, ...]) -> dict[str, object]:
    """One line of 100 euros at each rate, and the totals."""
    net = Decimal(100) * len(rates)
    vat = Decimal(sum(rates))
    return {
        "lines": tuple(
            SubmittedLine(
                number=place,
                name=f"Lot {place}",
                quantity=Decimal(2),
                unit_price=Decimal(50),
                vat_rate=Decimal(rate),
            )
            for place, rate in enumerate(rates, 1)
        ),
        "vat": tuple(
            SubmittedVat(vat_rate=Decimal(rate), base=Decimal(100), amount=Decimal(rate))
            for rate in rates
        ),
        "totals": SubmittedTotals(without_tax=net, vat=vat, with_tax=net + vat, due=net + vat),
    }


def _furnish(place: Place) -> Numbers:
    """Deposit and submit what the operations are about."""
    client = place.patient
    [own] = client.active_supplier_structures()
    [hall] = client.search_structures(StructureSearch(identifier=SERVICE_REQUIRED))
    assert own.chorus_id is not None
    assert hall.chorus_id is not None
    [service] = client.search_services(hall.chorus_id)
    assert service.chorus_id is not None
    path = f"suppliers/{SUPPLIER}/accounts"
    account = {"name": "Courant", "iban": "FR7630006000011234567890189"}
    flow = deposited(place, AnInvoice("A"), AnInvoice("B"), AnInvoice("C", cadre="A3"))
    found = client.search_invoices(InvoiceSearch(flow_number=flow))
    changed = found_one(place, AnInvoice(place.fresh("CHANGED")))
    fetched = next(row.chorus_id for row in found if row.invoice_number == "B")
    assert fetched is not None
    return Numbers(
        own=own.chorus_id,
        hall=hall.chorus_id,
        service=service.chorus_id,
        bank_account=place.simulator.admin.ask("POST", path, json=account)["id"],
        flow=flow,
        seen=_typed_in(place, own.chorus_id),
        fetched=fetched,
        changed=changed,
        validated=_awaiting_a_validator(place, own.chorus_id),
    )


def deposited(place: Place, *invoices: AnInvoice) -> str:
    """Deposit invoices in one flow; give its number."""
    content = a_flow(*invoices)
    flow = place.patient.deposit_flow("lot.xml", content, SYNTAX).flow_number
    place.settle()
    return flow


def found_one(place: Place, invoice: AnInvoice) -> int:
    """Deposit an invoice alone; give Chorus Pro's number of it."""
    flow = deposited(place, invoice)
    [row] = place.patient.search_invoices(InvoiceSearch(flow_number=flow))
    assert row.chorus_id is not None
    return row.chorus_id


def _typed_in(place: Place, own: int) -> int:
    files = [place.patient.add_file(name, b"du texte").file_id for name in ("bon.txt", "bl.txt")]
    annexes = tuple(
        SubmittedAttachment(file_id=file, name=f"Annexe {rank}")
        for rank, file in enumerate(files, 1)
        if file is not None
    )
    invoice = a_submission(own, place.fresh("SEEN"), attachments=annexes, rates=(20, 10, 5))
    chorus_id = place.patient.submit_invoice(invoice).chorus_id
    assert chorus_id is not None
    return chorus_id


def _awaiting_a_validator(place: Place, own: int) -> int:
    cadre = SubmittedCadre(code=SubmissionCadre.SUBCONTRACTOR, validator=UNKNOWN_SIRET)
    receipt = place.patient.submit_invoice(a_submission(own, place.fresh("SUB"), cadre=cadre))
    assert receipt.chorus_id is not None
    return receipt.chorus_id
