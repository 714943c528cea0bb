"""Two lists compared: each invoice told once, under the right word."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.comparisons import NOON, VIEW, free, only, ours, row
from support.guides import DOCS
from support.records import SERVICE_REQUIRED, SUPPLIER
from wochorus.billing.models import DepositState
from wochorus.deposits.comparing.compare import View, compare
from wochorus.deposits.comparing.verdicts import INFORMATION, What
from wochorus.deposits.models import Side

if TYPE_CHECKING:
    from wochorus.choruspro import InvoiceRow
    from wochorus.deposits.comparing.entries import Ours

SIBLING = f"{SUPPLIER[:9]}00082"
STRANGER = "55210055400013"

_numbers = st.sampled_from(["FA-1", "fa-1", "FA -1", "FA-2", "FA-3"])
_days = st.sampled_from([date(2026, 11, 1), date(2026, 10, 31), date(2025, 11, 1)])
_ids = st.one_of(st.none(), st.integers(1, 4))
_states = st.sampled_from(list(DepositState))
_ours = st.builds(
    lambda number, day, chorus_id, state, amount, is_expected: ours(
        number,
        issue_date=day,
        chorus_id=chorus_id,
        state=state,
        with_tax=amount,
        is_expected=is_expected,
    ),
    *(_numbers, _days, _ids, _states),
    st.sampled_from([Decimal("120.00"), Decimal("12.00")]),
    st.booleans(),
)
_rows = st.builds(
    lambda number, day, chorus_id, status, supplier, mode: row(
        number,
        dateFacture=day and day.isoformat(),
        identifiantFactureCPP=chorus_id,
        statut=status,
        codeFournisseur=supplier,
        modeDepot=mode,
    ),
    _numbers,
    st.one_of(st.none(), _days),
    _ids,
    st.sampled_from(
        ["DEPOSEE", "BROUILLON", "NON_CONFORME", "REJETEE", "SUPPRIMEE", "", "INCONNU"]
    ),
    st.sampled_from([SUPPLIER, SIBLING, STRANGER, ""]),
    st.sampled_from(["UPLOAD_API", "SAISIE_PORTAIL", ""]),
)


@given(st.lists(_ours, max_size=6), st.lists(_rows, max_size=6), st.booleans())
def test_nothing_is_lost_and_nothing_is_doubled(
    mine: list[Ours], theirs: list[InvoiceRow], has_sibling: bool
) -> None:
    view = View(SUPPLIER, NOON, frozenset({SIBLING} if has_sibling else ()))
    outcome = compare(mine, theirs, view)
    told = [finding.ours for finding in outcome.findings if finding.ours]
    told += [each for each, _ in outcome.same]
    assert {id(each) for each in told} >= {id(each) for each in mine if each.is_expected}
    assert len(told) == len({id(each) for each in told})
    shown = [finding.row for finding in outcome.findings if finding.row]
    shown += [each for _, each in outcome.same]
    shown += outcome.foreign
    assert sorted(map(id, shown)) == sorted(map(id, theirs))
    for finding in outcome.findings:
        assert (finding.ours is None) == (finding.side == Side.THERE)
        assert (finding.row is None) == (finding.side == Side.HERE)
        assert finding.message
        assert finding.remedy or finding.what in INFORMATION


@given(st.lists(_ours, max_size=6), st.lists(_rows, max_size=6))
def test_an_invoice_said_to_be_adoptable_is_told_by_all_that_makes_it(
    mine: list[Ours], theirs: list[InvoiceRow]
) -> None:
    for finding in compare(mine, theirs, VIEW).findings:
        if finding.what in (What.LOST, What.REFUSED_YET_THERE):
            assert finding.ours is not None
            assert finding.row is not None
            assert finding.ours.is_free
            assert finding.row.supplier_siret[:9] == SUPPLIER[:9]
            assert finding.row.issue_date is not None
            assert finding.row.issue_date.year == finding.ours.issue_date.year
            assert finding.row.amount_with_tax == finding.ours.with_tax
            assert finding.row.chorus_id is not None
            assert finding.row.status not in ("BROUILLON", "NON_CONFORME", "SUPPRIMEE")


def test_what_is_the_same_on_both_sides_is_no_finding() -> None:
    outcome = compare([ours()], [row()], VIEW)
    assert outcome.findings == ()
    assert len(outcome.same) == 1


def test_what_the_portal_does_not_show_is_not_compared() -> None:
    shown = {"typeFacture": None, "montantHT": None, "devise": None, "codeDestinataire": None}
    bare = row(**shown, montantAPayer=None, numeroFluxDepot=None)
    mine = ours(engagement="BC-1", code_service="S", marche="M")
    assert compare([mine], [bare], VIEW).findings == ()


@pytest.mark.parametrize(
    ("changes", "field", "values"),
    [
        ({"montantTTC": 121.0}, "TTC", ("120,00", "121,00")),
        ({"montantHT": 99.99}, "HT", ("100,00", "99,99")),
        ({"montantAPayer": 0}, "net à payer", ("120,00", "0,00")),
        ({"typeFacture": "AVOIR"}, "type", ("facture", "avoir")),
        ({"dateFacture": "2026-11-02"}, "date", ("01/11/2026", "02/11/2026")),
        ({"codeServiceExecutant": "S2"}, "code service", ("–", "S2")),
        ({"numeroBonCommande": "BC-2"}, "n° d'engagement", ("–", "BC-2")),
        ({"numeroMarche": "M-2"}, "n° de marché", ("–", "M-2")),
        ({"devise": "USD"}, "devise", ("EUR", "USD")),
        ({"identifiantFactureCPP": 7}, "identifiantFactureCPP", ("1001", "7")),
        ({"numeroFacture": "FA-9"}, "n° de facture", ("FA-1", "FA-9")),
    ],
)
def test_each_field_that_differs_is_told_with_both_values(
    changes: dict[str, object], field: str, values: tuple[str, str]
) -> None:
    finding = only(compare([ours()], [row(**changes)], VIEW))
    assert (finding.side, finding.what) == (Side.DIFFERENT, What.DATA_DIFFER)
    assert finding.differences == {field: values}
    assert field in finding.message


@pytest.mark.parametrize("sign", [1, -1])
def test_a_credit_note_is_the_same_whatever_the_sign_of_the_portal(sign: int) -> None:
    amounts = {"montantHT": sign * 100, "montantTTC": sign * 120, "montantAPayer": sign * 120}
    shown = row(typeFacture="AVOIR", **amounts)
    assert compare([ours(is_credit_note=True)], [shown], VIEW).findings == ()


def test_a_negative_invoice_is_not_ours() -> None:
    finding = only(compare([ours()], [row(montantTTC=-120)], VIEW))
    assert finding.differences == {"TTC": ("120,00", "-120,00")}


@pytest.mark.parametrize(
    ("state", "age", "what"),
    [
        (DepositState.TO_DEPOSIT, None, What.TO_DEPOSIT),
        (DepositState.REFUSED, None, What.REFUSED),
        (DepositState.RESERVED, None, What.ON_ITS_WAY),
        (DepositState.AMBIGUOUS, None, What.UNCERTAIN),
        (DepositState.DEPOSITED, timedelta(minutes=1), What.ON_ITS_WAY),
        (DepositState.INTEGRATED, timedelta(minutes=1), What.ON_ITS_WAY),
        (DepositState.DEPOSITED, -timedelta(minutes=1), What.NOT_SHOWN),
        (DepositState.INTEGRATED, -timedelta(minutes=1), What.NOT_SHOWN),
        (DepositState.INTEGRATED, None, What.NOT_SHOWN),
    ],
)
def test_an_invoice_that_the_portal_does_not_show(
    state: DepositState, age: timedelta | None, what: What
) -> None:
    moment = None if age is None else NOON + age
    finding = only(compare([ours(state=state, deposited_at=moment)], [], VIEW))
    assert (finding.side, finding.what) == (Side.HERE, what)


def test_an_invoice_that_nobody_expects_there_is_told_only_when_a_row_shows_it() -> None:
    mine = free(is_expected=False)
    assert compare([mine], [], VIEW).findings == ()
    assert only(compare([mine], [row()], VIEW)).what is What.LOST


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({}, What.UNKNOWN_HERE),
        ({"modeDepot": "SAISIE_PORTAIL"}, What.TYPED_THERE),
        ({"modeDepot": "DEPOT_PDF_PORTAIL"}, What.TYPED_THERE),
        ({"modeDepot": "EDI"}, What.UNKNOWN_HERE),
        ({"modeDepot": None}, What.UNKNOWN_HERE),
        ({"statut": "BROUILLON"}, What.DRAFT),
        ({"statut": "NON_CONFORME"}, What.NOT_KEPT),
        ({"codeFournisseur": SIBLING}, What.OTHER_ESTABLISHMENT),
    ],
)
def test_a_row_that_shows_none_of_our_invoices(changes: dict[str, object], what: What) -> None:
    finding = only(compare([], [row(**changes)], VIEW))
    assert (finding.side, finding.what) == (Side.THERE, what)


def test_the_rows_of_other_companies_are_left_to_them() -> None:
    view = View(SUPPLIER, NOON, frozenset({SIBLING}))
    rows = [row(codeFournisseur=SIBLING), row(codeFournisseur=STRANGER)]
    outcome = compare([ours()], rows, view)
    assert outcome.foreign == tuple(rows)
    assert only(outcome).what is What.NOT_SHOWN


def test_a_second_row_of_the_same_number_is_told() -> None:
    rows = [row(identifiantFactureCPP=2002), row()]
    outcome = compare([ours()], rows, VIEW)
    finding = only(outcome)
    assert (finding.what, finding.row) == (What.SAME_NUMBER, rows[0])
    assert outcome.same[0][1] is rows[1], "its own number on the portal tells which one is ours"


def test_of_two_rows_of_one_number_the_one_of_the_same_amount_is_taken() -> None:
    rows = [row(identifiantFactureCPP=1, montantTTC=5), row(identifiantFactureCPP=2)]
    outcome = compare([free()], rows, VIEW)
    assert {finding.what: finding.row for finding in outcome.findings} == {
        What.LOST: rows[1],
        What.SAME_NUMBER: rows[0],
    }


@pytest.mark.parametrize("written", ["fa-1", "FA -1"])
def test_a_number_written_otherwise_by_the_portal_is_the_same(written: str) -> None:
    assert compare([ours(chorus_id=None)], [row(written, identifiantFactureCPP=None)], VIEW).same


def test_the_same_number_of_another_year_is_another_invoice() -> None:
    outcome = compare([free(issue_date=date(2025, 11, 1))], [row()], VIEW)
    assert [finding.what for finding in outcome.findings] == [What.TO_DEPOSIT, What.UNKNOWN_HERE]


@pytest.mark.parametrize(
    ("state", "what"),
    [
        (DepositState.TO_DEPOSIT, What.LOST),
        (DepositState.REFUSED, What.REFUSED_YET_THERE),
        (DepositState.AMBIGUOUS, What.UNCERTAIN),
        (DepositState.RESERVED, What.UNCERTAIN),
        (DepositState.INTERNAL, What.INTERNAL),
        (DepositState.DEPOSITED, What.NEWS),
    ],
)
def test_a_row_beside_an_invoice_that_we_do_not_believe_integrated(
    state: DepositState, what: What
) -> None:
    finding = only(compare([free(state=state)], [row()], VIEW))
    if state == DepositState.DEPOSITED:
        finding = only(compare([ours(state=state)], [row()], VIEW))
    assert (finding.side, finding.what) == (Side.DIFFERENT, what)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"montantTTC": 60}, "le TTC est 60,00"),
        ({"montantTTC": None}, "le TTC est absent"),
        ({"codeDestinataire": SERVICE_REQUIRED}, f"le destinataire est {SERVICE_REQUIRED}"),
        ({"codeDestinataire": None}, "le destinataire est absent"),
        ({"typeFacture": "AVOIR"}, "c'est un avoir"),
        ({"devise": "USD"}, "la devise est USD"),
        ({"dateFacture": None}, "la date est absente"),
        ({"codeFournisseur": None}, "l'émetteur est absent"),
        ({"identifiantFactureCPP": None}, "ne donne pas son identifiant"),
        ({"statut": "SUPPRIMEE"}, "supprimée du portail"),
    ],
)
def test_a_free_invoice_whose_number_another_one_has_taken(
    changes: dict[str, object], told: str
) -> None:
    finding = only(compare([free()], [row(**changes)], VIEW))
    assert finding.what is What.NUMBER_TAKEN
    assert told in finding.message
    assert "nouveau numéro" in finding.remedy


@pytest.mark.parametrize("state", [DepositState.TO_DEPOSIT, DepositState.INTEGRATED])
def test_a_draft_beside_our_invoice_is_told(state: DepositState) -> None:
    finding = only(compare([ours(state=state)], [row(statut="BROUILLON")], VIEW))
    assert (finding.side, finding.what) == (Side.DIFFERENT, What.DRAFT)
    assert "Supprimez-le" in finding.remedy


def test_a_status_that_moved_on_is_news_and_nothing_to_do() -> None:
    finding = only(compare([ours()], [row(statut="MISE_EN_PAIEMENT")], VIEW))
    assert finding.what is What.NEWS
    assert finding.what in INFORMATION
    assert "mise en paiement" in finding.message


def test_an_invoice_of_the_former_head_office_is_nothing_to_do() -> None:
    finding = only(compare([ours()], [row(codeFournisseur=SIBLING, statut="MANDATEE")], VIEW))
    assert (finding.side, finding.what) == (Side.DIFFERENT, What.OTHER_ESTABLISHMENT)
    assert finding.differences["établissement émetteur"] == (SUPPLIER, SIBLING)


@pytest.mark.parametrize("state", [DepositState.DEPOSITED, DepositState.INTEGRATED])
def test_what_chorus_pro_has_not_given_yet_is_no_difference(state: DepositState) -> None:
    mine = ours(state=state, chorus_id=None, flow_number="", status="")
    assert only(compare([mine], [row()], VIEW)).what is What.NEWS


def test_another_flow_number_is_told_with_the_advice_to_redeposit_nothing() -> None:
    finding = only(compare([ours()], [row(numeroFluxDepot="CPP0011113000000000000007")], VIEW))
    assert finding.what is What.DATA_DIFFER
    assert "ne redéposez rien" in finding.remedy


def test_the_guide_tells_every_finding() -> None:
    guide = (DOCS / "guides/comparer-avec-chorus.md").read_text("utf-8")
    for what in What:
        assert f"| {what.label} | `{what.value}` |" in guide
