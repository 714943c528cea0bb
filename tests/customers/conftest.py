"""Each test of customers has a company, and a data folder of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from support.records import a_company

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.accounts.models import Company


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = replace(settings.ENVIRONMENT, home=tmp_path / "home")
    monkeypatch.setattr(settings, "ENVIRONMENT", here)


@pytest.fixture
def company(db: None) -> Company:  # noqa: ARG001 - the rows need it
    return a_company()
