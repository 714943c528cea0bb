"""The flows of an order, each with its file, made before anything is held or sent.

The files of invoices are made one after the other and laid down; as soon as the next one would
pass the bounds of a flow, those that lie there become its file. What was made is so kept out of
the memory, and a flow is as full as it may be.
"""

from __future__ import annotations

import os
import shutil
import uuid
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from django.conf import settings

from wochorus.deposits.checks.made import cannot_be_made, too_heavy_for_a_flow
from wochorus.deposits.einvoice_files import (
    RefusedInvoiceError,
    make_einvoices,
    write_einvoices,
)
from wochorus.deposits.fingerprints import fingerprints
from wochorus.deposits.minimal_files import write_minimal
from wochorus.deposits.models import DateChoice, Flow, FlowLine
from wochorus.deposits.naming import flow_file_name
from wochorus.deposits.orders.splitting import Bounds, Weighed, heaviest_file, split
from wochorus.deposits.packing import flow_folder, pack
from wochorus.deposits.stamps import stamps
from wochorus.deposits.states import DepositMode, FlowState, LineState
from wochorus.deposits.submissions.freezing import hand_over_documents, write_submission
from wochorus.deposits.submissions.making import make_submissions
from wochorus.deposits.syntaxes import CHORUS_SYNTAXES, is_einvoice, is_submitted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from io import BufferedRandom
    from pathlib import Path

    from wochorus.deposits.checks.anomaly import Candidate, Finding
    from wochorus.deposits.models import DepositOrder
    from wochorus.deposits.submissions.making import MadeSubmission
    from wochorus.deposits.syntaxes import DepositFormat, SubmittedFormat
    from wochorus.deposits.workshop import Workshop
    from wochorus.einvoice.formats import Format

    _Made = list[tuple[str, Path]]

_ENTRY_BYTES = 700
"""What an entry of an archive adds beside its content, packed: more than it ever is."""
_UNIT_BYTES = 12_000
"""What an invoice of CPP minimal has beside its documents: more than it ever is."""
_DOCUMENT_BYTES = 600
_PACKED = 1.002
"""A file that cannot be packed grows by less than this."""


@dataclass(slots=True)
class FlowMaker:
    """Makes the flows of an order for one format.

    ``tell`` is called with each invoice once it has its place, ``refuse`` with each that may not
    leave and what was found. ``name`` is that of the first flow; the others get a rank.
    """

    order: DepositOrder
    document_format: DepositFormat
    name: str
    workshop: Workshop
    tell: Callable[[Candidate], None]
    refuse: Callable[[Candidate, Finding], None]
    _stamps: dict[int, str] = field(default_factory=dict)
    _prints: dict[int, str] = field(default_factory=dict)

    def make(self, candidates: list[Candidate]) -> Iterator[Flow]:
        """Make the flows that ``candidates`` fill, in order; each is built when it is given."""
        ids = [candidate.invoice_id for candidate in candidates]
        # The stamps first: what changes in between shows, and the fingerprints have the word.
        self._stamps = stamps(ids)
        self._prints = fingerprints(self.order.company, ids, self.document_format)
        with _Bench(self.order) as bench:
            if is_einvoice(self.document_format):
                yield from self._einvoices(candidates, self.document_format, bench)
            elif is_submitted(self.document_format):
                yield from self._submissions(candidates, self.document_format)
            else:
                yield from self._minimal(candidates)

    @property
    def _bounds(self) -> Bounds:
        company = self.order.company
        alone = self.order.mode == DepositMode.SEQUENTIAL
        return Bounds(
            heaviest_file(company.flow_size_limit), 1 if alone else company.flow_invoice_limit
        )

    def _einvoices(
        self, candidates: list[Candidate], document_format: Format, bench: _Bench
    ) -> Iterator[Flow]:
        for group in split(self._laid_down(candidates, document_format, bench), self._bounds):
            made = [(candidate.number, bench.place(candidate)) for candidate in group]

            def write(
                file: BufferedRandom, flow: Flow, made: list[tuple[str, Path]] = made
            ) -> None:
                write_einvoices(file, made, document_format, flow.deposit_date)

            flow = self._flow(group, write)
            bench.take_away(group)
            yield flow

    def _laid_down(
        self, candidates: list[Candidate], document_format: Format, bench: _Bench
    ) -> Iterator[Weighed[Candidate]]:
        by_id = {candidate.invoice_id: candidate for candidate in candidates}
        days = {candidate.invoice_id: self._day([candidate]) for candidate in candidates}
        made = make_einvoices(self.order.company, document_format, days, self.workshop)
        for one in made:
            candidate = by_id[one.invoice_id]
            if isinstance(one.content, RefusedInvoiceError):
                self.refuse(candidate, cannot_be_made(one.content))
                continue
            # Alone, it leaves as it is; in an archive, packed.
            weight = min(len(one.content), len(zlib.compress(one.content, 1))) + _ENTRY_BYTES
            if self._is_too_heavy(candidate, len(one.content)):
                continue
            bench.place(candidate).write_bytes(one.content)
            yield Weighed(candidate, weight)

    def _submissions(
        self, candidates: list[Candidate], submitted: SubmittedFormat
    ) -> Iterator[Flow]:
        by_id = {candidate.invoice_id: candidate for candidate in candidates}
        days = {candidate.invoice_id: self._day([candidate]) for candidate in candidates}
        for made in make_submissions(self.order.company, submitted, days, self.workshop):
            candidate, outcome = by_id[made.invoice_id], made.outcome
            if isinstance(outcome, RefusedInvoiceError):
                self.refuse(candidate, cannot_be_made(outcome))
                continue

            def write(file: BufferedRandom, flow: Flow, made: MadeSubmission = outcome) -> None:
                write_submission(file, flow, made)

            yield self._flow([candidate], write)

    def _minimal(self, candidates: list[Candidate]) -> Iterator[Flow]:
        weighed = (
            Weighed(candidate, weight)
            for candidate in candidates
            if not self._is_too_heavy(candidate, weight := _minimal_weight(candidate))
        )
        for group in split(weighed, self._bounds):
            ids = [candidate.invoice_id for candidate in group]

            def write(file: BufferedRandom, flow: Flow, ids: list[int] = ids) -> None:
                write_minimal(file, flow, ids)

            yield self._flow(group, write)

    def _is_too_heavy(self, candidate: Candidate, size: int) -> bool:
        if size <= self._bounds.most_bytes:
            return False
        self.refuse(candidate, too_heavy_for_a_flow(candidate, size, self._bounds.most_bytes))
        return True

    def _flow(self, group: list[Candidate], write: Callable[[BufferedRandom, Flow], None]) -> Flow:
        flow = self._row(group)
        is_archive = is_einvoice(self.document_format) and len(group) > 1
        name = flow_file_name(flow.name, self.document_format, is_archive=is_archive)
        packed = pack(flow_folder(flow), name, lambda file: write(file, flow))
        flow.file_name, flow.file_sha256, flow.file_size = packed.name, packed.sha256, packed.size
        flow.save(update_fields=["file_name", "file_sha256", "file_size"])
        for candidate in group:
            self.tell(candidate)
        return flow

    def _row(self, group: list[Candidate]) -> Flow:
        order = self.order
        rank = order.flows.count() + 1
        flow = Flow.objects.create(
            company=order.company,
            order=order,
            rank=rank,
            environment=order.environment,
            name=self._flow_name(group),
            mode=order.mode,
            way_in=order.way_in,
            syntax=CHORUS_SYNTAXES[self.document_format],
            deposit_date=self._day(group),
            state=FlowState.BUILT,
            owner=uuid.uuid4(),
        )
        FlowLine.objects.bulk_create(
            FlowLine(
                flow=flow,
                invoice_id=candidate.invoice_id,
                position=position,
                state=LineState.PLANNED,
                fingerprint=self._prints.get(candidate.invoice_id, ""),
                stamp=self._stamps.get(candidate.invoice_id, ""),
            )
            for position, candidate in enumerate(group, start=1)
        )
        return flow

    def _flow_name(self, group: list[Candidate]) -> str:
        if self.order.mode == DepositMode.SEQUENTIAL:
            return f"{self.name}_{group[0].number}"
        earlier = self.order.flows.filter(syntax=CHORUS_SYNTAXES[self.document_format]).count()
        return f"{self.name}-{earlier + 1}" if earlier else self.name

    def _day(self, group: list[Candidate]) -> date:
        if self.order.date_choice == DateChoice.TODAY:
            return self.order.day
        return max(candidate.issue_date for candidate in group)


def order_folder(order: DepositOrder) -> Path:
    """Say where what concerns an order alone is kept."""
    folder: Path = settings.ENVIRONMENT.files / "orders" / f"{order.pk:08d}"
    return folder


def _bench_folder(order: DepositOrder) -> Path:
    return order_folder(order) / "making"


class _Bench:
    """Where made files lie until their flow is full."""

    def __init__(self, order: DepositOrder) -> None:
        self._folder = _bench_folder(order)

    def __enter__(self) -> Self:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True, mode=0o700)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def place(self, candidate: Candidate) -> Path:
        """Say where the file of an invoice lies."""
        return self._folder / str(candidate.invoice_id)

    def take_away(self, group: list[Candidate]) -> None:
        """Make room: these have their flow. The next one may lie here already."""
        for candidate in group:
            self.place(candidate).unlink(missing_ok=True)


def _minimal_weight(candidate: Candidate) -> int:
    """Weigh an invoice of CPP minimal from above: its documents packed, then in base64."""
    packed = sum(int(file.size * _PACKED) + _DOCUMENT_BYTES for file in candidate.documents)
    return packed * 4 // 3 + _UNIT_BYTES


def drop_files(flow: Flow) -> None:
    """Take the file of a flow that will never leave off the disk."""
    shutil.rmtree(flow_folder(flow), ignore_errors=True)


def clear_bench(order: DepositOrder) -> None:
    """Take off the disk what a preparation that was killed had made."""
    shutil.rmtree(_bench_folder(order), ignore_errors=True)


def hand_over_file(flow: Flow, heir: Flow) -> None:
    """Give ``heir`` the frozen file of ``flow``: the same bytes, under the same name.

    Raises ``OSError`` when it is gone, or when the disk is full.
    """
    source, target = flow_folder(flow) / flow.file_name, flow_folder(heir)
    source.stat()
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.link(source, target / flow.file_name)
    except OSError:
        # Some disks know no second name of a file.
        shutil.copyfile(source, target / flow.file_name)
    hand_over_documents(flow, heir)
    heir.file_name, heir.file_size = flow.file_name, flow.file_size
    heir.file_sha256 = flow.file_sha256
    heir.save(update_fields=["file_name", "file_sha256", "file_size"])
