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
    introduction = _INTRODUCTION.format(name=NAME, version=VERSION, most=MOST_BREACHES)
    return f"{introduction}\n{chapters}\n\n{_NOT_CHECKED}"


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

_NOT_CHECKED = """\
## Ce qui n'est pas contrôlé

Des règles BR-FR-CPRO, celles-ci n'ont pas de contrôle ici :

| Règle | Pourquoi |
|---|---|
| 16, 22 | déclarées non vérifiables par la spécification |
| 23 | le destinataire d'un S3 est le véritable acheteur : seul l'annuaire le dit |
| 25, 26, 27 | une facture n'a ici qu'une condition de paiement et qu'un contact par partie |
| 29, 40 | longueur inconnue (29), lieu de livraison d'une ligne sans place dans le modèle (40) |
| 45 à 50 | contenu inconnu de nous |

Ne sont pas répétées les règles qu'un fichier officiel contient déjà : la nature des pièces jointes
et le document lisible unique (BR-FR-17 et 18), les mentions PMT, PMD et AAB (BR-FR-05), les avoirs
et factures rectificatives de la réforme (BR-FR-CO-04 et 05), ses factures déjà payées
(BR-FR-CO-09), ses arrondis (BR-FR-DEC).
"""
