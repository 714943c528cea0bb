from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from choruspro.desk import FLOW_NUMBER, a_desk
from choruspro.portal import Request, answers, computes
from wochorus.choruspro import IncompleteSearch, InvoiceSearch, NoAnswer, UnexpectedAnswer
from wochorus.core.errors import Permanent

if TYPE_CHECKING:
    from collections.abc import Callable


def a_row(number: int) -> dict[str, Any]:
    return {"identifiantFactureCPP": number, "numeroFacture": f"F{number:05}", "statut": "DEPOSEE"}


def a_shelf(
    count: int, *, page_size: int | None = None, paging: bool = True, total: int | None = None
) -> Callable[[Request], dict[str, Any]]:
    """Serve ``count`` rows page by page; ``page_size`` overrules what was asked."""

    def reply(request: Request) -> dict[str, Any]:
        asked = request.json["rechercheFactureParFournisseur"]
        size = page_size or asked["nbResultatsParPage"]
        page = asked["pageResultatDemandee"]
        rows = [a_row(number) for number in range(count)[(page - 1) * size : page * size]]
        answer: dict[str, Any] = {"codeRetour": 0, "libelle": "ok", "listeFactures": rows}
        if paging:
            answer["parametresRetour"] = {
                "nbResultatsParPage": size,
                "pageCourante": page,
                "pages": -(-count // size),
                "total": count if total is None else total,
            }
        return answer

    return reply


@pytest.mark.parametrize(
    ("count", "calls"), [(0, 1), (1, 1), (11, 1), (99, 1), (100, 2), (101, 2), (200, 3), (501, 6)]
)
def test_every_page_is_read_and_one_more_after_a_full_one(count: int, calls: int) -> None:
    with a_desk(computes(a_shelf(count))) as desk:
        rows = desk.client.search_invoices(InvoiceSearch(flow_number=FLOW_NUMBER))
        assert len(desk.api.seen) == calls
    assert [row.chorus_id for row in rows] == list(range(count))


@pytest.mark.parametrize("page_size", [1, 10, 37, 1000])
def test_a_portal_with_its_own_page_size_is_read_to_the_end(page_size: int) -> None:
    with a_desk(computes(a_shelf(101, page_size=page_size))) as desk:
        assert len(desk.client.search_invoices()) == 101


def test_a_portal_that_tells_no_totals_is_read_until_nothing_new_comes() -> None:
    with a_desk(computes(a_shelf(101, paging=False))) as desk:
        assert len(desk.client.search_invoices()) == 101
        assert len(desk.api.seen) == 3


def test_a_portal_that_always_gives_the_first_page_does_not_hold_us_for_ever() -> None:
    first = [a_row(number) for number in range(10)]
    body = {"codeRetour": 0, "listeFactures": first, "parametresRetour": {"total": 11, "pages": 2}}
    with a_desk(answers(200, body)) as desk:
        with pytest.raises(IncompleteSearch, match="10 sur 11"):
            desk.client.search_invoices()
        assert len(desk.api.seen) == 2


def test_a_total_that_the_pages_do_not_reach_is_told() -> None:
    desk_of_liars = a_desk(computes(a_shelf(250, total=251)))
    with desk_of_liars as desk, pytest.raises(IncompleteSearch, match="250 sur 251"):
        desk.client.search_invoices()


def test_a_row_that_slides_to_the_next_page_is_kept_once() -> None:
    def reply(request: Request) -> dict[str, Any]:
        page = request.json["rechercheFactureParFournisseur"]["pageResultatDemandee"]
        numbers = range(100) if page == 1 else range(99, 105)
        rows = [a_row(number) for number in numbers]
        return {"codeRetour": 0, "listeFactures": rows, "parametresRetour": {"total": 105}}

    with a_desk(computes(reply)) as desk:
        assert len(desk.client.search_invoices()) == 105


def test_a_portal_that_invents_rows_without_end_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("wochorus.choruspro.paging.MOST_PAGES", 10)
    with a_desk(computes(a_shelf(10**6, paging=False))) as desk:
        with pytest.raises(Permanent, match="factures rend trop"):
            desk.client.search_invoices()
        assert len(desk.api.seen) == 10


def test_the_filters_go_out_in_the_portals_words() -> None:
    with a_desk(computes(a_shelf(0))) as desk:
        desk.client.search_invoices(
            InvoiceSearch(
                flow_number=FLOW_NUMBER,
                invoice_number="F1",
                deposited_from=date(2026, 11, 1),
                changed_to=datetime(2026, 11, 24, 12, tzinfo=UTC),
                statuses=("DEPOSEE", "REJETEE"),
            )
        )
        [request] = desk.api.seen
    assert request.path == "/cpro/factures/v1/rechercher/fournisseur"
    assert request.json == {
        "numeroFluxDepot": FLOW_NUMBER,
        "numeroFacture": "F1",
        "periodeDateDepotDu": "2026-11-01",
        "periodeDateHeureEtatCourantAu": "2026-11-24T12:00:00.000+00:00",
        "statutCourant": ["DEPOSEE", "REJETEE"],
        "rechercheFactureParFournisseur": {
            "nbResultatsParPage": 100,
            "pageResultatDemandee": 1,
            "triColonne": "numeroFacture",
            "triSens": "Ascendant",
        },
    }


def test_amounts_are_exact_and_unknown_values_do_no_harm() -> None:
    body = b"""{"codeRetour":0,"listeFactures":[
        {"identifiantFactureCPP":"12","numeroFacture":"F1","montantTTC":1234567890123.123456,
         "montantHT":0.1,"montantAPayer":null,"statut":"STATUT_DE_DEMAIN","dateFacture":"2026-11-24",
         "dateHeureEtatCourant":"2026-11-24 09:05","typeFacture":null,"inconnu":{"a":[1]}},
        {"numeroFacture":"F2","montantHT":"n/a"}],
        "parametresRetour":{"total":2}}"""
    with a_desk(answers(200, body)) as desk:
        first, second = desk.client.search_invoices()
    assert first.chorus_id == 12
    assert first.amount_with_tax == Decimal("1234567890123.123456")
    assert first.amount_without_tax == Decimal("0.1")
    assert first.amount_due is None
    assert first.status == "STATUT_DE_DEMAIN"
    assert first.issue_date == date(2026, 11, 24)
    assert first.status_at == datetime(2026, 11, 24, 8, 5, tzinfo=UTC)
    assert first.raw["inconnu"] == {"a": [1]}
    assert first.raw["montantTTC"] == "1234567890123.123456"
    assert second.chorus_id is None
    assert second.amount_without_tax is None


def test_an_answer_that_names_no_list_does_not_pass_for_no_invoice() -> None:
    with a_desk(answers(200, {"codeRetour": 0})) as desk, pytest.raises(UnexpectedAnswer):
        desk.client.search_invoices()
    with a_desk(answers(200, {"listeFactures": []})) as desk, pytest.raises(NoAnswer):
        desk.client.search_invoices()
    empty = {"codeRetour": 0, "listeFactures": None, "parametresRetour": {"total": 0}}
    with a_desk(answers(200, empty)) as desk:
        assert desk.client.search_invoices() == []
    hidden = empty | {"parametresRetour": {"total": 3}}
    with a_desk(answers(200, hidden)) as desk, pytest.raises(IncompleteSearch):
        desk.client.search_invoices()


@pytest.mark.parametrize("rows", ["text", [1, 2], [["a"]]])
def test_a_list_of_another_shape_is_told(rows: object) -> None:
    answer = answers(200, {"codeRetour": 0, "listeFactures": rows})
    with a_desk(answer) as desk, pytest.raises(UnexpectedAnswer):
        desk.client.search_invoices()
