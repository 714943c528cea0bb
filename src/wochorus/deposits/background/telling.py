"""What a worker says while it works: one French line for each thing that happened."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wochorus.deposits.models import DepositOrder, Flow

_VOICE = logging.getLogger("wochorus.worker")
_VOICE.propagate = False
_VOICE.setLevel(logging.INFO)


def tell(line: str) -> None:
    """Say one thing, if anybody listens; from any thread."""
    _VOICE.info("%s", line)


def tell_order(order: DepositOrder, what: str) -> None:
    """Say something of an order."""
    tell(f"{order.company.code} · ordre {order.pk} « {order.name} » : {what}")


def tell_flow(order: DepositOrder, flow: Flow) -> None:
    """Say what became of a flow that was to leave."""
    told = flow.flow_number or flow.message
    tell_order(order, f"flux {flow.name} {flow.get_state_display()}{told and f' ({told})'}")


@contextmanager
def telling(write: Callable[[str], object]) -> Iterator[None]:
    """Give every line to ``write``, with its time, as long as the block lasts."""
    listener = _Listener(write)
    _VOICE.addHandler(listener)
    try:
        yield
    finally:
        _VOICE.removeHandler(listener)


class _Listener(logging.Handler):
    def __init__(self, write: Callable[[str], object]) -> None:
        super().__init__()
        self._write = write

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; a screen that went away is no reason to stop a deposit."""
        moment = time.strftime("%d/%m %H:%M:%S", time.localtime(record.created))
        try:
            self._write(f"{moment}  {record.getMessage()}")
        except OSError:
            return
