"""The rules on each VAT category: the same ten questions asked of nine categories.

BR-S-02, BR-AE-02 and their like differ only by what the category demands, so their sentences
are composed: what the rule number asks, and what the category answers. The French and Factur-X
extensions ask rules 01, 08 and 09 again with a tolerance (BR-FREXT-S-08, BR-FXEXT-S-08b). Their
« ini » and « rev » variants warn when the sums only hold one way: without regard to the
exemption reasons, or with regard to them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wochorus.einvoice.validation.catalogue.explanation import Explanation


@dataclass(frozen=True, slots=True)
class Category:
    """A VAT category: its code in a file, its French name, and what the rules demand of it.

    ``parties`` says which identifications must be there, ``party_term`` the likeliest to miss.
    ``reason`` is the usual exemption reason, empty where none is allowed.
    """

    code: str
    name: str
    parties: str
    party_term: str
    reason: str = ""
    has_amount: bool = False

    @property
    def label(self) -> str:
        return f"catégorie {self.code} ({self.name})"


_SELLER = (
    "Renseignez le numéro de TVA du vendeur (BT-31) dans la fiche de la société émettrice, à "
    "défaut son identifiant fiscal (BT-32) ou le numéro de son représentant fiscal (BT-63)."
)
_SELLER_VAT = (
    "Renseignez le numéro de TVA du vendeur (BT-31) dans la fiche de la société émettrice, ou "
    "celui de son représentant fiscal (BT-63)."
)
_BOTH = (
    "Renseignez le numéro de TVA du vendeur (BT-31) dans la fiche de la société émettrice, et le "
    "numéro de TVA (BT-48) ou le SIREN (BT-47) de l'acheteur dans la fiche client."
)
_BOTH_VAT = (
    "Renseignez le numéro de TVA du vendeur (BT-31) dans la fiche de la société émettrice, et "
    "celui de l'acheteur (BT-48) dans la fiche client."
)

CATEGORIES = {
    "S": Category("S", "TVA à un taux normal ou réduit", _SELLER, "BT-31", has_amount=True),
    "Z": Category("Z", "taux zéro", _SELLER, "BT-31"),
    "E": Category("E", "exonération", _SELLER, "BT-31", reason="le texte de l'exonération"),
    "AE": Category("AE", "autoliquidation", _BOTH, "BT-48", reason="« Autoliquidation »"),
    "IC": Category(
        "K",
        "livraison intracommunautaire",
        _BOTH_VAT,
        "BT-48",
        reason="« Livraison intracommunautaire »",
    ),
    "G": Category(
        "G",
        "exportation hors de l'Union européenne",
        _SELLER_VAT,
        "BT-31",
        reason="« Exportation hors de l'Union européenne »",
    ),
    "O": Category("O", "hors champ de la TVA", "", "BT-31", reason="« Hors champ de la TVA »"),
    "AF": Category("L", "IGIC, impôt des Canaries", _SELLER, "BT-31", has_amount=True),
    "AG": Category("M", "IPSI, impôt de Ceuta et Melilla", _SELLER, "BT-31", has_amount=True),
}
_OLD_NAMES = {"IG": "AF", "IP": "AG"}

_ID = re.compile(
    r"BR-(?:(?P<extension>FREXT|FXEXT)-)?(?P<category>S|Z|E|AE|IC|G|O|AF|AG|IG|IP)-?"
    r"(?P<number>\d\d)(?P<variant>b|ini|rev)?"
)

_BEARERS = {
    "line": ("Une ligne (BT-151) est", "BT-152"),
    "allowance": ("Une remise sur le total (BT-95) est", "BT-96"),
    "charge": ("Des frais ajoutés au total (BT-102) sont", "BT-103"),
}
_BEARER_OF_RULE = {
    "02": "line",
    "03": "allowance",
    "04": "charge",
    "05": "line",
    "06": "allowance",
    "07": "charge",
}
_VARIANTS = {
    "ini": ", si l'on ne regarde pas les motifs d'exonération",
    "rev": ", si l'on distingue les motifs d'exonération",
}


def find(rule: str, _text: str, _path: str) -> Explanation | None:
    """Explain a rule on a VAT category (``BR-AE-10``); None when the id is not one."""
    match = _ID.fullmatch(rule)
    if match is None:
        return None
    name = _OLD_NAMES.get(match["category"], match["category"])
    category = CATEGORIES[name]
    number = match["number"]
    with_tolerance = match["extension"] is not None
    if number == "01":
        return _in_the_breakdown(category, at_least=with_tolerance or category.has_amount)
    if number in {"02", "03", "04"}:
        return _identified_parties(category, number)
    if number in {"05", "06", "07"}:
        return _rate(category, number)
    if number == "08":
        return _taxable_amount(category, with_tolerance, _VARIANTS.get(match["variant"] or "", ""))
    if number == "09":
        return _tax_amount(category, with_tolerance)
    if number == "10":
        return _exemption_reason(category)
    return _PARTICULAR.get((name, number))


def _in_the_breakdown(category: Category, *, at_least: bool) -> Explanation:
    defect = "n'a aucune ligne" if at_least else "n'a pas une ligne, et une seule,"
    per_rate = " par taux" if category.has_amount else ""
    return Explanation(
        f"La facture emploie la {category.label}, mais le détail de TVA (BG-23) {defect} de cette "
        "catégorie (BT-118).",
        f"Recalculez le détail de TVA : une ligne de catégorie {category.code}{per_rate}, avec sa "
        "base et son montant.",
        "BT-118",
    )


def _identified_parties(category: Category, number: str) -> Explanation:
    subject, _ = _BEARERS[_BEARER_OF_RULE[number]]
    if category.code == "O":
        return Explanation(
            f"{subject} en {category.label}, mais la facture porte un "
            "numéro de TVA du vendeur, de son représentant ou de l'acheteur.",
            "Retirez les numéros de TVA (BT-31, BT-48 et BT-63), ou choisissez une autre "
            "catégorie : E pour une exonération, S pour une TVA ordinaire.",
            category.party_term,
        )
    return Explanation(
        f"{subject} en {category.label}, mais il manque de quoi identifier pour la TVA "
        f"{_whom(category)}.",
        category.parties,
        category.party_term,
    )


def _whom(category: Category) -> str:
    return "le vendeur ou l'acheteur" if category.code in {"AE", "K"} else "le vendeur"


def _rate(category: Category, number: str) -> Explanation:
    subject, rate = _BEARERS[_BEARER_OF_RULE[number]]
    defect, remedy = _rate_defect(category, rate)
    return Explanation(f"{subject} en {category.label}, mais {defect}.", remedy, rate)


def _rate_defect(category: Category, rate: str) -> tuple[str, str]:
    if category.code == "S":
        return (
            f"le taux de TVA n'est pas supérieur à zéro ({rate})",
            (
                "Renseignez le taux, par exemple 20, ou changez la catégorie : E pour une "
                "exonération, AE pour l'autoliquidation."
            ),
        )
    if category.code == "O":
        return (
            f"un taux de TVA est indiqué ({rate})",
            "Retirez le taux : hors champ de la TVA, il ne faut pas même écrire 0.",
        )
    if category.has_amount:
        return (
            f"le taux n'est pas admis ({rate})",
            "Corrigez le taux ; en France, choisissez une catégorie de TVA française.",
        )
    return (
        f"le taux de TVA n'est pas 0 ({rate})",
        "Écrivez 0 comme taux, ou choisissez la catégorie S si la TVA est due.",
    )


def _taxable_amount(category: Category, with_tolerance: bool, condition: str) -> Explanation:
    per_rate = " à ce taux" if category.has_amount else ""
    margin = ", même avec un centime d'écart par élément" if with_tolerance else ""
    return Explanation(
        f"Dans le détail de TVA, la base HT (BT-116) de la {category.label} n'est pas égale aux "
        f"lignes, moins les remises, plus les frais de cette catégorie{per_rate}"
        f"{margin}{condition}.",
        _REMEDY_OF_SUMS[bool(condition)],
        "BT-116",
    )


_REMEDY_OF_SUMS = {
    False: "Recalculez la base à partir des lignes, remises et frais de la même catégorie ; "
    "vérifiez que chacun porte la bonne catégorie.",
    True: "Recalculez la base ; si plusieurs motifs d'exonération se côtoient, faites une ligne "
    "de détail par motif et rappelez ce motif sur les lignes de la facture.",
}


def _tax_amount(category: Category, with_tolerance: bool) -> Explanation:
    margin = ", même avec un centime d'écart par élément" if with_tolerance else ""
    if category.has_amount:
        return Explanation(
            f"Dans le détail de TVA, le montant (BT-117) de la {category.label} n'est pas égal à "
            f"la base multipliée par le taux{margin} (BT-116 et BT-119).",
            "Recalculez la TVA sur la base totale du taux, arrondie au centime.",
            "BT-117",
        )
    return Explanation(
        f"Dans le détail de TVA, le montant (BT-117) de la {category.label} n'est pas nul.",
        "Écrivez 0 comme montant de TVA, ou choisissez la catégorie S si la TVA est due.",
        "BT-117",
    )


def _exemption_reason(category: Category) -> Explanation:
    if not category.reason:
        return Explanation(
            f"Dans le détail de TVA, la {category.label} porte un motif d'exonération, qui n'y a "
            "pas sa place (BT-120 ou BT-121).",
            "Retirez le motif d'exonération, ou choisissez la catégorie E si l'opération est "
            "exonérée.",
            "BT-120",
        )
    return Explanation(
        f"Dans le détail de TVA, la {category.label} n'a pas de motif (BT-120 ou BT-121).",
        f"Renseignez le motif : {category.reason}, ou le code VATEX qui lui correspond.",
        "BT-120",
    )


_SPLIT = "Faites une facture à part pour ce qui est hors champ, ou corrigez la catégorie de TVA."

_PARTICULAR = {
    ("IC", "11"): Explanation(
        "Une livraison intracommunautaire doit dire quand elle a eu lieu : la date de livraison "
        "(BT-72) et la période de facturation (BG-14) manquent.",
        "Renseignez la date de livraison, ou la période de facturation.",
        "BT-72",
    ),
    ("IC", "12"): Explanation(
        "Une livraison intracommunautaire doit dire dans quel pays elle arrive : le pays de "
        "livraison manque (BT-80).",
        "Renseignez l'adresse de livraison avec son pays.",
        "BT-80",
    ),
    ("O", "11"): Explanation(
        "Le détail de TVA (BG-23) mêle une ligne hors champ de la TVA (catégorie O) et d'autres "
        "catégories.",
        _SPLIT,
        "BT-118",
    ),
    ("O", "12"): Explanation(
        "Le détail de TVA est hors champ (catégorie O), mais une ligne de la facture porte une "
        "autre catégorie (BT-151).",
        _SPLIT,
        "BT-151",
    ),
    ("O", "13"): Explanation(
        "Le détail de TVA est hors champ (catégorie O), mais une remise sur le total porte une "
        "autre catégorie (BT-95).",
        _SPLIT,
        "BT-95",
    ),
    ("O", "14"): Explanation(
        "Le détail de TVA est hors champ (catégorie O), mais des frais ajoutés au total portent "
        "une autre catégorie (BT-102).",
        _SPLIT,
        "BT-102",
    ),
}
