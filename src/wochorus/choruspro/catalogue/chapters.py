"""The catalogue as a whole: its chapters, in the order of an invoice's life, with their sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.choruspro.catalogue.actions import ACTIONS
from wochorus.choruspro.catalogue.deposit_modes import DEPOSIT_MODES
from wochorus.choruspro.catalogue.flow_states import FLOW_STATES
from wochorus.choruspro.catalogue.invoice_statuses import INVOICE_STATUSES
from wochorus.choruspro.catalogue.labels import LABELS
from wochorus.choruspro.catalogue.reasons import REASONS
from wochorus.choruspro.catalogue.return_codes import RETURN_CODES
from wochorus.choruspro.catalogue.syntaxes import SYNTAXES
from wochorus.choruspro.catalogue.technical_errors import TECHNICAL_ERRORS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wochorus.choruspro.catalogue.entry import Entry


@dataclass(frozen=True, slots=True)
class Chapter:
    """Codes of one kind. ``title``, ``introduction`` and ``source`` are French sentences."""

    title: str
    introduction: str
    source: str
    entries: tuple[Entry, ...]


def _chapter(title: str, entries: Iterable[Entry], introduction: str, source: str) -> Chapter:
    return Chapter(title, introduction, source, tuple(entries))


CHAPTERS = (
    _chapter(
        "Les états d'un flux",
        FLOW_STATES.values(),
        "Ce que devient le fichier déposé. Un état absent de cette table est attendu comme un "
        "flux en cours, et signalé.",
        "Chorus Pro n'en publie pas la liste : valeurs vues dans les raccordements publics, AIFE, "
        "exemple de `consulterCRDetaille`.",
    ),
    _chapter(
        "Les erreurs techniques d'un flux",
        TECHNICAL_ERRORS.values(),
        "Le flux entier est refusé avant que ses factures soient lues. Les codes `IRR_…` sont ceux "
        "du portail public de facturation : rien ne prouve que le dépôt direct les emploie.",
        "AIFE, dossier général v3.2 du 30/04/2026, tableau 3 ; exemple de `consulterCRDetaille` "
        "pour `ERR_XSD_001`.",
    ),
    _chapter(
        "Les libellés de refus d'une facture",
        LABELS,
        "Une facture d'un flux est refusée. Le libellé est reconnu à l'élément du fichier qu'il "
        "nomme, jamais à sa phrase entière. Plusieurs messages sont joints par `|`, et l'ensemble "
        "est coupé vers 200 caractères : corrigez tout ce qui se lit avant de redéposer.",
        "L'annexe officielle des messages n'est pas publique : AIFE, exemple de "
        "`consulterCRDetaille`, et refus constatés par les raccordements publics.",
    ),
    _chapter(
        "Les statuts d'une facture",
        INVOICE_STATUSES.values(),
        "La vie de la facture chez son destinataire. Chorus Pro n'impose aucun ordre : tout statut "
        "peut suivre tout autre. Le n° est celui des flux de statuts.",
        "AIFE, spécifications externes Chorus Pro v1.1 du 30/04/2026, §3.4 et tableaux 8 à 12 ; "
        "liste des valeurs de `statutCourant` de l'API.",
    ),
    _chapter(
        "Les motifs de rejet et de suspension",
        REASONS.values(),
        "Pourquoi le destinataire rejette ou suspend. On ne sait pas si l'API donne le code ou "
        "seulement un texte dans le commentaire du statut. Les neuf derniers sont ceux du circuit "
        "de la réforme.",
        "AIFE, spécifications externes Chorus Pro v1.1 du 30/04/2026, tableaux 3 et 4 ; annexe 7 "
        "v1.9, motifs.",
    ),
    _chapter(
        "Les réponses des services",
        RETURN_CODES,
        "`codeRetour` et le code qui ouvre `libelle`. Un même nombre change de sens d'un service à "
        "l'autre.",
        "AIFE, spécifications externes, annexe API V4.10 et V5.00 ; réponses constatées par les "
        "raccordements publics.",
    ),
    _chapter(
        "Les actions",
        ACTIONS.values(),
        "Ce que montre l'historique d'une facture.",
        "AIFE, spécifications externes, annexe API (`consulter/historique`, `traiter/recue`).",
    ),
    _chapter(
        "Les modes de dépôt",
        DEPOSIT_MODES.values(),
        "Par quel chemin la facture est arrivée.",
        "AIFE, spécifications externes, annexe API (`modeDepot`).",
    ),
    _chapter(
        "Les syntaxes de flux",
        SYNTAXES.values(),
        "Le format d'un flux, et le code interface que porte son numéro.",
        "AIFE, spécifications externes, annexe API (`syntaxeFlux`), page des formats de flux.",
    ),
)
