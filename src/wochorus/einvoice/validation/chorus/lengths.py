"""Texts that are too long for the fields of Chorus Pro.

How many characters each circuit takes stands in its dialect, by business term.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.dialects import DIALECTS, Circuit
from wochorus.einvoice.terms import labels
from wochorus.einvoice.validation.chorus.paths import paths_of, texts_at
from wochorus.einvoice.validation.chorus.rule import BOTH, HISTORICAL, REFORM, Breach, Rule, rule
from wochorus.einvoice.validation.chorus.wording import characters, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wochorus.einvoice.validation.chorus.case import Case

_PORTAL = "Chorus Pro, longueurs des champs de dépôt"

_LIMITED: tuple[tuple[str, str, tuple[Circuit, ...], str], ...] = (
    ("CP-LONG-10", "BT-10", BOTH, f"{_PORTAL} ; spécifications externes v1.1"),
    ("CP-LONG-12", "BT-12", HISTORICAL, _PORTAL),
    ("CP-LONG-13", "BT-13", HISTORICAL, _PORTAL),
    ("BR-FR-CPRO-14", "BT-12", REFORM, ""),
    ("BR-FR-CPRO-15", "BT-13", REFORM, ""),
    ("BR-FR-CPRO-30", "BT-122", REFORM, ""),
    ("BR-FR-CPRO-31", "BT-154", REFORM, ""),
    ("BR-FR-CPRO-32", "BT-35", REFORM, ""),
    ("BR-FR-CPRO-33", "BT-37", REFORM, ""),
    ("BR-FR-CPRO-34", "BT-45", REFORM, ""),
    ("BR-FR-CPRO-35", "BT-20", REFORM, ""),
    ("BR-FR-CPRO-36", "BT-28", REFORM, ""),
    ("BR-FR-CPRO-37", "BT-59", REFORM, ""),
    ("BR-FR-CPRO-38", "BT-71", REFORM, ""),
    ("BR-FR-CPRO-39", "BT-84", REFORM, ""),
    ("BR-FR-CPRO-42", "BT-22", REFORM, ""),
    ("BR-FR-CPRO-43", "BT-27", REFORM, ""),
    ("BR-FR-CPRO-44", "BT-44", REFORM, ""),
)


_SHORTEN = "Raccourcissez ce champ ({term}) à {most} caractères."
_COPY = "Recopiez cette référence ({term}) telle que l'acheteur la donne, sans rien y ajouter."
_REMEDIES = {
    "BT-10": _COPY,
    "BT-12": _COPY,
    "BT-13": _COPY,
    "BT-84": "Donnez un compte dont l'IBAN a {most} caractères au plus, comme ceux de France.",
}
_LABELS = {"BT-35": "rue du vendeur", "BT-37": "ville du vendeur"}


def _length_rule(identifier: str, term: str, circuits: tuple[Circuit, ...], source: str) -> Rule:
    label, most = _label(term), DIALECTS[circuits[0]].lengths[term]
    make = rule(
        identifier,
        term,
        f"{label} : {most} caractères au plus",
        source=source or identifier,
        circuits=circuits,
    )
    return make(_too_long(term, label))


def _too_long(term: str, label: str) -> Callable[[Case], Iterator[Breach]]:
    def look(case: Case) -> Iterator[Breach]:
        most = case.dialect.lengths[term]
        for path in paths_of(term):
            for place, text in texts_at(case.invoice, path):
                if len(text) > most:
                    yield Breach(
                        f"{label} ({term}) : {quoted(text)} a {characters(text)}, "
                        f"Chorus Pro en accepte {most}.",
                        _REMEDIES.get(term, _SHORTEN).format(term=term, most=most),
                        place,
                    )

    return look


def _label(term: str) -> str:
    label = _LABELS.get(term) or labels()[term]
    return label[0].upper() + label[1:]


RULES = tuple(_length_rule(*entry) for entry in _LIMITED)
