"""The French rules on one invoice for several sellers (BR-FR-MV) or for two ways (BR-FR-BD).

Frames S8, B8, M8 gather the invoices of several sellers, frames S9, B9, M9 those of two parties
who bill each other. Each sub-invoice is a GROUP line without parent. Chorus Pro takes neither:
the first remedy of every rule is an ordinary frame.
"""

from __future__ import annotations

import re

from wochorus.einvoice.validation.catalogue.explanation import Explanation

_ORDINARY = (
    "Si la facture n'a qu'un vendeur, choisissez un cadre ordinaire (S1, B1 ou M1) ; sinon, "
)

RULES = {
    "MV-01": (
        "EXT-FR-FE-163",
        "Dans une facture de plusieurs vendeurs, une ligne n'a pas de sous-type (EXT-FR-FE-163).",
        "donnez à chaque ligne le sous-type GROUP, DETAIL ou INFORMATION.",
    ),
    "MV-02": (
        "EXT-FR-FE-163",
        (
            "Une facture de plusieurs vendeurs doit avoir au moins une ligne de groupe (GROUP) "
            "sans ligne parente."
        ),
        "ajoutez une ligne GROUP par vendeur.",
    ),
    "MV-03_BT-128_AFL": (
        "BT-128",
        "La ligne de groupe d'un vendeur n'a pas le numéro de sa facture (BT-128, type AFL).",
        "renseignez le numéro de la facture de chaque vendeur.",
    ),
    "MV-03_BT-128_AVV": (
        "BT-128",
        (
            "La ligne de groupe d'un vendeur n'a pas son propre cadre de facturation (BT-128, type "
            "AVV), ou c'est un cadre de plusieurs vendeurs."
        ),
        "renseignez pour chaque vendeur un cadre ordinaire, S1 par exemple.",
    ),
    "MV-03_EXT-FR-FE-164": (
        "EXT-FR-FE-164",
        "La ligne de groupe d'un vendeur n'a pas le nom de celui-ci (EXT-FR-FE-164).",
        "renseignez le nom de chaque vendeur.",
    ),
    "MV-03_EXT-FR-FE-167": (
        "EXT-FR-FE-167",
        "La ligne de groupe d'un vendeur n'a pas le SIREN de celui-ci (EXT-FR-FE-167).",
        "renseignez le SIREN de chaque vendeur.",
    ),
    "MV-03_EXT-FR-FE-177": (
        "EXT-FR-FE-177",
        "La ligne de groupe d'un vendeur n'a pas le pays de celui-ci (EXT-FR-FE-177).",
        "renseignez le pays de chaque vendeur, FR pour la France.",
    ),
    "MV-03_EXT-FR-FE-181": (
        "EXT-FR-FE-181",
        "La ligne de groupe d'un vendeur n'a pas son total de TVA (EXT-FR-FE-181).",
        "renseignez le total de la TVA de chaque vendeur, dans la devise de la facture.",
    ),
    "MV-03_EXT-FR-FE-182": (
        "EXT-FR-FE-182",
        (
            "La ligne de groupe d'un vendeur n'a pas son total de TVA en devise de "
            "comptabilisation (EXT-FR-FE-182)."
        ),
        "renseignez ce total, ou retirez la devise de comptabilisation (BT-6).",
    ),
    "MV-05": (
        "BT-131",
        (
            "Le total HT de la ligne de groupe d'un vendeur n'est pas égal à la somme de ses "
            "lignes, à un centime près par ligne (BT-131)."
        ),
        "recalculez le total du groupe, ou rattachez chaque ligne au bon vendeur.",
    ),
    "MV-06": (
        "EXT-FR-FE-167",
        (
            "Une ligne n'a pas le SIREN de son vendeur, ou ce n'est pas celui de sa ligne parente "
            "(EXT-FR-FE-167)."
        ),
        "renseignez sur chaque ligne le SIREN du vendeur de son groupe.",
    ),
    "MV-07": (
        "BT-128",
        (
            "Une ligne n'a pas le numéro de la facture de son vendeur, ou ce n'est pas celui de sa "
            "ligne parente (BT-128, type AFL)."
        ),
        "renseignez sur chaque ligne le numéro de facture de son groupe.",
    ),
    "MV-08": (
        "BT-128",
        (
            "Une ligne n'a pas de motif d'exonération qui commence par le numéro de facture de son "
            "vendeur entre deux signes #."
        ),
        "faites commencer ce motif par le numéro de facture de la ligne, par exemple #F2026-12#.",
    ),
    "MV-09": (
        "EXT-FR-FE-181",
        (
            "Le total de TVA d'un vendeur (EXT-FR-FE-181) n'est pas égal à la somme de ses "
            "montants dans le détail de TVA (BT-117)."
        ),
        "recalculez le total de TVA du groupe à partir du détail de TVA de ce vendeur.",
    ),
    "MV-10": (
        "EXT-FR-FE-184",
        (
            "Le total TTC d'un vendeur (EXT-FR-FE-184) n'est pas égal à son total HT plus sa TVA, "
            "à un centime près par ligne."
        ),
        "recalculez le total TTC du groupe.",
    ),
    "MV-11": (
        "BT-128",
        (
            "Le vendeur principal (BG-4) a des lignes, mais aucune ligne de groupe ne porte le "
            "numéro de la facture (BT-1)."
        ),
        "donnez au groupe du vendeur principal le numéro de la facture (BT-128, type AFL).",
    ),
    "MV-12": (
        "BT-128",
        "Deux groupes de lignes portent le même numéro de facture (BT-128, type AFL).",
        "donnez à chaque groupe le numéro de sa propre facture.",
    ),
    "MV-13": (
        "BT-3",
        "Une facture de plusieurs vendeurs ne peut pas être une autofacture (BT-3).",
        "choisissez le type 380, ou 381 pour un avoir.",
    ),
    "MV-14-EXT-FR-FE-136": (
        "EXT-FR-FE-136",
        (
            "Dans un avoir ou une rectificative de plusieurs vendeurs, un groupe de lignes ne cite "
            "pas le numéro de la facture antérieure (EXT-FR-FE-136)."
        ),
        "renseignez pour chaque vendeur le numéro de sa facture d'origine.",
    ),
    "MV-14-EXT-FR-FE-138": (
        "EXT-FR-FE-138",
        (
            "Dans un avoir ou une rectificative de plusieurs vendeurs, un groupe de lignes ne cite "
            "pas la date de la facture antérieure (EXT-FR-FE-138)."
        ),
        "renseignez pour chaque vendeur la date de sa facture d'origine.",
    ),
    "BD-02_EXT-FR-FE-163": (
        "EXT-FR-FE-163",
        (
            "Une facture à double sens (cadre S9, B9 ou M9) doit avoir exactement deux lignes de "
            "groupe (GROUP) sans ligne parente."
        ),
        "gardez une ligne GROUP pour le vendeur et une pour l'acheteur.",
    ),
    "BD-02_BT-30": (
        "BT-30",
        (
            "Dans une facture à double sens, aucun groupe de lignes ne porte le SIREN du vendeur "
            "(BT-30)."
        ),
        "donnez à l'un des deux groupes le SIREN du vendeur (EXT-FR-FE-167).",
    ),
    "BD-02_BT-47": (
        "BT-47",
        (
            "Dans une facture à double sens, aucun groupe de lignes ne porte le SIREN de "
            "l'acheteur (BT-47)."
        ),
        "donnez à l'un des deux groupes le SIREN de l'acheteur (EXT-FR-FE-167).",
    ),
    "BD-13": (
        "BT-3",
        "Une facture à double sens (cadre S9, B9 ou M9) doit être une autofacture (BT-3).",
        "choisissez le type 389, ou 261 pour un avoir.",
    ),
    "BD-14-EXT-FR-FE-136": (
        "EXT-FR-FE-136",
        (
            "Dans un avoir ou une rectificative à double sens, un groupe de lignes ne cite pas le "
            "numéro de la facture antérieure (EXT-FR-FE-136)."
        ),
        "renseignez pour chaque groupe le numéro de sa facture d'origine.",
    ),
    "BD-14-EXT-FR-FE-138": (
        "EXT-FR-FE-138",
        (
            "Dans un avoir ou une rectificative à double sens, un groupe de lignes ne cite pas la "
            "date de la facture antérieure (EXT-FR-FE-138)."
        ),
        "renseignez pour chaque groupe la date de sa facture d'origine.",
    ),
}

_OTHER_NAMES = {"MV-BD_BT-3": "BD-13", "BD-02_BT-31": "BD-02_BT-30"}
_FAMILY = re.compile(r"(?:MV|BD)-\d\d")


def find(rule: str, _text: str, _path: str) -> Explanation | None:
    """Explain a rule on several sellers; None when the id is not one."""
    name = rule.removeprefix("BR-FR-")
    name = _OTHER_NAMES.get(name, name)
    if name not in RULES:
        match = _FAMILY.match(name)
        name = match[0] if match else ""
    if name not in RULES:
        return None
    term, message, remedy = RULES[name]
    return Explanation(message, _ORDINARY + remedy, term)
