"""A running simulator for the tests: the real command, in its own process, on a free port.

with a_simulator(tmp_path, integration_delay=0) as simulator:
    keys = simulator.admin.register_supplier(SIRET, "PROPRE ET NET SAS")
    … simulator.url, simulator.token_url, simulator.api_url …

The official rules of formats are off unless ``format_rules="on"`` is given: they take 20 ms an
invoice, and most of these tests deposit what is needed and no more.

The state lives in ``tmp_path / "simulator.sqlite"``; ``simulator.kill()`` then
``simulator.start()`` is a crash and a restart on the same state and the same port.
"""

from __future__ import annotations

import json
import os
import signal
import ssl
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import httpx2

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 20.0
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Loading the authorities of the system takes 30 ms for each client, and nothing here is TLS."""


class Admin:
    """The calls under ``/simulator/`` of a running simulator."""

    def __init__(self, url: str) -> None:
        self._client = httpx2.Client(base_url=url, timeout=60, trust_env=False, verify=NO_TLS)

    def close(self) -> None:
        self._client.close()

    def ask(self, method: str, path: str, **options: Any) -> Any:
        answer = self._client.request(method, f"/simulator/{path}", **options)
        assert answer.status_code == 200, f"{answer.status_code} {answer.text}"
        return answer.json()

    def refusal(self, method: str, path: str, **options: Any) -> str:
        answer = self._client.request(method, f"/simulator/{path}", **options)
        assert 400 <= answer.status_code < 500, answer.text
        return str(answer.json()["erreur"])

    def register_supplier(self, siret: str, name: str = "PROPRE ET NET SAS") -> dict[str, str]:
        found: dict[str, str] = self.ask("POST", "suppliers", json={"siret": siret, "name": name})
        return found

    def change_supplier(self, siret: str, **changes: Any) -> None:
        self.ask("PATCH", f"suppliers/{siret}", json=changes)

    def put_structure(self, identifier: str, name: str = "COMMUNE", **flags: bool) -> None:
        self.ask("POST", "structures", json={"identifier": identifier, "name": name, **flags})

    def put_service(self, identifier: str, code: str, **flags: bool) -> None:
        self.ask("POST", "services", json={"identifier": identifier, "code": code, **flags})

    def load_directory(
        self, structures: Path | bytes, services: Path | bytes | None = None
    ) -> None:
        """Load the published CSV files (paths or contents)."""
        for path, source in (("structures", structures), ("services", services)):
            if source is not None:
                content = source.read_bytes() if isinstance(source, Path) else source
                self.ask("POST", path, content=content, headers={"Content-Type": "text/csv"})

    def fault(self, kind: str, **details: Any) -> int:
        """Order a fault: once, unless ``count`` or ``probability`` is given."""
        return int(self.ask("POST", "faults", json={"kind": kind, **details})["id"])

    def faults(self) -> list[dict[str, Any]]:
        return list(self.ask("GET", "faults")["faults"])

    def clear_faults(self) -> None:
        self.ask("DELETE", "faults")

    def ledger(self, operation: str = "*", **filters: str) -> list[dict[str, Any]]:
        """Every line of the ledger, all pages, for the operations that match a pattern."""
        return self._all("ledger", "entries", {"operation": operation, **filters})

    def counts(self, by: str, **filters: str) -> dict[Any, int]:
        """How many lines of the ledger there are for each value of a column."""
        found = self.ask("GET", "ledger/counts", params={"by": by, **filters})["counts"]
        return {line["value"]: line["count"] for line in found}

    def witness(self, **filters: str | int) -> list[dict[str, Any]]:
        """How often each invoice was received, recorded and integrated; all pages."""
        return self._all("witness", "invoices", filters)

    def invoices(self) -> list[dict[str, Any]]:
        """Every invoice recorded, all pages."""
        return self._all("invoices", "invoices", {})

    def flows(self) -> list[dict[str, Any]]:
        """Every flow received, all pages."""
        return self._all("flows", "flows", {})

    def set_status(self, invoice_id: int, status: str, comment: str | None = None) -> None:
        self.ask(
            "POST", f"invoices/{invoice_id}/status", json={"status": status, "comment": comment}
        )

    def settings(self, **changes: Any) -> dict[str, Any]:
        """Change settings when some are given; give them all."""
        method = "PATCH" if changes else "GET"
        found: dict[str, Any] = self.ask(method, "settings", json=changes)
        return found

    def clock(self, **changes: Any) -> dict[str, Any]:
        """Set the clock when something is given (mode, speed, advance, to); tell it."""
        found: dict[str, Any] = self.ask("POST" if changes else "GET", "clock", json=changes)
        return found

    def order_life(self, *steps: dict[str, Any], **fitting: Any) -> int:
        """Order a life for the invoices to come that fit (recipient, number, deposits)."""
        return int(self.ask("POST", "lives", json={"steps": list(steps), **fitting})["id"])

    def advance(self, seconds: float) -> None:
        """Put the simulator's clock forward."""
        self.ask("POST", "clock", json={"advance": seconds})

    def snapshots(self) -> list[dict[str, Any]]:
        return list(self.ask("GET", "snapshots")["snapshots"])

    def reset(self, **kept: bool) -> None:
        self.ask("POST", "reset", json=kept)

    def _all(self, path: str, key: str, query: dict[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        after = 0
        while after is not None:
            page = self.ask("GET", path, params=query | {"after": after, "limit": 5000})
            found += page[key]
            after = page["next_after"]
        return found


class Simulator:
    """A simulator process, that can be killed and started again."""

    def __init__(self, folder: Path, options: dict[str, Any]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.state = folder / "simulator.sqlite"
        self._folder = folder
        self._options = {"state": self.state, "port": 0, "format_rules": "off"} | options
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""
        self.start()
        self.admin = Admin(self.url)

    @property
    def token_url(self) -> str:
        return f"{self.url}/api/oauth/token"

    @property
    def api_url(self) -> str:
        """The base address of the API, to which ``/cpro/…`` is added."""
        return self.url

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> Self:
        ready = self._folder / "ready.json"
        ready.unlink(missing_ok=True)
        command = [sys.executable, "-m", "chorus_simulator.command", "--ready-file", str(ready)]
        for name, given in self._options.items():
            for value in given if isinstance(given, tuple) else (given,):
                command += [f"--{name.replace('_', '-')}", str(value)]
        with (self._folder / "simulator.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        self.url = json.loads(self._wait_for(ready))["url"]
        self._options["port"] = int(self.url.rpartition(":")[2])
        return self

    def _wait_for(self, ready: Path) -> str:
        assert self._process is not None
        end = time.monotonic() + PATIENCE
        while not ready.exists():
            log = (self._folder / "simulator.log").read_text()
            assert self._process.poll() is None, f"the simulator did not start: {log}"
            assert time.monotonic() < end, f"the simulator is too slow to start: {log}"
            time.sleep(0.01)
        return ready.read_text()

    def kill(self) -> None:
        """End the process as a power cut would (SIGKILL)."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """End the process as a user would (SIGTERM); give its exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, sign: signal.Signals) -> int:
        assert self._process is not None
        if self._process.poll() is None:
            os.kill(self._process.pid, sign)
        return self._process.wait(PATIENCE)


@contextmanager
def a_simulator(folder: Path, **options: Any) -> Iterator[Simulator]:
    """Run a simulator; options are those of the command; a tuple repeats its option."""
    simulator = Simulator(folder / "simulator", options)
    try:
        yield simulator
    finally:
        simulator.admin.close()
        simulator.stop()
