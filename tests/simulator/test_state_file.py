"""A state file made by an older simulator is brought up to date, and loses nothing."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from chorus_simulator.store import first_step
from chorus_simulator.store.schema import APPLICATION_ID, STEPS
from simulator.acting import downloaded, history, sheet
from simulator.running import a_simulator
from simulator.speaking import A_PDF, ANYBODY, CLEANING_COMPANY, SYNTAX, AnInvoice, Supplier, a_flow

if TYPE_CHECKING:
    from pathlib import Path

DEPOSITED_AT = time.time() - 1000


def insert(db: sqlite3.Connection, table: str, **values: Any) -> int:
    names = ", ".join(values)
    places = ", ".join("?" for _ in values)
    statement = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608  our own names
    return int(db.execute(statement, tuple(values.values())).lastrowid or 0)


def an_old_state(file: Path) -> None:
    """Write the state of the first simulators: one flow of three invoices, each at another point.

    One waits for two more statuses, one for the last, one has had all of its own.
    """
    content = a_flow(*(AnInvoice(f"F{n}") for n in range(3)))
    with closing(sqlite3.connect(file)) as db:
        db.executescript(first_step.TABLES)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 1")
        town = insert(
            db,
            "structures",
            identifier_type="SIRET",
            identifier=ANYBODY,
            name="Mairie",
            is_public=1,
        )
        own = insert(
            db,
            "structures",
            identifier_type="SIRET",
            identifier=CLEANING_COMPANY,
            name="PROPRE ET NET SAS",
            is_public=0,
        )
        insert(
            db,
            "suppliers",
            siret=CLEANING_COMPANY,
            name="PROPRE ET NET SAS",
            structure_id=own,
            client_id="client",
            client_secret="secret",
            login="TECH_1_1@cpro.fr",
            password="mot",
            password_expires_at=DEPOSITED_AT + 10**8,
        )
        flow = insert(
            db,
            "flows",
            number="CPP0011113000000000000001",
            login="TECH_1_1@cpro.fr",
            file_name="flux.xml",
            syntax=SYNTAX,
            interface="FSO1113A",
            sha256="0" * 64,
            size=len(content),
            deposited_at=DEPOSITED_AT,
            due_at=DEPOSITED_AT,
            outcome="IN_INTEGRE",
        )
        insert(db, "flow_files", flow_id=flow, content=content)
        later = time.time() + 10**6
        points = (
            ("DEPOSEE", "EN_COURS_ACHEMINEMENT", later),
            ("EN_COURS_ACHEMINEMENT", "MISE_A_DISPOSITION", later),
            ("REJETEE", None, None),
        )
        for n, (status, following, moment) in enumerate(points):
            invoice = insert(
                db,
                "invoices",
                flow_id=flow,
                position=n + 1,
                number=f"F{n}",
                kind="380",
                cadre="A1",
                issue_date="2026-04-30",
                issue_year=2026,
                siren=CLEANING_COMPANY[:9],
                supplier_id=own,
                recipient_id=town,
                currency="EUR",
                net="1000.00",
                gross="1200.00",
                payable="1200.00",
                size=len(A_PDF),
                deposited_at=DEPOSITED_AT,
                deposit_day="2026-05-01",
                visible_at=DEPOSITED_AT,
                status=status,
                status_at=DEPOSITED_AT,
                status_comment="Erreur" if status == "REJETEE" else None,
                next_status=following,
                next_at=moment,
            )
            insert(db, "invoice_statuses", invoice_id=invoice, status="DEPOSEE", at=DEPOSITED_AT)
            if status != "DEPOSEE":
                comment = "Erreur" if status == "REJETEE" else None
                insert(
                    db,
                    "invoice_statuses",
                    invoice_id=invoice,
                    status=status,
                    at=DEPOSITED_AT + 1,
                    comment=comment,
                )
        db.commit()


@pytest.fixture
def old_state(tmp_path: Path) -> Path:
    file = tmp_path / "simulator" / "simulator.sqlite"
    file.parent.mkdir()
    an_old_state(file)
    return file


def test_an_old_state_keeps_its_invoices_their_histories_and_their_plans(
    old_state: Path,
) -> None:
    with a_simulator(old_state.parent.parent, routing_delay=0) as simulator:
        before = {row["number"]: row for row in simulator.admin.invoices()}
        assert [before[name]["status"] for name in ("F0", "F1", "F2")] == [
            "DEPOSEE",
            "EN_COURS_ACHEMINEMENT",
            "REJETEE",
        ]
        assert before["F0"]["deposit_mode"] == "UPLOAD_API"
        with Supplier(simulator) as supplier:
            assert supplier.keys["client_id"] == "client"
            rejected = history(supplier, before["F2"]["id"])["historiquesDesStatuts"]
            assert [line["histoStatutCommentaire"] for line in rejected["histoStatut"]] == [
                "Erreur",
                None,
            ]
            shown = sheet(supplier, before["F1"]["id"])
            assert shown["montantTotal"]["montantTVA"] == 200
            assert downloaded(supplier, before["F1"]["id"]) == A_PDF
            simulator.admin.advance(3 * 10**6)
            supplier.token = ""
            after = {row["number"]: row["status"] for row in simulator.admin.invoices()}
            assert after == {
                "F0": "MISE_A_DISPOSITION",
                "F1": "MISE_A_DISPOSITION",
                "F2": "REJETEE",
            }
            statuses = history(supplier, before["F0"]["id"])["historiquesDesStatuts"]
            assert [line["histoStatutCode"] for line in statuses["histoStatut"]] == [
                "MISE_A_DISPOSITION",
                "EN_COURS_ACHEMINEMENT",
                "DEPOSEE",
            ]
            supplier.deposit(a_flow(AnInvoice("F3")))
            simulator.admin.advance(10)
            new = simulator.admin.invoices()[-1]
            assert new["number"] == "F3"
            assert new["id"] > max(row["id"] for row in before.values())
        simulator.stop()
        with closing(sqlite3.connect(old_state)) as db:
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert db.execute("PRAGMA user_version").fetchone() == (len(STEPS),)


def test_a_state_made_step_by_step_is_the_state_made_at_once(old_state: Path) -> None:
    with a_simulator(old_state.parent.parent) as simulator:
        simulator.stop()
    fresh = old_state.parent.parent / "fresh"
    with a_simulator(fresh) as simulator:
        simulator.stop()
        schemas = [_schema(file) for file in (old_state, simulator.state)]
    assert schemas[0] == schemas[1]
    assert len(schemas[0]) > 20


def _schema(file: Path) -> dict[str, str]:
    with closing(sqlite3.connect(file)) as db:
        rows = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return dict(rows.fetchall())
