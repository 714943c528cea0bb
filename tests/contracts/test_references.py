"""The reference text, as the printed form has it, and what Chorus Pro cannot take."""

from __future__ import annotations

import pytest

from wochorus.contracts.references import References, reference_defects, reference_text


@pytest.mark.parametrize(
    ("references", "text"),
    [
        (
            References("215489632585", "er214589"),
            "Références marche N°:215489632585 N° d'engagement: er214589",
        ),
        (References(marche="M1"), "Références marche N°:M1"),
        (References(engagement="E1"), "Références N° d'engagement: E1"),
        (
            References("M1", "E1", "SERV"),
            "Références marche N°:M1 N° d'engagement: E1 Code service: SERV",
        ),
        (References(), ""),
    ],
)
def test_the_text_cites_what_is_told(references: References, text: str) -> None:
    assert reference_text(references) == text


def test_lengths_are_those_of_chorus_pro() -> None:
    assert reference_defects(References("m" * 50, "e" * 50, "s" * 100)) == []
    defects = reference_defects(References("m" * 51, "e" * 51, "s" * 101))
    assert [defect.rsplit(" : ", 1)[1] for defect in defects] == [
        "51 caractères, Chorus Pro en accepte 50",
        "51 caractères, Chorus Pro en accepte 50",
        "101 caractères, Chorus Pro en accepte 100",
    ]


@pytest.mark.parametrize("value", [" E1", "E1 ", "E\t1", "E\u200b1"])
def test_a_reference_that_the_buyer_would_not_recognise_is_told(value: str) -> None:
    assert len(reference_defects(References(engagement=value))) == 1
