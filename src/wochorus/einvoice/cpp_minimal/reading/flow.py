"""The whole flow, out of its parts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, BinaryIO, Self

from wochorus.einvoice.cpp_minimal.flow import Envelope, MinimalInvoice, Party
from wochorus.einvoice.cpp_minimal.reading.documents import DocumentStore, StoredDocument
from wochorus.einvoice.cpp_minimal.reading.envelope import ReadEnvelope, read_envelope
from wochorus.einvoice.cpp_minimal.reading.invoice import read_invoice
from wochorus.einvoice.cpp_minimal.reading.limits import DEFAULT_LIMITS, ReadingLimits
from wochorus.einvoice.cpp_minimal.reading.stream import (
    INVOICES,
    ROOT,
    FlowStream,
    Stopped,
    too_much,
)
from wochorus.einvoice.findings import Finding, Layer, Severity
from wochorus.einvoice.xml_reading import Node, ReadingLog

if TYPE_CHECKING:
    from types import TracebackType

    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class FlowReading:
    """What a flow holds, and what could not be read of it.

    ``envelope`` is ``None`` when it lacks number, date or sender; the findings then say what. The
    attachments stay readable until the reading is closed, or no longer used.
    """

    envelope: Envelope | None
    invoices: tuple[MinimalInvoice, ...]
    findings: tuple[Finding, ...]
    store: DocumentStore = field(repr=False, compare=False)

    def close(self) -> None:
        """Give back the disk space of the documents."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def read(source: BinaryIO, *, limits: ReadingLimits = DEFAULT_LIMITS) -> FlowReading:
    """Read a flow out of a binary file, from where it stands to its end.

    Documents go to a temporary file as they come: memory grows with the number of invoices only.
    What cannot be read is told and the rest is read; what has no place in the model is told once
    per place. A file that is broken half-way, or beyond ``limits``, gives the invoices before.
    """
    parts = _Parts(limits)
    store = DocumentStore()
    stream = FlowStream(store, limits, parts.take)
    stopped: tuple[Finding, ...] = ()
    try:
        stream.read(source)
    except Stopped as stop:
        stopped = (stop.finding,)
    told = parts.log.findings()
    counted = () if stopped else _count_findings(stream.stated_count, parts.seen)
    return FlowReading(
        envelope=parts.whole_envelope(stream.stated_count),
        invoices=parts.invoices_of_supplier(),
        findings=(*stopped, *told, *counted),
        store=store,
    )


class _Parts:
    """What the parts of a file gave so far."""

    def __init__(self, limits: ReadingLimits) -> None:
        self.log = ReadingLog({})
        self.seen = 0
        self._most = limits.invoices
        self._envelope: ReadEnvelope | None = None
        self._invoices: list[MinimalInvoice] = []

    def take(
        self, part: _Element, documents: list[StoredDocument], is_among_invoices: bool
    ) -> None:
        above = f"/{ROOT}/{INVOICES}" if is_among_invoices else f"/{ROOT}"
        self.log.begin_part(above)
        if is_among_invoices and part.tag == "CPPFactureMixteUnitaire":
            self._take_invoice(part, documents, above)
        elif part.tag == "Enveloppe" and not is_among_invoices and self._envelope is None:
            self._envelope = read_envelope(Node(part, self.log))
        else:
            self.log.unread(part, repeated=False)
        self.log.settle()

    def _take_invoice(self, part: _Element, documents: list[StoredDocument], above: str) -> None:
        self.seen += 1
        if self.seen > self._most:
            raise too_much(self._most, "factures")
        self.log.begin_part(above, self.seen)
        invoice = read_invoice(Node(part, self.log), documents)
        if invoice is None:
            self.log.leave_unread_untold()
        else:
            self._invoices.append(invoice)

    def _supplier(self) -> Party:
        """Give the sender of the envelope, with the name that its invoices give it."""
        named = [invoice.supplier for invoice in self._invoices if invoice.supplier is not None]
        sender = self._envelope.sender if self._envelope is not None else None
        of_sender = (party for party in named if sender is None or party.siret == sender)
        return next(of_sender, Party(sender or "", ""))

    def whole_envelope(self, stated_count: str | None) -> Envelope | None:
        """Give the envelope with its supplier and the number of invoices that the file states."""
        read = self._envelope
        if read is None:
            return None
        count = _number(stated_count)
        return Envelope(
            flow_id=read.flow_id,
            production_date=read.production_date,
            supplier=self._supplier(),
            count=self.seen if count is None else count,
        )

    def invoices_of_supplier(self) -> tuple[MinimalInvoice, ...]:
        """Give the invoices; only those of another supplier than the envelope's name theirs."""
        supplier = self._supplier()
        return tuple(
            replace(invoice, supplier=None) if invoice.supplier == supplier else invoice
            for invoice in self._invoices
        )


def _number(text: str | None) -> int | None:
    is_number = text is not None and text.isdecimal() and len(text) < 10  # noqa: PLR2004 - digits
    return int(text) if text is not None and is_number else None


def _count_findings(stated: str | None, seen: int) -> tuple[Finding, ...]:
    if _number(stated) == seen:
        return ()
    return (
        Finding(
            layer=Layer.READING,
            rule="WO-CPP-COMPTEUR",
            severity=Severity.WARNING,
            message=f"Le flux annonce {stated or 'un nombre inconnu de'} facture(s) "
            f"et en contient {seen}.",
            remedy="Vérifiez qu'aucune facture ne manque.",
            path=f"/{ROOT}/{INVOICES}/@Compteur",
        ),
    )
