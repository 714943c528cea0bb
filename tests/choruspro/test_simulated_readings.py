"""The client against a simulated Chorus Pro that refuses tokens at random.

What each reading understands, calm or in a fault, is tried by the contract of the two sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.running import a_simulator
from wochorus.choruspro import ChorusClient, Credentials, Endpoints

if TYPE_CHECKING:
    from pathlib import Path

SUPPLIER = "73282932000074"


def test_a_token_that_ends_is_asked_again_however_often_it_is_refused_at_random(
    tmp_path: Path,
) -> None:
    with a_simulator(tmp_path) as simulator:
        keys = simulator.admin.register_supplier(SUPPLIER)
        names = ("client_id", "client_secret", "technical_login", "technical_password")
        with ChorusClient(
            Endpoints(simulator.token_url, simulator.api_url),
            Credentials(**{name: keys[name] for name in names}),
            interval_ms=0,
            sleep=lambda _: None,
        ) as client:
            simulator.admin.fault("token_refused", count=4)
            simulator.admin.fault("status_401")
            attached = [
                (row.identifier, row.attachment_status) for row in client.account_attachments()
            ]
        assert attached == [(SUPPLIER, "VALIDEE")]
        assert [fault["remaining"] for fault in simulator.admin.faults()] == [0, 0]
