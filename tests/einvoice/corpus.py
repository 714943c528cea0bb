"""Where the public sample invoices lie, when this machine has them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE_THE_PROJECT = Path(__file__).parents[3] / "shared"


def corpus(folder: str) -> Path:
    """Return a folder of public samples, or skip the test and say so."""
    root = Path(os.environ.get("WOCHORUS_SHARED", _BESIDE_THE_PROJECT))
    samples = root / "corpus" / folder
    if not samples.is_dir():
        pytest.skip(f"the public samples {folder} are not on this machine (WOCHORUS_SHARED)")
    return samples
