"""The page of the documentation that lists our own rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.dialects import Circuit
from wochorus.einvoice.findings import Severity
from wochorus.einvoice.validation.chorus.checking import CHAPTERS, MOST_BREACHES
from wochorus.einvoice.validation.chorus.identity import NAME, VERSION
from wochorus.einvoice.validation.chorus.rule import BOTH

if TYPE_CHECKING:
    from wochorus.einvoice.validation.chorus.rule import Rule

_CIRCUITS = {Circuit.CHORUS: "historique", Circuit.AFNOR: "réforme"}
_HEADER = (
    "| Règle | Terme | Gravité | Ce qu'elle dit | Circuit | Source |\n|---|---|---|---|---|---|"
)


def rules_table() -> str:
    """Compose ``docs/reference/regles-chorus.md``, in French."""
    chapters = "\n\n".join(f"## {title}\n\n{_table(rules)}" for title, rules in CHAPTERS)
    return f"{_INTRODUCTION.format(name=NAME, version=VERSION, most=MOST_BREACHES)}\n{chapters}\n"


def _table(rules: tuple[Rule, ...]) -> str:
    return "\n".join((_HEADER, *map(_row, rules)))


def _row(rule: Rule) -> str:
    severity = "bloquante" if rule.severity is Severity.ERROR else rule.severity.value
    circuits = "les deux" if rule.circuits == BOTH else _CIRCUITS[rule.circuits[0]]
    cells = (f"`{rule.id}`", rule.term, severity, rule.title, circuits, rule.source)
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|")


_INTRODUCTION = """\
<!-- Page produite par `python -m wochorus.einvoice.validation.chorus` : ne pas la modifier. -->
# Les règles de Chorus Pro

{name}, version du {version}.

Chorus Pro contrôle ce qu'il reçoit par des règles qu'aucun fichier public ne contient. Celles-ci
sont écrites d'après ses spécifications, les rejets constatés et la loi ; elles s'ajoutent aux
règles officielles (EN 16931, Factur-X, BR-FR), sans les répéter.

Une règle *bloquante* retient la facture ; un *avertissement* la laisse partir. Le circuit
*historique* est le dépôt direct sur Chorus Pro, celui de la *réforme* passe par une plateforme
agréée. Les règles `BR-FR-CPRO-…` portent le numéro que leur donne la réforme, les `CP-…` sont les
nôtres. Au-delà de {most} endroits, une règle ne montre plus les suivants.
"""
