"""Where the commands of a test work: its own data folder, the database where it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection

from support.database import address_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what is called in this process keep its files in the folder of the test."""
    url = address_of(connection.settings_dict["NAME"])
    here = replace(settings.ENVIRONMENT, home=tmp_path / "home", database_url=url)
    monkeypatch.setattr(settings, "ENVIRONMENT", here)
