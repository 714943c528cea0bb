"""No usual call goes through a whole table: what 10,000 invoices must not slow down.

The real statements are taken from the calls themselves, and SQLite is asked how it runs them.
"""

from __future__ import annotations

import base64
import io
import json
import re
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from chorus_simulator import accounts, gateway
from chorus_simulator.admin.asked import Asked
from chorus_simulator.admin.routes import CALLS
from chorus_simulator.exchange import Received
from chorus_simulator.faults import Strikes
from chorus_simulator.simulator import AtStart, Simulator
from chorus_simulator.store import Store
from simulator.acting import INVOICES, SHARED
from simulator.speaking import ANYBODY, CLEANING_COMPANY, SYNTAX, AnInvoice, a_flow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGE = (
    *("invoices", "invoice_statuses", "invoice_plans", "invoice_contents", "life_sequels"),
    *("flows", "flow_files", "flow_invoices", "ledger", "attachments", "invoice_attachments"),
    *("structures", "services"),
)
SCAN = re.compile(r"SCAN (\w+)(?! USING (?:COVERING )?INDEX (?:ledger_by|flows_not))")


class Portal:
    """A simulator in this process, whose statements are noted."""

    def __init__(self, state: Path) -> None:
        at_start = AtStart({"integration_delay": 0.0, "format_rules": False})
        self.simulator = Simulator(Store(str(state)), at_start)
        self.statements: set[str] = set()
        with self.simulator.store.transaction() as db:
            worn = self.simulator.clock.worn()
            keys = accounts.register(db, CLEANING_COMPANY, "PROPRE ET NET", worn)
            token = accounts.new_token(db, keys["client_id"], worn, 3600)
            self.db = db
        pair = f"{keys['login']}:{keys['password']}".encode()
        self.headers = {
            "authorization": f"Bearer {token}",
            "cpro-account": base64.b64encode(pair).decode(),
            "content-type": "application/json",
        }

    def call(self, operation: str, body: dict[str, Any]) -> Any:
        received = Received("POST", operation, self.headers, bytearray(json.dumps(body).encode()))
        return json.loads(gateway.answer(self.simulator, received, Strikes()).body)

    def deposit(self, *numbers: str) -> str:
        content = a_flow(*map(AnInvoice, numbers))
        coded = base64.b64encode(content).decode()
        body = {"fichierFlux": coded, "nomFichier": "a.xml", "syntaxeFlux": SYNTAX}
        return str(self.call(f"{INVOICES}/deposer/flux", body)["numeroFluxDepot"])

    def admin(self, path: str, **query: str) -> Any:
        return CALLS["GET", path](Asked(self.simulator, io.BytesIO(), "", {}, query))

    def plan_of(self, part: str) -> str:
        """Give the plans of the statements that have a part."""
        self.db.set_trace_callback(None)
        wanted = [each for each in self.statements if part in each]
        plans = [self.db.execute(f"EXPLAIN QUERY PLAN {each}").fetchall() for each in wanted]
        return " ".join(row["detail"] for plan in plans for row in plan)

    def scans(self) -> dict[str, str]:
        """Give the large tables that were gone through, each with one of the statements."""
        self.db.set_trace_callback(None)
        found = {}
        for statement in self.statements:
            if not statement.lstrip().upper().startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
                continue
            for row in self.db.execute(f"EXPLAIN QUERY PLAN {statement}"):
                scanned = SCAN.search(row["detail"])
                if scanned is not None and self._table(scanned[1], statement) in LARGE:
                    found[scanned[1]] = f"{row['detail']} in {statement}"
        return found

    def _table(self, alias: str, statement: str) -> str:
        named = re.search(rf"\b(\w+) (?:AS )?{alias}\b", statement)
        return named[1] if named is not None and named[1].lower() not in _WORDS else alias


_WORDS = {"from", "join", "update", "into", "by", "on", "where"}


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    found = Portal(tmp_path / "state.sqlite")
    with closing(found.simulator):
        flow = found.deposit(*(f"F{n}" for n in range(5)))
        found.call(f"{SHARED}/consulterCRDetaille", {"numeroFluxDepot": flow})
        # The text of a statement as it was run, its values in it.
        found.db.set_trace_callback(found.statements.add)
        yield found
        found.db.set_trace_callback(None)


def search(**filters: Any) -> tuple[str, dict[str, Any]]:
    return f"{INVOICES}/rechercher/fournisseur", filters


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        search(),
        search(numeroFacture="F1"),
        search(numeroFluxDepot="CPP0011113000000000000001"),
        search(periodeDateHeureEtatCourantDu="2026-01-01"),
        search(periodeDateDepotDu="2026-01-01", statutCourant=["DEPOSEE"]),
        search(rechercheFactureParFournisseur={"nbResultatsParPage": 100}),
        (f"{INVOICES}/consulter/historique", {"idFacture": 40000001}),
        (f"{INVOICES}/consulter/fournisseur", {"identifiantFactureCPP": 40000001}),
        (f"{SHARED}/consulterCRDetaille", {"numeroFluxDepot": "CPP0011113000000000000001"}),
        ("structures/v1/rechercher", {"structure": {"identifiantStructure": ANYBODY}}),
    ],
)
def test_a_usual_call_goes_through_no_large_table(
    portal: Portal, operation: str, body: dict[str, Any]
) -> None:
    assert portal.call(operation, body)["codeRetour"] == 0
    assert portal.scans() == {}


@pytest.mark.parametrize(
    ("filters", "step"),
    [
        ({"numeroFacture": "F1"}, "i USING INDEX sqlite_autoindex_invoices_1 (number=?)"),
        (
            {"numeroFluxDepot": "CPP0011113000000000000001"},
            "i USING INDEX invoices_by_flow (flow_id=?)",
        ),
        ({}, "i USING INDEX invoices_by_supplier (supplier_id=?)"),
        (
            {"periodeDateHeureEtatCourantDu": "2026-01-01"},
            "i USING INDEX invoices_by_status_moment (supplier_id=? AND status_at>?)",
        ),
    ],
)
def test_a_search_reads_the_invoices_that_it_names_or_a_page_in_order(
    portal: Portal, filters: dict[str, str], step: str
) -> None:
    portal.call(*search(**filters))
    assert step in portal.plan_of("LIMIT 10 OFFSET")


def test_neither_does_a_deposit_nor_its_integration(portal: Portal) -> None:
    flow = portal.deposit("G1", "G2")
    report = portal.call(f"{SHARED}/consulterCRDetaille", {"numeroFluxDepot": flow})
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE"
    assert len(portal.statements) > 20
    assert portal.scans() == {}


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/simulator/ledger", {"sha256": "0" * 64}),
        ("/simulator/ledger", {"flow_number": "CPP0011113000000000000001"}),
        ("/simulator/ledger", {"account": "TECH_1"}),
        ("/simulator/ledger", {"operation": "factures/v1/deposer/flux"}),
    ],
)
def test_the_ledger_is_asked_by_its_indexes(
    portal: Portal, path: str, query: dict[str, str]
) -> None:
    portal.admin(path, **query)
    assert portal.scans() == {}


def test_the_witness_of_one_number_reads_its_rows_alone(portal: Portal) -> None:
    portal.admin("/simulator/witness", number="F1")
    assert portal.scans() == {}
