"""A running register of companies for the tests: the real command, in its own process."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx2

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

KEY = "cle-de-test"
PATIENCE = 20.0

TOWN_HALL = {
    "siren": "217500016",
    "name": "COMMUNE DE FICTIVE-SUR-MER",
    "legal_category": "7210",
    "ape": "84.11Z",
    "ape_2025": "84.11Y",
    "is_administration": True,
    "establishments": [
        {
            "nic": "00011",
            "number": "1",
            "street_kind": "PLACE",
            "street": "DE LA MAIRIE",
            "complement": "BATIMENT A",
            "postcode": "29200",
            "commune": "FICTIVE-SUR-MER",
        },
        {
            "nic": "00029",
            "number": "3",
            "street_kind": "RUE",
            "street": "DU PORT",
            "postcode": "29200",
            "commune": "FICTIVE-SUR-MER",
            "sign": "ECOLE DU PORT",
            "closed_on": "2025-03-31",
        },
    ],
}
SOLE_TRADER = {
    "siren": "732829320",
    "name": "MARTIN",
    "first_name": "ZOE",
    "legal_category": "1000",
    "ape": "81.21Z",
    "ape_2025": "81.21Y",
    "is_partly_disclosed": True,
    "establishments": [
        {
            "nic": "00074",
            "number": "2",
            "street_kind": "RUE",
            "street": "CACHEE",
            "postcode": "45000",
            "commune": "ORLEANS",
        }
    ],
}
COMPANY = {
    "siren": "552100554",
    "name": "ATELIERS REUNIS",
    "acronym": "AR",
    "legal_category": "5710",
    "ape": "28.11Z",
    "ceased_on": "2024-12-31",
    "establishments": [
        {"nic": "00013", "street": "ZONE NORD", "postcode": "67000", "commune": "STRASBOURG"}
    ],
}
CLOSED_SCHOOL = "21750001600029"


class RunningRegister:
    """A register that listens at ``url``."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._client = httpx2.Client(base_url=url, timeout=20, trust_env=False)

    def order(self, fault: str) -> None:
        """Have a fault strike the next calls."""
        answer = self._client.post("/simulator/faults", content=fault.encode())
        assert answer.status_code == 200, answer.text

    def calls(self) -> list[str]:
        """List the calls that came so far."""
        found: list[str] = self._client.get("/simulator/calls").json()["appels"]
        return found

    def get(self, path: str, **options: Any) -> httpx2.Response:
        """Ask the register as any program would."""
        return self._client.get(path, **options)

    def post(self, path: str, content: bytes, **options: Any) -> httpx2.Response:
        """Send the register some bytes."""
        return self._client.post(path, content=content, **options)

    def close(self) -> None:
        self._client.close()


@contextmanager
def a_register(
    folder: Path, units: Sequence[dict[str, Any]] = (TOWN_HALL, SOLE_TRADER, COMPANY), *more: str
) -> Iterator[RunningRegister]:
    """Run a register that knows ``units`` and nobody else."""
    file, ready = folder / "units.json", folder / "register.json"
    file.write_text(json.dumps(list(units)), encoding="utf-8")
    options = ["--port", "0", "--count", "0", "--units", str(file), "--ready-file", str(ready)]
    command = [sys.executable, "-m", "register_simulator.command", *options, "--key", KEY, *more]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            register = RunningRegister(_url(ready, process))
            yield register
            register.close()
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _url(ready: Path, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + PATIENCE
    while not ready.exists():
        assert process.poll() is None, "the register ended"
        assert time.monotonic() < deadline, "the register does not start"
        time.sleep(0.02)
    url: str = json.loads(ready.read_text())["url"]
    return url
