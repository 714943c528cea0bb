"""A worker beside the screens, and what the portal holds after it."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

from support.forked import start_forked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from browser.opening import Office


@contextmanager
def a_worker(office: Office) -> Iterator[None]:
    """Run `wochorus worker` beside the screens of an office."""
    process = start_forked(
        "worker",
        home=office.home,
        database_url=office.database_url,
        variables=office.variables,
        hurried=True,
    )
    try:
        yield
    finally:
        process.terminate()
        process.join()


def held(office: Office) -> Counter[str]:
    """Count how often the portal holds each invoice, by its number."""
    return Counter(row["number"] for row in office.simulator.admin.invoices())
