"""The flows of an order, each with its file, made before anything is held or sent.

The files of invoices are made one after the other and laid down; as soon as the next one would
pass the bounds of a flow, those that lie there become its file. What was made is so kept out of
the memory, and a flow is as full as it may be.
"""

from __future__ import annotations

import os
import shutil
import zlib
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol, Self

from django.conf import settings

from wochorus.deposits.checks.made import cannot_be_made, too_heavy_for_a_flow
from wochorus.deposits.einvoice_files import (
    RefusedInvoiceError,
    make_einvoices,
    write_einvoices,
)
from wochorus.deposits.minimal_files import CHUNK_OF_INVOICES, minimal_invoices, write_minimal
from wochorus.deposits.naming import flow_file_name
from wochorus.deposits.orders.flow_rows import FlowRows, Origins, note_files
from wochorus.deposits.orders.splitting import Bounds, Weighed, heaviest_file, split
from wochorus.deposits.packing import flow_folder, pack
from wochorus.deposits.states import DepositMode
from wochorus.deposits.submissions.freezing import hand_over_documents, write_submission
from wochorus.deposits.submissions.making import make_submissions
from wochorus.deposits.syntaxes import is_einvoice, is_submitted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from io import BufferedRandom
    from pathlib import Path

    from wochorus.deposits.checks.anomaly import Candidate, Finding
    from wochorus.deposits.models import DepositOrder, Flow
    from wochorus.deposits.syntaxes import DepositFormat, SubmittedFormat
    from wochorus.deposits.workshop import Workshop
    from wochorus.einvoice.formats import Format

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

    def make(self, candidates: list[Candidate]) -> Iterator[list[Flow]]:
        """Make the flows that ``candidates`` fill, in order, some at a time; each is built then."""
        ids = [candidate.invoice_id for candidate in candidates]
        origins = Origins.of(self.order, ids, self.document_format)
        rows = FlowRows(self.order, self.document_format, self.name, origins)
        with _Bench(self.order) as bench:
            for plans in self._plans(candidates, rows, bench):
                yield self._built(plans, rows)

    def _plans(
        self, candidates: list[Candidate], rows: FlowRows, bench: _Bench
    ) -> Iterator[list[_Plan]]:
        if is_einvoice(self.document_format):
            return self._einvoices(candidates, rows, self.document_format, bench)
        if is_submitted(self.document_format):
            return self._submissions(candidates, rows, self.document_format)
        return self._minimal(candidates)

    @property
    def _bounds(self) -> Bounds:
        company = self.order.company
        alone = self.order.mode == DepositMode.SEQUENTIAL
        return Bounds(
            heaviest_file(company.flow_size_limit), 1 if alone else company.flow_invoice_limit
        )

    def _einvoices(
        self,
        candidates: list[Candidate],
        rows: FlowRows,
        document_format: Format,
        bench: _Bench,
    ) -> Iterator[list[_Plan]]:
        laid_down = self._laid_down(candidates, rows, document_format, bench)
        for groups in _some_at_a_time(split(laid_down, self._bounds)):
            yield [_Plan(group, partial(bench.write, group, document_format)) for group in groups]

    def _laid_down(
        self,
        candidates: list[Candidate],
        rows: FlowRows,
        document_format: Format,
        bench: _Bench,
    ) -> Iterator[Weighed[Candidate]]:
        by_id = {candidate.invoice_id: candidate for candidate in candidates}
        days = {candidate.invoice_id: rows.day([candidate]) for candidate in candidates}
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
        self, candidates: list[Candidate], rows: FlowRows, submitted: SubmittedFormat
    ) -> Iterator[list[_Plan]]:
        by_id = {candidate.invoice_id: candidate for candidate in candidates}
        days = {candidate.invoice_id: rows.day([candidate]) for candidate in candidates}
        for made in make_submissions(self.order.company, submitted, days, self.workshop):
            candidate, outcome = by_id[made.invoice_id], made.outcome
            if isinstance(outcome, RefusedInvoiceError):
                self.refuse(candidate, cannot_be_made(outcome))
            else:
                # One at a time: its documents are in the memory.
                yield [_Plan([candidate], partial(write_submission, made=outcome))]

    def _minimal(self, candidates: list[Candidate]) -> Iterator[list[_Plan]]:
        weighed = (
            Weighed(candidate, weight)
            for candidate in candidates
            if not self._is_too_heavy(candidate, weight := minimal_weight(candidate))
        )
        for groups in _some_at_a_time(split(weighed, self._bounds)):
            ids = [candidate.invoice_id for group in groups for candidate in group]
            told = minimal_invoices(self.order.company, ids)
            yield [
                _Plan(group, partial(write_minimal, invoices=told, count=len(group)))
                for group in groups
            ]

    def _is_too_heavy(self, candidate: Candidate, size: int) -> bool:
        if size <= self._bounds.most_bytes:
            return False
        self.refuse(candidate, too_heavy_for_a_flow(candidate, size, self._bounds.most_bytes))
        return True

    def _built(self, plans: list[_Plan], rows: FlowRows) -> list[Flow]:
        flows = rows.write([plan.group for plan in plans])
        for flow, plan in zip(flows, plans, strict=True):
            self._pack(flow, plan)
            for candidate in plan.group:
                self.tell(candidate)
        note_files(flows)
        return flows

    def _pack(self, flow: Flow, plan: _Plan) -> None:
        is_archive = is_einvoice(self.document_format) and len(plan.group) > 1
        name = flow_file_name(flow.name, self.document_format, is_archive=is_archive)
        packed = pack(flow_folder(flow), name, partial(plan.write, flow=flow))
        flow.file_name, flow.file_sha256, flow.file_size = packed.name, packed.sha256, packed.size


@dataclass(frozen=True, slots=True)
class _Plan:
    """A flow to be: its invoices, and what writes its file."""

    group: list[Candidate]
    write: _Write


class _Write(Protocol):
    def __call__(self, file: BufferedRandom, flow: Flow) -> None: ...


def _some_at_a_time(groups: Iterable[list[Candidate]]) -> Iterator[list[list[Candidate]]]:
    """Give the groups by parts of about as many invoices as are read at once."""
    part: list[list[Candidate]] = []
    for group in groups:
        part.append(group)
        if sum(map(len, part)) >= CHUNK_OF_INVOICES:
            yield part
            part = []
    if part:
        yield part


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

    def write(
        self,
        group: list[Candidate],
        document_format: Format,
        file: BufferedRandom,
        flow: Flow,
    ) -> None:
        """Write the file of a flow from those that lie here, and make room."""
        made = [(candidate.number, self.place(candidate)) for candidate in group]
        write_einvoices(file, made, document_format, flow.deposit_date)
        for _, place in made:
            place.unlink()


def minimal_weight(candidate: Candidate) -> int:
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
