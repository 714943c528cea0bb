"""`wochorus chorus test` names the layer at fault, answers programs, and keeps the expiry date."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from django.conf import settings
from django.utils import timezone

from support.commands import Done, call_command
from support.forked import run_forked
from support.portal import keys_of
from support.records import SUPPLIER
from wochorus.accounts.models import ChorusAccess
from wochorus.accounts.services import AccessForm, change_company, store_access

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from simulator.running import Simulator
    from support.portal import Portal


class Call(Protocol):
    """The type of the fixture `call`."""

    def __call__(self, *arguments: str) -> Done:
        """Run `wochorus ARGUMENTS` here."""


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    return partial(call_command, capsys)


def steps(done: Done) -> dict[str, dict[str, str]]:
    return {step["layer"]: step for step in json.loads(done.stdout)["steps"]}


def test_a_company_that_may_deposit_ends_with_zero(portal: Portal, call: Call) -> None:
    done = call("chorus", "test", portal.company.code)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Cette société peut déposer." in done.stdout
    assert "environnement simulateur" in done.stdout
    for title in ("réseau, jetons : connexion", "API factures", "droit de déposer"):
        assert title in done.stdout
    assert portal.deposits_received() == 0


def test_a_program_reads_each_layer_with_its_verdict_and_its_remedy(
    portal: Portal, call: Call
) -> None:
    answer = json.loads(call("chorus", "test", "propre", "--json").stdout)
    assert answer["may_deposit"] is True
    assert answer["siret"] == SUPPLIER
    assert {step["verdict"] for step in answer["steps"]} == {"ok"}
    portal.admin.change_supplier(SUPPLIER, granted=False)
    refused = call("chorus", "test", "propre", "--json")
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["may_deposit"] is False
    assert steps(refused)["factures"]["verdict"] == "failed"
    assert steps(refused)["factures"]["remedy"]
    assert steps(refused)["right_to_deposit"]["verdict"] == "skipped"
    shown = call("chorus", "test", "propre").stdout
    for words in ("échec", "non vérifié", "HTTP 403", "→ Sur PISTE"):
        assert words in shown


Breakage = dict[str, Any]


@pytest.mark.parametrize(
    ("change", "keys", "layer"),
    [
        ({"granted": False}, {}, "factures"),
        ({"active": False}, {}, "activity"),
        ({"password_expired": True}, {}, "technical_account"),
        ({}, {"technical_password": "faux"}, "technical_account"),
    ],
)
def test_each_broken_layer_is_named_with_its_remedy(
    portal: Portal, call: Call, change: Breakage, keys: dict[str, str], layer: str
) -> None:
    if change:
        portal.admin.change_supplier(SUPPLIER, **change)
    if keys:
        store_access(portal.company, "simulator", AccessForm(**keys))
    done = call("chorus", "test", "propre", "--json")
    assert done.returncode == 1
    assert "première couche en échec" in done.stderr
    assert steps(done)[layer]["verdict"] == "failed"
    assert steps(done)[layer]["remedy"]


def test_a_company_with_the_account_of_another_is_told(portal: Portal, call: Call) -> None:
    change_company(portal.company, siret="55210055400013")
    done = call("chorus", "test", "propre", "--json")
    assert done.returncode == 1
    assert steps(done)["right_to_deposit"]["verdict"] == "failed"


def test_a_portal_that_is_down_is_the_network(
    portal: Portal, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = replace(settings.ENVIRONMENT, simulator_url="http://127.0.0.1:9")
    monkeypatch.setattr(settings, "ENVIRONMENT", closed)
    found = steps(call("chorus", "test", portal.company.code, "--json"))
    assert found["token_connection"]["verdict"] == "failed"
    assert found["credentials"]["verdict"] == "skipped"


def test_another_environment_is_tried_with_its_own_access(
    portal: Portal, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = call("chorus", "test", "propre", "--environment", "qualification")
    assert absent.returncode == 1
    assert "company access propre --environment qualification" in absent.stderr
    addresses = replace(
        settings.ENVIRONMENT,
        chorus_token_url=portal.simulator.token_url,
        chorus_api_url=portal.simulator.api_url,
    )
    monkeypatch.setattr(settings, "ENVIRONMENT", addresses)
    keys = portal.admin.register_supplier(SUPPLIER)
    store_access(portal.company, "other", AccessForm(**keys_of(keys)))
    done = call("chorus", "test", "propre", "--environment", "other", "--json")
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["environment"] == "other"
    assert portal.company.environment == "simulator"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--environment", "PROD"), "n'existe pas"),
        (("--environment", "other"), "WOCHORUS_CHORUS_TOKEN_URL"),
    ],
)
@pytest.mark.usefixtures("portal")
def test_no_environment_is_guessed(call: Call, words: tuple[str, ...], told: str) -> None:
    done = call("chorus", "test", "propre", *words)
    assert done.returncode == 1
    assert told in done.stderr


def test_a_company_without_siret_is_told_before_anything_is_asked(
    portal: Portal, call: Call
) -> None:
    change_company(portal.company, siret="")
    done = call("chorus", "test", "propre")
    assert done.returncode == 1
    assert "company set propre --siret" in done.stderr
    assert portal.admin.ledger() == []


def findings(done: Done) -> dict[str, dict[str, str]]:
    return {each["subject"]: each for each in json.loads(done.stdout)["findings"]}


PASSWORD = "Société propre, mot de passe technique"


@pytest.mark.usefixtures("portal")
def test_the_end_of_the_password_is_kept_and_counted_down(call: Call) -> None:
    assert PASSWORD not in findings(call("doctor", "--json"))
    assert call("chorus", "test", "propre").returncode == 0
    access = ChorusAccess.objects.get(environment="simulator")
    assert access.password_expires_on is not None
    left = (access.password_expires_on - timezone.localdate()).days
    assert 420 <= left <= 424
    found = findings(call("doctor", "--json"))[PASSWORD]
    assert found["level"] == "ok"
    assert f"dans {left} jours" in found["message"]
    shown = json.loads(call("company", "show", "propre", "--json").stdout)["technical_passwords"]
    assert [(one["environment"], one["days_left"]) for one in shown] == [("simulator", left)]
    assert f"dans {left} jours" in call("company", "show", "propre").stdout


def test_doctor_warns_a_month_before_the_end_and_blocks_after_it(
    portal: Portal, call: Call
) -> None:
    portal.admin.fault("password_ending", value="12")
    done = call("chorus", "test", "propre", "--json")
    assert done.returncode == 0
    assert steps(done)["password_expiry"]["verdict"] == "warning"
    found = findings(call("doctor", "--json"))[PASSWORD]
    assert found["level"] == "warning"
    assert "wochorus company access propre" in found["remedy"]
    ChorusAccess.objects.update(password_expires_on=timezone.localdate().replace(year=2025))
    over = call("doctor", "--json")
    assert over.returncode == 1
    assert findings(over)[PASSWORD]["level"] == "error"


def test_the_real_command_writes_no_secret_anywhere(
    running_simulator: Simulator,
    data_folder: Path,
    a_database_url: Callable[[], str],
) -> None:
    running_simulator.admin.reset()
    keys = running_simulator.admin.register_supplier(SUPPLIER)
    place: dict[str, Any] = {
        "home": data_folder,
        "database_url": a_database_url(),
        "variables": {"WOCHORUS_SIMULATOR_URL": running_simulator.url},
    }
    commands = (
        ("company", "add", "propre", "--name", "Propre", "--siret", SUPPLIER),
        ("company", "set", "propre", "--call-interval-ms", "0"),
        ("company", "simulator", "propre", "--no-directory"),
        ("--debug", "chorus", "test", "propre"),
    )
    written = ""
    for words in commands:
        ran = run_forked(*words, **place)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        written += ran.stdout + ran.stderr
    written += (data_folder / "logs" / "wochorus.log").read_text("utf-8")
    assert '"operation": "token"' in written
    tokens = [line for line in running_simulator.admin.ledger() if "token" in line["operation"]]
    assert tokens
    for secret in (keys["client_secret"], keys["technical_password"], "Bearer", "cpro-account"):
        assert secret not in written
