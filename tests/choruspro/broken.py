"""Every way for the answer to a change to be lost, unreadable or empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from choruspro import portal
from choruspro.portal import answers

if TYPE_CHECKING:
    from choruspro.portal import Conduct

BROKEN_CHANGES: dict[str, Conduct] = {
    "cut before reading": portal.cuts_before_reading,
    "cut after the headers": portal.cuts_after_headers,
    "cut after the body": portal.cuts_after_body,
    "closed politely without an answer": portal.closes_politely_after_body,
    "cut inside the headers of the answer": portal.cuts_inside_answer_headers,
    "cut inside the body of the answer": portal.cuts_inside_answer_body,
    "not HTTP": portal.speaks_gibberish,
    "500": answers(500, {"codeRetour": 20001, "libelle": "X"}),
    "502": answers(502, b"<html>Bad Gateway</html>"),
    "503": answers(503),
    "empty 200": answers(200),
    "204": answers(204),
    "HTML with 200": answers(200, b"<html>Maintenance</html>"),
    "an empty object": answers(200, {}),
    "a JSON null": answers(200, b"null"),
    "a JSON list": answers(200, [{"codeRetour": 0}]),
    "no codeRetour": answers(200, {"identifiantFactureCPP": 1, "numeroFacture": "F1"}),
    "400 that says success": answers(400, {"codeRetour": 0}),
    "400 in HTML": answers(400, b"<html>Bad Request</html>"),
    "redirection": answers(302, b"", ("Location", "/elsewhere")),
    "unexpected 409": answers(409, b"conflict"),
}


def refusal(number: int, label: str, **others: Any) -> dict[str, Any]:
    return {"codeRetour": number, "libelle": label} | others
