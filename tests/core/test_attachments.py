from __future__ import annotations

import pytest

from wochorus.core.attachments import AttachmentKind, attachment_defect


@pytest.mark.parametrize(
    ("name", "size", "told"),
    [
        ("bon de commande.pdf", 1, ""),
        ("BON.PDF", 10_000_000, ""),
        ("a" * 46 + ".pdf", 1, ""),
        ("a" * 47 + ".pdf", 1, "51 caractères"),
        ("bon.pdf", 0, "vide"),
        ("bon.pdf", 10_000_001, "Chorus Pro en accepte 10"),
        ("bon.exe", 1, "« .exe »"),
        ("bon", 1, "sans extension"),
        ("../bon.pdf", 1, "caractère interdit"),
        ("bon\n.pdf", 1, "caractère interdit"),
    ],
)
def test_a_file_that_chorus_pro_refuses_is_told(name: str, size: int, told: str) -> None:
    defect = attachment_defect(name, size)
    assert told in defect if told else defect == ""


def test_each_kind_has_a_french_name() -> None:
    assert all(kind.label for kind in AttachmentKind)
    assert AttachmentKind("BON_COMMANDE").label == "Bon de commande"
