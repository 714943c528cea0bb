"""A running simulator, and what tries the connection to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from simulator.running import a_simulator
from support.records import SUPPLIER
from wochorus.choruspro import ChorusClient, Credentials, Endpoints
from wochorus.choruspro.connection_test import Diagnosis, Layer, Subject, Verdict, diagnose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator.running import Admin, Simulator

TODAY = date(2026, 11, 24)


def no_pause(_: float) -> None:
    """Stand for `time.sleep`: waiting proves nothing here."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A diagnosis, seen layer by layer."""

    diagnosis: Diagnosis

    def of(self, verdict: Verdict) -> set[Layer]:
        return {step.layer for step in self.diagnosis.steps if step.verdict is verdict}

    def told(self, layer: Layer) -> str:
        [step] = [step for step in self.diagnosis.steps if step.layer is layer]
        return f"{step.message} → {step.remedy}"


@dataclass(frozen=True, slots=True)
class Bench:
    """A supplier on the simulator, and a way to try its connection."""

    simulator: Simulator
    credentials: Credentials
    siret: str = SUPPLIER
    environment: str = "simulator"
    endpoints: Endpoints = field(init=False)

    def __post_init__(self) -> None:
        here = Endpoints(self.simulator.token_url, self.simulator.api_url)
        object.__setattr__(self, "endpoints", here)

    @property
    def admin(self) -> Admin:
        return self.simulator.admin

    def tried(
        self,
        *,
        endpoints: Endpoints | None = None,
        known_expiry: date | None = None,
        today: date = TODAY,
        **changes: Any,
    ) -> Outcome:
        """Try the connection; ``changes`` are those of the credentials."""
        where = endpoints or self.endpoints
        subject = Subject(self.environment, where, self.siret, known_expiry)
        keys = replace(self.credentials, **changes)
        with ChorusClient(where, keys, interval_ms=0, sleep=no_pause) as client:
            diagnosis = diagnose(client, subject, today=today)
        assert [step.layer for step in diagnosis.steps] == list(Layer)
        stopped = (Verdict.FAILED, Verdict.WARNING)
        for step in diagnosis.steps:
            assert step.message
            assert step.remedy or step.verdict not in stopped, step
        return Outcome(diagnosis)


@pytest.fixture(scope="session")
def running_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    with a_simulator(tmp_path_factory.mktemp("connection")) as simulator:
        yield simulator


@pytest.fixture
def bench(running_simulator: Simulator) -> Bench:
    running_simulator.admin.reset()
    keys = running_simulator.admin.register_supplier(SUPPLIER)
    names = ("client_id", "client_secret", "technical_login", "technical_password")
    return Bench(running_simulator, Credentials(**{name: keys[name] for name in names}))
