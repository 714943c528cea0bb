"""What is told of an answer that cannot be trusted: the words of a web page, not its tags."""

from __future__ import annotations

import pytest

from wochorus.choruspro.evidence import Evidence

PAGE = (
    "<!DOCTYPE html><html lang='fr'><head><title>Pause</title><style>p{color:red}</style></head>"
    "<body><h1>Chorus Pro est en maintenance</h1><p>R&eacute;essayez &lt;demain&gt;.</p></body>"
)


def test_a_web_page_is_told_by_its_words_and_its_status() -> None:
    told = str(Evidence(503, PAGE, ""))
    assert told == "HTTP 503 ; une page web : « Chorus Pro est en maintenance Réessayez <demain>. »"


@pytest.mark.parametrize("body", ["<html>", "<HTML><body", "<html><script>let a = 1", "<head>"])
def test_a_page_without_a_word_is_told_as_a_page(body: str) -> None:
    assert str(Evidence(502, body, "")) == "HTTP 502 ; une page web"


def test_a_long_page_is_shortened() -> None:
    told = str(Evidence(200, f"<html><body>{'Pause. ' * 60}", ""))
    assert len(told) < 160
    assert told.endswith("… »")


def test_any_other_answer_is_told_as_it_is() -> None:
    body = '{"libelle": "<html> refusé"}'
    assert str(Evidence(200, body, "")) == f"HTTP 200 ; début de la réponse : « {body} »"


def test_what_the_machine_said_is_kept_and_not_told() -> None:
    seen = Evidence(None, "", "la connexion a été fermée", "Server disconnected")
    assert str(seen) == "aucune réponse HTTP ; la connexion a été fermée"
    assert seen.raw == "Server disconnected"
