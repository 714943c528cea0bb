"""The ledger has a line for every call, and the witness tells what came twice."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx2
import pytest

from simulator.bills import FORMS, Bill, a_tar
from simulator.running import NO_TLS
from simulator.speaking import AnInvoice, Supplier, a_flow
from support.holders import wait_until

if TYPE_CHECKING:
    from simulator.running import Simulator

OTHER = "55203253400646"
SEARCH = "factures/v1/rechercher/fournisseur"
DEPOSIT = "factures/v1/deposer/flux"


def lines(simulator: Simulator) -> list[tuple[str, str, int | None]]:
    return [
        (line["method"], line["operation"], line["http_status"])
        for line in simulator.admin.ledger()
    ]


def test_every_kind_of_call_has_its_line(simulator: Simulator, supplier: Supplier) -> None:
    http = supplier.http
    supplier.ask_token()
    supplier.ask_token(client_secret="faux")
    http.post("/api/oauth/token", content=b"x")
    http.get("/api/oauth/token")
    http.get("/cpro/transverses/v1/health-check")
    http.post(f"/cpro/{SEARCH}", json={})
    supplier.post(SEARCH, Authorization="Bearer inconnu")
    supplier.post(SEARCH, **{"cpro-account": "faux"})
    supplier.post(SEARCH, **{"Content-Type": "text/plain"})
    supplier.post(SEARCH, {"inconnu": 1})
    supplier.post(SEARCH)
    supplier.post("inconnu/v1/rien")
    http.post("/ailleurs", content=b"x")
    http.get("/api/v2?x=1")
    for method in ("HEAD", "OPTIONS", "PATCH", "DELETE", "PROPFIND"):
        http.request(method, f"/cpro/{SEARCH}")
    http.get("/cpro")
    token = "oauth/token"
    assert lines(simulator) == [
        *(("POST", token, 200), ("POST", token, 400), ("POST", token, 400), ("GET", token, 405)),
        ("GET", "transverses/v1/health-check", 400),
        ("POST", SEARCH, 400),
        ("POST", token, 200),
        ("POST", SEARCH, 401),
        ("POST", SEARCH, 401),
        ("POST", SEARCH, 415),
        ("POST", SEARCH, 400),
        ("POST", SEARCH, 200),
        ("POST", "inconnu/v1/rien", 404),
        ("POST", "/ailleurs", 400),
        ("GET", "/api/v2", 400),
        *((m, SEARCH, 400) for m in ("HEAD", "OPTIONS", "PATCH", "DELETE", "PROPFIND")),
        ("GET", "", 400),
    ]


def test_looking_leaves_no_line_and_an_unknown_admin_call_says_so(simulator: Simulator) -> None:
    simulator.admin.witness()
    assert "rien à cette adresse" in simulator.admin.refusal("GET", "rien")
    assert simulator.admin.refusal("GET", "ledger", params={"truc": "1"}).startswith("Filtre")
    assert simulator.admin.refusal("GET", "ledger/counts", params={"by": "id"}).startswith("« by »")
    assert simulator.admin.ledger() == []


def test_a_call_cut_while_it_is_sent_has_its_line(simulator: Simulator) -> None:
    address = urlsplit(simulator.url)
    with socket.create_connection((address.hostname, address.port)) as line:
        head = f"POST /cpro/{DEPOSIT} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: 1000"
        line.sendall(f"{head}\r\n\r\n{'x' * 10}".encode())
    wait_until(lambda: len(simulator.admin.ledger()) == 1)
    (found,) = simulator.admin.ledger()
    assert (found["operation"], found["answer"]) == (DEPOSIT, "envoi interrompu")
    assert found["http_status"] is None


def test_a_deposit_refused_at_the_door_still_shows_its_file(
    simulator: Simulator, supplier: Supplier
) -> None:
    content = a_flow(AnInvoice())
    sound = supplier.deposit(content)
    supplier.token = "fini"
    supplier.deposit_call(content)
    first, second = simulator.admin.ledger(DEPOSIT)
    assert second["http_status"] == 401
    assert second["flow_number"] is None
    assert (second["sha256"], second["size"]) == (first["sha256"], len(content))
    (told,) = simulator.admin.witness()
    assert (told["received"], told["recorded"]) == (2, 1)
    assert told["flows"] == [sound["numeroFluxDepot"]]


def test_the_ledger_can_be_asked_by_account_file_flow_and_answer(simulator: Simulator) -> None:
    with Supplier(simulator) as one, Supplier(simulator, OTHER) as two:
        first = one.deposit(a_flow(AnInvoice("A")))["numeroFluxDepot"]
        one.deposit(a_flow(AnInvoice("A")))
        two.deposit(a_flow(AnInvoice("B", supplier=OTHER)))
        one.report(first)
        login = one.keys["technical_login"]
    admin = simulator.admin
    assert admin.counts("account", operation="*deposer/flux") == {
        login: 2,
        two.keys["technical_login"]: 1,
    }
    sha256 = admin.ledger(DEPOSIT)[0]["sha256"]
    assert len(admin.ledger(sha256=sha256)) == 2
    assert [line["operation"] for line in admin.ledger(account=login, flow_number=first)] == [
        DEPOSIT,
        "transverses/v1/consulterCRDetaille",
    ]
    assert admin.counts("http_status") == {200: 6}
    assert admin.ledger(http_status="500") == []
    assert sorted(admin.counts("sha256", operation=DEPOSIT).values()) == [1, 2]


def test_the_witness_tells_what_came_twice_and_what_became_of_it(
    simulator: Simulator, supplier: Supplier
) -> None:
    once, twice = AnInvoice("UNE"), AnInvoice("DEUX")
    supplier.deposit(a_flow(once, twice))
    supplier.deposit(a_flow(twice))
    found = {row["number"]: row for row in simulator.admin.witness()}
    assert {number: row["recorded"] for number, row in found.items()} == {"UNE": 1, "DEUX": 2}
    assert {row["integrated"] for row in found.values()} == {1}, "the second one was a duplicate"
    assert (found["DEUX"]["siren"], found["DEUX"]["year"]) == ("732829320", 2026)
    assert [row["number"] for row in simulator.admin.witness(at_least=2)] == ["DEUX"]
    assert [row["number"] for row in simulator.admin.witness(number="UNE")] == ["UNE"]
    assert simulator.admin.witness(siren="552032534") == []


def test_the_same_number_of_two_suppliers_or_years_is_two_invoices(simulator: Simulator) -> None:
    with Supplier(simulator) as one, Supplier(simulator, OTHER) as two:
        one.deposit(a_flow(AnInvoice("A"), AnInvoice("A", date="2025-12-31")))
        two.deposit(a_flow(AnInvoice("A", supplier=OTHER)))
    assert [row["recorded"] for row in simulator.admin.witness()] == [1, 1, 1]


def test_what_waits_is_refused_or_struck_is_witnessed_all_the_same(
    simulator: Simulator, supplier: Supplier
) -> None:
    simulator.admin.settings(integration_delay=1000)
    supplier.deposit(a_flow(AnInvoice("ATTEND")))
    supplier.deposit(a_flow(AnInvoice("REFUSE", cadre="S1")))
    simulator.admin.fault("flow_incident")
    supplier.deposit(a_flow(AnInvoice("INCIDENT")))
    assert [(row["number"], row["recorded"], row["integrated"]) for row in _witness(simulator)] == [
        ("ATTEND", 1, 0),
        ("REFUSE", 1, 0),
        ("INCIDENT", 1, 0),
    ]
    simulator.admin.advance(2000)
    states = {row["number"]: row["integrated"] for row in _witness(simulator)}
    assert states == {"ATTEND": 1, "REFUSE": 0, "INCIDENT": 0}


def _witness(simulator: Simulator) -> list[dict[str, object]]:
    return simulator.admin.witness()


def test_a_deposit_that_was_received_and_not_recorded_is_told_by_its_file(
    simulator: Simulator, supplier: Supplier
) -> None:
    content = a_flow(AnInvoice("PERDUE"))
    supplier.headers()
    simulator.admin.fault("cut_before_recording", operation="*deposer/flux")
    with pytest.raises(httpx2.TransportError):
        supplier.deposit(content)
    told = simulator.admin.ask("GET", "witness")
    assert told["invoices"] == []
    (lost,) = told["unrecorded"]
    assert (lost["file_name"], lost["received"]) == ("flux.xml", 1)
    with httpx2.Client(base_url=simulator.url, trust_env=False, verify=NO_TLS) as again:
        supplier.http = again
        supplier.deposit(content)
    told = simulator.admin.ask("GET", "witness")
    assert told["unrecorded"] == []
    (row,) = told["invoices"]
    assert (row["number"], row["received"], row["recorded"]) == ("PERDUE", 2, 1)


def test_a_file_that_names_no_invoice_is_told_apart(
    simulator: Simulator, supplier: Supplier
) -> None:
    flow = supplier.deposit(b"bonjour")["numeroFluxDepot"]
    told = simulator.admin.ask("GET", "witness")
    assert [row["number"] for row in told["unreadable"]] == [flow]
    assert told["unreadable"][0]["state"] == "IN_REJETE"


def test_batches_are_witnessed_invoice_by_invoice_and_page_by_page(
    simulator: Simulator, supplier: Supplier
) -> None:
    bills = {f"{n}.xml": Bill(f"F{n}").cii() for n in range(7)}
    for name in ("lot.tar.gz", "autre.tar.gz"):
        supplier.deposit(a_tar(bills), name, FORMS["CII"].syntax)
    assert {row["recorded"] for row in simulator.admin.witness()} == {2}
    pages, after = [], 0
    while after is not None:
        page = simulator.admin.ask("GET", "witness", params={"after": after, "limit": 3})
        pages.append(len(page["invoices"]))
        after = page["next_after"]
        assert page["total"] == 7
    assert pages == [3, 3, 1, 0]
