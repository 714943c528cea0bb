"""The names of files."""

from __future__ import annotations

import pytest

from wochorus.einvoice.formats import file_name


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("FA-2026-0042", "FA-2026-0042.xml"),
        ("FA/2026 42", "FA-2026-42.xml"),
        ("../../etc/x", "etc-x.xml"),
        ("F" * 300, "F" * 60 + ".xml"),
        ("..", "facture.xml"),
        ("éé", "facture.xml"),
        ("   ", "facture.xml"),
    ],
)
def test_a_number_becomes_a_name_that_is_seen_and_stays_in_its_folder(
    number: str, name: str
) -> None:
    assert file_name(number, ".xml") == name
