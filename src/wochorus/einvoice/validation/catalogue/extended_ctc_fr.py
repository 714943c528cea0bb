"""The rules of the profiles EXTENDED-CTC-FR and Factur-X EXTENDED (BR-FREXT-*, BR-FXEXT-*).

Both let a line hold sub-lines: a GROUP line adds up its DETAIL lines, an INFORMATION line only
comments. They ask the rules of EN 16931 on quantities and prices of DETAIL lines alone, and
forgive one hundredth per line or remise in the sums. Their rules on VAT categories and on code
lists have their tables elsewhere.
"""

from __future__ import annotations

from wochorus.einvoice.validation.catalogue.en16931 import RULES as EUROPEAN
from wochorus.einvoice.validation.catalogue.explanation import Explanation

_ATTRIBUTE = "Complétez la caractéristique de l'article, ou retirez-la."

RULES = {
    "01": (
        "BT-22",
        "Une note a un sujet (BT-21) mais pas de texte (BT-22).",
        "Écrivez le texte de la note, ou retirez son sujet.",
    ),
    "02": (
        "BT-127",
        "La note d'une ligne a un sujet mais pas de texte (BT-127).",
        "Écrivez le texte de la note de la ligne, ou retirez son sujet.",
    ),
    "03": (
        "",
        "Un intervenant autre que le vendeur a un numéro fiscal qui n'est pas un numéro de TVA.",
        (
            "Ne gardez pour cet intervenant (livré, agent, payeur, bénéficiaire…) que son numéro "
            "de TVA."
        ),
    ),
    "04": (
        "EXT-FR-FE-159",
        "Le code d'une caractéristique d'article n'existe pas dans la liste.",
        (
            "Choisissez un code de la liste, ou donnez un nom à la caractéristique (BT-160) à la "
            "place du code."
        ),
    ),
    "05": (
        "EXT-FR-FE-163",
        "Le sous-type d'une ligne n'est pas dans la liste (EXT-FR-FE-163).",
        (
            "Écrivez DETAIL pour une ligne ordinaire, GROUP pour un sous-total, INFORMATION pour "
            "un commentaire."
        ),
    ),
    "06": (
        "EXT-FR-FE-163",
        "Une ligne dépend d'une autre (EXT-FR-FE-162) mais n'a pas de sous-type (EXT-FR-FE-163).",
        (
            "Écrivez le sous-type de la ligne, DETAIL pour une ligne ordinaire, ou retirez le "
            "numéro de la ligne parente."
        ),
    ),
    "08": (
        "BT-131",
        (
            "Le montant HT d'une ligne de sous-total (GROUP) n'est pas égal à la somme des lignes "
            "qu'elle regroupe (BT-131)."
        ),
        "Recalculez le sous-total, ou rattachez chaque ligne au bon groupe.",
    ),
    "11": (
        "EXT-FR-FE-162",
        "Une ligne dépend d'une ligne parente qui n'existe pas (EXT-FR-FE-162).",
        "Corrigez le numéro de la ligne parente : il doit être celui d'une autre ligne (BT-126).",
    ),
    "12": (
        "BT-131",
        (
            "Une ligne de sous-total (GROUP) a un montant HT, mais un sous-total placé dessous "
            "n'en a pas (BT-131)."
        ),
        "Renseignez le montant HT de tous les sous-totaux, ou d'aucun.",
    ),
    "54-1": (
        "BG-32",
        "La caractéristique d'un article n'a ni nom ni code (BT-160 et EXT-FR-FE-159).",
        _ATTRIBUTE,
    ),
    "54-2": (
        "BT-161",
        (
            "La caractéristique d'un article doit avoir une valeur (BT-161) ou une quantité avec "
            "son unité (EXT-FR-FE-160), et pas les deux."
        ),
        _ATTRIBUTE,
    ),
    "38": (
        "BT-104",
        (
            "Des frais ajoutés au total n'ont ni motif, ni code de motif, ni code de taxe (BT-104, "
            "BT-105 et BT-177)."
        ),
        "Renseignez le motif des frais, par exemple « Frais de déplacement ».",
    ),
    "44": (
        "BT-144",
        (
            "Les frais d'une ligne n'ont ni motif, ni code de motif, ni code de taxe (BT-144, "
            "BT-145 et BT-193)."
        ),
        "Renseignez le motif des frais de la ligne.",
    ),
    "CO-10": (
        "BT-106",
        (
            "La somme des lignes HT (BT-106) s'écarte de l'addition des lignes (BT-131) de plus "
            "d'un centime par ligne."
        ),
        (
            "Recalculez la somme des lignes ; seules les lignes ordinaires (DETAIL) comptent, pas "
            "les sous-totaux."
        ),
    ),
    "CO-11": (
        "BT-107",
        (
            "La somme des remises (BT-107) s'écarte de l'addition des remises sur le total (BT-92) "
            "de plus d'un centime par remise."
        ),
        "Recalculez la somme des remises ; les remises de ligne n'y entrent pas.",
    ),
    "CO-12": (
        "BT-108",
        (
            "La somme des frais (BT-108) s'écarte de l'addition des frais ajoutés au total (BT-99) "
            "de plus d'un centime par élément."
        ),
        (
            "Recalculez la somme des frais, frais de logistique compris ; les frais de ligne n'y "
            "entrent pas."
        ),
    ),
    "CO-13": (
        "BT-109",
        (
            "Le total HT (BT-109) s'écarte de plus d'un centime par élément de la somme des "
            "lignes, moins les remises, plus les frais (BT-131, BT-92 et BT-99)."
        ),
        "Recalculez le total HT ; seules les lignes ordinaires (DETAIL) comptent.",
    ),
    "CO-15": (
        "BT-112",
        (
            "Le total TTC (BT-112) s'écarte de plus d'un centime par élément du total HT plus la "
            "TVA (BT-109 et BT-110)."
        ),
        "Recalculez le total TTC ; sans TVA, il est égal au total HT.",
    ),
    "CO-16": (
        "BT-115",
        (
            "Le net à payer (BT-115) n'est pas égal au total TTC moins le montant déjà payé, plus "
            "l'arrondi et les sommes encaissées pour des tiers (BT-112, BT-113, BT-114 et BT-179)."
        ),
        "Recalculez le net à payer.",
    ),
    "CII-DT-097a": (
        "",
        "Une date avec heure n'est pas écrite AAAAMMJJhhmmss (format 205).",
        "Corrigez la date, ou écrivez-la sans heure sous la forme AAAAMMJJ (format 102).",
    ),
}

_OF_DETAIL_LINES = {"22", "23", "24", "26", "CO-04"}
_PREFIXES = ("BR-FREXT-", "BR-FXEXT-")


def find(rule: str, _text: str, _path: str) -> Explanation | None:
    """Explain a rule of the two extended profiles; None when the id is not one."""
    prefix = next((p for p in _PREFIXES if rule.startswith(p)), "")
    name = rule.removeprefix(prefix).removeprefix("BR-")
    if not prefix:
        return None
    if name in _OF_DETAIL_LINES:
        return _on_detail_lines(name)
    if name not in RULES:
        return None
    term, message, remedy = RULES[name]
    return Explanation(message, remedy, term)


def _on_detail_lines(name: str) -> Explanation:
    term, message, remedy = EUROPEAN[f"BR-{name}"]
    return Explanation(
        message,
        f"{remedy} Si la ligne est un sous-total ou un commentaire, donnez-lui le sous-type GROUP "
        "ou INFORMATION (EXT-FR-FE-163).",
        term,
    )
