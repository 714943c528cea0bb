"""The figures of the e-invoice engine, printed and kept in `docs/reference/mesures.md`.

`PYTHONPATH=tests python -m benchmarks einvoice`
"""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from benchmarks.einvoice.comparisons import ROUNDS, Comparison, compare
from benchmarks.einvoice.endurance import (
    ENDURANCE,
    INVOICES,
    endurance,
    import_milliseconds,
    throughput,
)
from benchmarks.einvoice.environment import ROOT

if TYPE_CHECKING:
    from benchmarks.einvoice.endurance import Endurance

PAGE = ROOT / "docs" / "reference" / "mesures.md"
THROUGHPUT_ROUNDS = 3

_HEAD = """# Mesures du moteur de factures électroniques

Page écrite par `PYTHONPATH=tests python -m benchmarks einvoice` le {day}, sur {machine}
(Python {python}, {cores} cœurs). Les bibliothèques comparées sont installées à part, dans
`.venv-peers`, et mesurées dans la même exécution que les nôtres : chaque programme tourne
l'un après l'autre, {rounds} fois, et c'est la médiane qui est donnée. Les temps sont ceux du
processeur, à chaud, pour une facture ; chaque facture diffère des autres.

Ce qui compte est le rapport : les millisecondes changent d'une machine à l'autre.

"""


def main() -> None:
    """Measure, print, and write the page."""
    comparisons = [*compare(10), *compare(500)]
    single, double = zip(*(_both() for _ in range(THROUGHPUT_ROUNDS)), strict=True)
    text = "".join(
        (
            _HEAD.format(
                day=f"{datetime.now(UTC):%d/%m/%Y}",
                machine=platform.machine(),
                python=platform.python_version(),
                cores=os.cpu_count(),
                rounds=ROUNDS,
            ),
            _comparison_table(comparisons),
            _throughput_section(sorted(single), sorted(double)),
            _endurance_section(endurance()),
            _import_section(import_milliseconds()),
            _versions_section(),
        )
    )
    PAGE.write_text(text, encoding="utf-8")
    print(text)


def _both() -> tuple[float, float]:
    return throughput(1), throughput(2)


def _comparison_table(comparisons: list[Comparison]) -> str:
    rows = [
        f"| {entry.what} | {entry.lines} | {_ms(entry.ours)} | {entry.peer} | "
        f"{_ms(entry.theirs)} | **{_number(entry.ratio)}** | ≥ {_number(entry.target)} |"
        for entry in comparisons
    ]
    return (
        "## Rapports\n\n"
        "| Travail | Lignes | Nous (ms) | Comparé à | Lui (ms) | Rapport | Cible |\n"
        "|---|---:|---:|---|---:|---:|---:|\n" + "\n".join(rows) + "\n\n"
        "« Factur-X contrôlé » va des données au PDF dont le XML est contrôlé par son schéma et "
        "par les règles officielles nommées. Notre PDF est conforme à PDF/A-3a et PDF/UA-1, celui "
        "des autres à PDF/A-3b ; nous contrôlons en plus nos règles Chorus Pro. « factur-x + "
        "Typst + saxonche » est le meilleur assemblage que nous ayons trouvé : il reçoit notre "
        "modèle de page, garde son compilateur Typst, son schéma et ses règles compilées.\n\n"
    )


def _throughput_section(single: list[float], double: list[float]) -> str:
    one, two = single[len(single) // 2], double[len(double) // 2]
    return (
        "## Débit\n\n"
        f"{INVOICES} Factur-X de 10 lignes, mis en page et contrôlés (médiane de "
        f"{THROUGHPUT_ROUNDS}) : {_number(one)} par seconde sur un cœur, {_number(two)} sur deux, "
        f"soit **{_number(two / one)}** fois plus (cible : 1,7).\n\n"
    )


def _endurance_section(run: Endurance) -> str:
    peaks = " · ".join(f"{memory / 1e6:.0f}" for memory in run.memory)
    return (
        "## Mémoire\n\n"
        f"{ENDURANCE} Factur-X de 10 lignes dans deux processus recyclés, en "
        f"{_number(run.seconds)} s. Mémoire résidente la plus haute de l'ensemble (Mo), par "
        f"dixième du travail : {peaks}.\n\n"
    )


def _import_section(milliseconds: float) -> str:
    return (
        "## Chargement\n\n"
        f"`import wochorus.einvoice` : {_number(milliseconds)} ms (cible : moins de 100).\n\n"
    )


def _versions_section() -> str:
    names = ("factur-x", "lxml", "pikepdf", "saxonche", "typst")
    return "Versions : " + ", ".join(f"{name} {version(name)}" for name in names) + ".\n"


def _ms(milliseconds: float) -> str:
    digits = 3 if milliseconds < 1 else 1
    return f"{milliseconds:.{digits}f}".replace(".", ",")


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")
