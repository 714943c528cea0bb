"""Every layer is broken for real on the simulator, and named by the test; nothing is deposited."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from choruspro.connection_test.conftest import TODAY
from wochorus.choruspro import ENDPOINTS, Endpoints
from wochorus.choruspro.connection_test import Layer, Verdict, told_expiry

if TYPE_CHECKING:
    from choruspro.connection_test.conftest import Bench, Outcome

OK, WARNING, FAILED, SKIPPED = Verdict.OK, Verdict.WARNING, Verdict.FAILED, Verdict.SKIPPED
APIS = {Layer.TRANSVERSES, Layer.FACTURES, Layer.STRUCTURES, Layer.UTILISATEURS}
ACCOUNT = {
    Layer.TECHNICAL_ACCOUNT,
    Layer.PASSWORD_EXPIRY,
    Layer.RIGHT_TO_DEPOSIT,
    Layer.ACTIVITY,
}
OTHER_SIRET = "55210055400013"


def assert_stops_at(outcome: Outcome, *layers: Layer) -> None:
    assert outcome.of(FAILED) == set(layers)
    assert not outcome.diagnosis.may_deposit


def test_a_sound_connection_crosses_every_layer_and_deposits_nothing(bench: Bench) -> None:
    outcome = bench.tried()
    assert outcome.of(OK) == set(Layer)
    assert outcome.diagnosis.may_deposit
    assert outcome.diagnosis.password_expires_on is not None
    called = {line["operation"] for line in bench.admin.ledger()}
    assert called == {
        "oauth/token",
        "transverses/v1/recuperer/structures/actives/fournisseur",
        "factures/v1/rechercher/fournisseur",
        "structures/v1/rechercher",
        "structures/v1/consulter",
        "utilisateurs/v1/monCompte/recuperer/rattachements",
    }
    assert bench.admin.flows() == []


def a_closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_a_wrong_port_of_the_tokens_stops_at_their_network(bench: Bench) -> None:
    where = Endpoints(f"{a_closed_port()}/api/oauth/token", bench.endpoints.api_url)
    outcome = bench.tried(endpoints=where)
    assert_stops_at(outcome, Layer.TOKEN_CONNECTION)
    assert {Layer.API_NAME, Layer.API_CONNECTION} <= outcome.of(OK)
    assert outcome.of(SKIPPED) >= APIS | ACCOUNT | {Layer.CREDENTIALS, Layer.ENVIRONMENT}
    assert bench.admin.ledger() == []


def test_a_wrong_port_of_the_api_stops_at_its_network_after_a_token(bench: Bench) -> None:
    outcome = bench.tried(endpoints=Endpoints(bench.endpoints.token_url, a_closed_port()))
    assert_stops_at(outcome, Layer.API_CONNECTION)
    assert {Layer.CREDENTIALS, Layer.ENVIRONMENT} <= outcome.of(OK)
    assert outcome.of(SKIPPED) >= APIS | ACCOUNT


@pytest.mark.parametrize("wrong", [{"client_secret": "faux"}, {"client_id": "faux"}])
def test_a_wrong_pair_stops_at_the_credentials_and_hints_at_the_other_environment(
    bench: Bench, wrong: dict[str, Any]
) -> None:
    outcome = replace_environment(bench, "qualification").tried(**wrong)
    assert_stops_at(outcome, Layer.CREDENTIALS)
    assert outcome.of(SKIPPED) == APIS | ACCOUNT | {Layer.ENVIRONMENT}
    assert "environnement production" in outcome.told(Layer.ENVIRONMENT)
    assert "clés d'API" in outcome.told(Layer.CREDENTIALS)


def replace_environment(bench: Bench, name: str) -> Bench:
    return type(bench)(bench.simulator, bench.credentials, bench.siret, name)


def test_one_spurious_refusal_of_a_token_is_no_failure(bench: Bench) -> None:
    bench.admin.fault("token_refused", count=2)
    assert bench.tried().diagnosis.may_deposit


def test_addresses_of_two_portals_are_told_whatever_answers(bench: Bench) -> None:
    mixed = Endpoints(ENDPOINTS["qualification"].token_url, ENDPOINTS["production"].api_url)
    from wochorus.choruspro.connection_test.places import wrong_addresses

    step = wrong_addresses("other", mixed)
    assert step is not None
    assert step.verdict is FAILED
    assert "qualification" in step.message
    assert "production" in step.message
    retired = replace(mixed, token_url="https://oauth.aife.economie.gouv.fr/api/oauth/token")
    step = wrong_addresses("other", retired)
    assert step is not None
    assert "septembre 2023" in step.message
    for name, public in ENDPOINTS.items():
        assert wrong_addresses(name, public) is None
        step = wrong_addresses("other", public)
        assert step is not None
        assert step.verdict is WARNING
    assert wrong_addresses("simulator", bench.endpoints) is None


def test_a_revoked_grant_fails_every_api_and_names_all_the_causes(bench: Bench) -> None:
    bench.admin.change_supplier(bench.siret, granted=False)
    outcome = bench.tried()
    assert_stops_at(outcome, Layer.TRANSVERSES, Layer.FACTURES)
    assert outcome.of(WARNING) == {Layer.STRUCTURES, Layer.UTILISATEURS}
    assert outcome.of(SKIPPED) == ACCOUNT
    assert "raccordement" in outcome.told(Layer.FACTURES)


@pytest.mark.parametrize(
    ("family", "layer"),
    [("transverses", Layer.TRANSVERSES), ("factures", Layer.FACTURES)],
)
def test_an_api_that_was_not_subscribed_is_told_apart(
    bench: Bench, family: str, layer: Layer
) -> None:
    bench.admin.fault("status_403", operation=f"{family}/v1/*", count=10)
    outcome = bench.tried()
    assert_stops_at(outcome, layer)
    assert outcome.of(OK) >= (APIS - {layer}) | {Layer.TECHNICAL_ACCOUNT}
    assert "cochez cette API" in outcome.told(layer)


@pytest.mark.parametrize(
    ("family", "layer"),
    [("structures", Layer.STRUCTURES), ("utilisateurs", Layer.UTILISATEURS)],
)
def test_an_api_that_a_deposit_does_not_need_only_warns(
    bench: Bench, family: str, layer: Layer
) -> None:
    bench.admin.fault("status_403", operation=f"{family}/v1/*", count=10)
    outcome = bench.tried()
    assert outcome.of(WARNING) == {layer}
    assert outcome.diagnosis.may_deposit
    assert "le dépôt n'en a pas besoin" in outcome.told(layer)


def test_a_wrong_technical_password_is_tried_once_and_named(bench: Bench) -> None:
    outcome = bench.tried(technical_password="faux")
    assert_stops_at(outcome, Layer.TECHNICAL_ACCOUNT)
    assert outcome.of(SKIPPED) == APIS | ACCOUNT - {Layer.TECHNICAL_ACCOUNT}
    assert "demi-heure" in outcome.told(Layer.TECHNICAL_ACCOUNT)
    calls = [line for line in bench.admin.ledger() if line["operation"] != "oauth/token"]
    assert {line["operation"] for line in calls} == {
        "transverses/v1/recuperer/structures/actives/fournisseur"
    }


def test_an_expired_password_is_named_when_an_earlier_test_read_its_end(bench: Bench) -> None:
    bench.admin.fault("password_expired")
    outcome = bench.tried(known_expiry=TODAY - timedelta(days=3))
    assert_stops_at(outcome, Layer.TECHNICAL_ACCOUNT, Layer.PASSWORD_EXPIRY)
    assert "il y a 3 jours" in outcome.told(Layer.TECHNICAL_ACCOUNT)
    assert "renouveler" in outcome.told(Layer.PASSWORD_EXPIRY)


def test_an_expired_password_whose_end_was_never_read_is_a_refused_account(bench: Bench) -> None:
    bench.admin.change_supplier(bench.siret, password_expired=True)
    assert_stops_at(bench.tried(), Layer.TECHNICAL_ACCOUNT)
    kept = bench.tried(known_expiry=TODAY + timedelta(days=90))
    assert_stops_at(kept, Layer.TECHNICAL_ACCOUNT)
    assert "dans 90 jours" in kept.told(Layer.PASSWORD_EXPIRY)


@pytest.mark.parametrize(
    ("days", "verdict"), [(31, OK), (30, WARNING), (0, WARNING), (-1, WARNING)]
)
def test_the_countdown_warns_from_thirty_days(bench: Bench, days: int, verdict: Verdict) -> None:
    expires_on = bench.tried().diagnosis.password_expires_on
    assert expires_on is not None
    outcome = bench.tried(today=expires_on - timedelta(days=days))
    assert Layer.PASSWORD_EXPIRY in outcome.of(verdict)
    assert outcome.diagnosis.may_deposit


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 12, 24), "il expire le 24/12/2026, dans 30 jours"),
        (date(2026, 11, 25), "il expire demain, 25/11/2026"),
        (date(2026, 11, 24), "il expire aujourd'hui, 24/11/2026"),
        (date(2026, 11, 23), "il a expiré hier, 23/11/2026"),
        (date(2026, 11, 1), "il a expiré le 01/11/2026, il y a 23 jours"),
    ],
)
def test_days_left_are_told_in_words(day: date, words: str) -> None:
    assert told_expiry(day, TODAY) == words


def test_an_account_of_another_structure_has_no_right_to_deposit(bench: Bench) -> None:
    bench.admin.register_supplier(OTHER_SIRET, "AUTRE SAS")
    outcome = type(bench)(bench.simulator, bench.credentials, OTHER_SIRET).tried()
    assert_stops_at(outcome, Layer.RIGHT_TO_DEPOSIT)
    assert "il peut déposer pour 732" in outcome.told(Layer.RIGHT_TO_DEPOSIT)
    assert Layer.ACTIVITY in outcome.of(SKIPPED)
    assert Layer.PASSWORD_EXPIRY in outcome.of(OK), "the account's own sheet is read"


def test_a_mandate_gives_the_right_to_deposit(bench: Bench) -> None:
    bench.admin.register_supplier(OTHER_SIRET, "AUTRE SAS")
    bench.admin.change_supplier(bench.siret, mandates=[OTHER_SIRET])
    outcome = type(bench)(bench.simulator, bench.credentials, OTHER_SIRET).tried()
    assert outcome.diagnosis.may_deposit
    assert outcome.diagnosis.password_expires_on is not None


def test_an_inactive_structure_is_named_as_such(bench: Bench) -> None:
    bench.admin.change_supplier(bench.siret, active=False)
    outcome = bench.tried()
    assert_stops_at(outcome, Layer.ACTIVITY)
    assert Layer.RIGHT_TO_DEPOSIT in outcome.of(SKIPPED)


@pytest.mark.parametrize("kind", ["status_500", "maintenance", "html", "truncated_json"])
def test_a_portal_in_trouble_is_no_fault_of_the_account(bench: Bench, kind: str) -> None:
    bench.admin.fault(kind, operation="*/v1/*", count=100)
    outcome = bench.tried()
    assert_stops_at(outcome, Layer.TRANSVERSES, Layer.FACTURES)
    assert Layer.TECHNICAL_ACCOUNT in outcome.of(SKIPPED)
    assert outcome.diagnosis.password_expires_on is None


def test_an_answer_of_another_shape_is_told_and_never_fatal(bench: Bench) -> None:
    bench.admin.fault("wrong_types", operation="*/v1/*", count=100)
    outcome = bench.tried()
    assert not outcome.diagnosis.may_deposit
    assert outcome.of(FAILED)


def test_fields_that_nobody_knows_change_nothing(bench: Bench) -> None:
    bench.admin.fault("unknown_fields", operation="*/v1/*", count=100)
    assert bench.tried().diagnosis.may_deposit


def test_an_account_accepted_then_refused_only_warns(bench: Bench) -> None:
    bench.admin.fault("status_401", operation="structures/v1/*", count=2)
    outcome = bench.tried()
    assert Layer.TECHNICAL_ACCOUNT in outcome.of(WARNING)
    assert "call-interval-ms" in outcome.told(Layer.TECHNICAL_ACCOUNT)
    assert outcome.diagnosis.may_deposit


def test_a_quota_is_told_and_no_right_is_assumed(bench: Bench) -> None:
    bench.admin.fault("status_429", operation="*/v1/*", count=100, seconds=3600)
    outcome = bench.tried()
    assert_stops_at(outcome, Layer.TRANSVERSES, Layer.FACTURES)
    assert "quota" in outcome.told(Layer.TRANSVERSES)


@pytest.mark.parametrize("kind", ["unknown_code", "refusals_as_400"])
def test_a_refusal_that_nobody_knows_is_shown_raw(bench: Bench, kind: str) -> None:
    if kind == "refusals_as_400":
        bench.admin.fault(kind)
    bench.admin.fault("unknown_code", operation="*actives/fournisseur", count=1)
    outcome = bench.tried()
    assert_stops_at(outcome, Layer.RIGHT_TO_DEPOSIT)
    assert Layer.TRANSVERSES in outcome.of(WARNING)
    assert "ZZZ_MSG_99.999" in outcome.told(Layer.RIGHT_TO_DEPOSIT)


def test_a_search_that_refuses_to_be_empty_is_an_answer(bench: Bench) -> None:
    bench.admin.fault("empty_search_refused", count=100)
    assert bench.tried().diagnosis.may_deposit
