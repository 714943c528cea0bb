"""The simulator under load: deposits per second, and what 10,000 invoices change.

`PYTHONPATH=tests python -m benchmarks simulator`. Three processes of their own: the
simulator, its depositor, and for comparison a bare application on the same web server that reads
the same requests and answers at once: nothing on that server can be faster.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from simulator.running import a_simulator
from simulator.speaking import ANYBODY, AnInvoice, Supplier, a_flow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from simulator.running import Simulator

DEPOSITS, RUNS, JUDGED = 1500, 3, 200
HELD, IN_FLOW = 10_000, 500
STRUCTURES = 130_000
SEARCH = "factures/v1/rechercher/fournisseur"
BARE = """
import asyncio, json, socket, sys
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
async def answer(request):
    await request.body()
    return JSONResponse({"codeRetour": 0})
app = Starlette(routes=[Route("/{path:path}", answer, methods=["POST"])])
listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
listening.bind(("127.0.0.1", 0))
listening.listen(100)
print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
config = uvicorn.Config(app, http="h11", ws="none", lifespan="off", log_level="error")
uvicorn.Server(config).run(sockets=[listening])
"""


def main() -> None:
    """Print the figures."""
    print(f"dépôts d'un Factur-X de 50 Ko, 4 connexions, {RUNS} séries de {DEPOSITS}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            _bare_server() as bare,
            a_simulator(folder / "rapide", integration_delay=2) as simulator,
            Supplier(simulator) as supplier,
        ):
            _deposits(supplier, bare)
            _integration(simulator)
        _judged(folder / "strict")
        with a_simulator(folder / "plein", integration_delay=0) as simulator:
            _held(simulator)
        _directory(folder / "annuaire")


def _judged(folder: Path) -> None:
    """Deposit invoices that are held to the official rules."""
    with (
        a_simulator(folder, integration_delay=0, format_rules="on") as simulator,
        Supplier(simulator) as supplier,
    ):
        seconds = _deposit(supplier, 0, JUDGED)["seconds"]
        whole = seconds + _seconds(simulator.admin.invoices)
        print(
            f"  avec les règles officielles : {JUDGED / seconds:.0f} dépôts/s, "
            f"{JUDGED / whole:.0f} factures intégrées/s"
        )


def _deposits(supplier: Supplier, bare: str) -> None:
    """Deposit in turns on the simulator and on the bare application."""
    ours, theirs, latencies = [], [], []
    for run in range(RUNS):
        found = _deposit(supplier, run * DEPOSITS, DEPOSITS)
        ours.append(DEPOSITS / found["seconds"])
        latencies += found["latencies"]
        theirs.append(DEPOSITS / _deposit(supplier, 0, DEPOSITS, bare)["seconds"])
    latencies.sort()
    slow = latencies[len(latencies) * 99 // 100]
    print(f"  {median(ours):.0f} dépôts/s (cible 300), de {min(ours):.0f} à {max(ours):.0f}")
    print(f"  réponse : médiane {median(latencies):.1f} ms, 99 % sous {slow:.0f} ms")
    ratio = median(ours) / median(theirs)
    print(f"  application nue du même serveur : {median(theirs):.0f}/s ({ratio:.2f} fois)")


def _deposit(supplier: Supplier, first: int, count: int, url: str = "") -> dict[str, Any]:
    headers = supplier.headers()
    account, token = headers["cpro-account"], headers["Authorization"].removeprefix("Bearer ")
    command = [sys.executable, "-m", "benchmarks.simulator_client", url or supplier.url]
    ran = subprocess.run(
        [*command, token, account, str(first), str(count)], check=True, capture_output=True
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


@contextmanager
def _bare_server() -> Iterator[str]:
    with subprocess.Popen([sys.executable, "-c", BARE], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().decode().strip()
        finally:
            process.terminate()


def _integration(simulator: Simulator) -> None:
    """Wait for the flows that are still being read, and say how long."""
    simulator.admin.advance(10)
    waited = _seconds(simulator.admin.invoices)
    integrated = len(simulator.admin.invoices())
    print(f"  {integrated} factures intégrées {waited:.1f} s après le dernier dépôt")


def _held(simulator: Simulator) -> None:
    """Compare a simulator that holds little with the same one that holds 10,000 invoices."""
    with Supplier(simulator) as supplier:
        _fill(supplier, 0, IN_FLOW)
        before = _times(simulator, supplier, 0)
        for start in range(IN_FLOW, HELD, IN_FLOW):
            _fill(supplier, start, IN_FLOW)
        after = _times(simulator, supplier, HELD)
    print(f"temps d'un appel en ms, avec {IN_FLOW} puis {HELD} factures")
    for name, first in before.items():
        print(f"  {name:45} {first:7.1f} {after[name]:7.1f}  x{after[name] / first:.1f}")


def _fill(supplier: Supplier, start: int, count: int) -> None:
    bills = (AnInvoice(f"L{number:06}") for number in range(start, start + count))
    supplier.report(supplier.deposit(a_flow(*bills))["numeroFluxDepot"])


def _times(simulator: Simulator, supplier: Supplier, start: int) -> dict[str, float]:
    """Time each call some times, in milliseconds (median)."""
    numbers = iter(range(start, start + 10_000))
    flow = supplier.deposit(a_flow(AnInvoice(f"U{start}")))["numeroFluxDepot"]
    page = {"nbResultatsParPage": 100}
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%d")
    calls: dict[str, Callable[[], Any]] = {
        "dépôt d'une facture": lambda: supplier.deposit(a_flow(AnInvoice(f"D{next(numbers)}"))),
        "dépôt, rapport (intégration comprise)": lambda: supplier.report(
            supplier.deposit(a_flow(AnInvoice(f"R{next(numbers)}")))["numeroFluxDepot"]
        ),
        "recherche par flux": lambda: supplier.search(numeroFluxDepot=flow),
        "recherche par numéro": lambda: supplier.search(numeroFacture="L000123"),
        "première page de 100": lambda: supplier.search(rechercheFactureParFournisseur=page),
        "changées depuis demain (aucune)": lambda: supplier.search(
            periodeDateHeureEtatCourantDu=tomorrow
        ),
        "ligne du registre par empreinte": lambda: simulator.admin.ledger(sha256="0" * 64),
        "registre : les 100 dernières lignes": lambda: simulator.admin.ask(
            "GET", "ledger", params={"after": 0, "limit": 100}
        ),
        "témoin d'un numéro": lambda: simulator.admin.witness(number="L000123"),
    }
    return {name: median(_seconds(call) for _ in range(9)) * 1000 for name, call in calls.items()}


def _directory(folder: Path) -> None:
    """Time the making of a whole directory, and a search in it."""
    with a_simulator(folder) as simulator, Supplier(simulator) as supplier:
        body = {"count": STRUCTURES}
        seconds = _seconds(lambda: simulator.admin.ask("POST", "directory/generate", json=body))
        print(f"annuaire inventé de {STRUCTURES} structures : {seconds:.1f} s (cible 15)")
        kept = _seconds(lambda: simulator.admin.ask("POST", "snapshot", json={"name": "plein"}))
        back = _seconds(lambda: simulator.admin.ask("POST", "snapshots/plein/restore"))
        print(f"  instantané gardé en {kept:.1f} s, remis en {back:.1f} s")
        supplier.token = ""
        for field, value in (
            ("identifiantStructure", ANYBODY),
            ("raisonSocialeStructure", "SAINT-MARTIN"),
            ("adresseVille", "LILLE"),
        ):
            wanted = {"structure": {field: value}}
            took = median(
                _seconds(lambda w=wanted: supplier.post("structures/v1/rechercher", w))  # type: ignore[misc]
                for _ in range(5)
            )
            print(f"  recherche par {field} : {took * 1000:.0f} ms")


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
