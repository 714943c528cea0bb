"""The rules on the CII syntax: elements left aside or repeated (CII-SR), ill-formed (CII-DT).

CII holds far more than EN 16931 uses. Most of these rules warn about an element outside the
norm; the others say that an element may stand once, or how a value is written.
"""

from __future__ import annotations

import re
from functools import cache

from wochorus.einvoice.validation.catalogue.cii_unused import UNUSED
from wochorus.einvoice.validation.catalogue.element_words import ATTRIBUTES
from wochorus.einvoice.validation.catalogue.explanation import Explanation
from wochorus.einvoice.validation.catalogue.places import Place, below, place_of, placed, steps_of
from wochorus.einvoice.validation.catalogue.ubl_syntax import ONCE_REMEDY, unused
from wochorus.einvoice.validation.catalogue.wording import phrase_of

ONCE = {
    "CII-SR-003": "BT-23",
    "CII-SR-030": "BT-22",
    "CII-SR-090": "BT-159",
    "CII-SR-440": "BT-147",
    "CII-SR-441": "BT-146",
    "CII-FREXT-SR-439": "BT-146",
    "CII-FREXT-SR-069": "BT-160",
    "CII-FREXT-SR-072": "BT-161",
    "CII-SR-449": "BT-71",
    "CII-SR-450": "BT-46",
    "CII-SR-451": "BT-60",
    "CII-SR-452": "BT-20",
    "CII-SR-453": "BT-20",
    "CII-SR-454": "BG-30",
    "CII-SR-455": "BG-6",
    "CII-SR-456": "BG-9",
    "CII-SR-457": "BT-17",
    "CII-SR-459": "BT-34",
    "CII-SR-460": "BT-49",
    "CII-SR-461": "BT-7",
    "CII-SR-462": "BT-8",
    "CII-SR-465": "BT-41",
    "CII-SR-466": "BT-56",
    "CII-SR-469": "BT-83",
    "CII-SR-473": "BT-92",
    "CII-SR-474": "BT-128",
    "CII-SR-475": "BT-123",
    "CII-SR-476": "BT-125",
    "CII-SR-477": "BT-106",
    "CII-SR-478": "BT-108",
    "CII-SR-479": "BT-107",
    "CII-SR-480": "BT-109",
    "CII-SR-481": "BT-114",
    "CII-SR-482": "BT-112",
    "CII-SR-484": "BT-113",
    "CII-SR-487": "BT-115",
}
"""The term that the file gives more than once."""

OTHER_TOTALS = {
    "483": "le montant indicatif (InformationAmount)",
    "485": "le total des escomptes (TotalDiscountAmount)",
    "486": "le total des remises et frais (TotalAllowanceChargeAmount)",
    "488": "la valeur de détail hors taxes (RetailValueExcludingTaxInformationAmount)",
    "489": "le total des consignes (TotalDepositFeeInformationAmount)",
    "490": "la valeur hors taxe sur le tabac (ProductValueExcludingTobaccoTaxInformationAmount)",
    "491": "la valeur de détail totale (TotalRetailValueInformationAmount)",
    "492": "le total brut des lignes (GrossLineTotalAmount)",
    "493": "le total net des lignes (NetLineTotalAmount)",
    "494": "le total net TTC des lignes (NetIncludingTaxesLineTotalAmount)",
}
"""CII-SR-nnn: totals outside EN 16931 that may stand once."""

RULES = {
    "CII-SR-009": (
        "BT-24",
        "Le fichier ne donne pas un profil de facture et un seul (BT-24).",
        "Produisez le fichier à nouveau avec un seul profil, EN 16931 ou EXTENDED-CTC-FR.",
    ),
    "CII-SR-010": (
        "BT-24",
        "Le fichier ne donne pas un profil de facture et un seul (BT-24).",
        "Produisez le fichier à nouveau avec un seul profil, EN 16931 ou EXTENDED-CTC-FR.",
    ),
    "CII-SR-014": (
        "BT-3",
        "La facture ne donne pas un type de document et un seul (BT-3).",
        "Choisissez 380 pour une facture, 381 pour un avoir, 386 pour une facture d'acompte.",
    ),
    "CII-SR-046": (
        "BT-157",
        "Le code normalisé d'un article ne dit pas de quel type il est (BT-157).",
        "Indiquez le type du code, 0160 pour un GTIN, ou retirez le code.",
    ),
    "CII-SR-119": (
        "BT-147",
        (
            "Le prix brut d'une ligne porte des frais, alors que seule une remise y est admise "
            "(BT-147)."
        ),
        "Ajoutez les frais au prix unitaire, ou faites-en des frais de ligne (BG-28).",
    ),
    "CII-SR-463": (
        "BG-20",
        "Le fichier ne dit pas si un montant est une remise ou des frais (BG-20 ou BG-21).",
        "Indiquez pour ce montant s'il se retranche (remise) ou s'ajoute (frais).",
    ),
    "CII-SR-464": (
        "BT-86",
        (
            "Le fichier donne la banque du payeur, ou plusieurs banques à créditer, alors qu'un "
            "seul BIC est admis (BT-86)."
        ),
        "Ne gardez que le BIC de la banque du vendeur.",
    ),
    "CII-SR-467": (
        "BT-81",
        "La facture donne plusieurs modes de règlement différents (BT-81).",
        "Choisissez un seul mode de règlement pour toute la facture.",
    ),
    "CII-SR-468": (
        "BT-82",
        "La facture donne plusieurs libellés différents du mode de règlement (BT-82).",
        "Gardez un seul libellé pour toute la facture.",
    ),
    "CII-SR-470": (
        "BT-84",
        (
            "Le compte à créditer n'est pas donné une fois et une seule, par son IBAN ou par un "
            "autre numéro (BT-84)."
        ),
        "Renseignez l'IBAN seul dans les coordonnées bancaires de la société émettrice.",
    ),
    "CII-SR-471": (
        "BT-95",
        (
            "Une remise ou des frais sur le total n'ont pas une catégorie de TVA et une seule "
            "(BT-95 ou BT-102)."
        ),
        "Donnez à cette remise ou à ces frais une catégorie de TVA, S pour une TVA ordinaire.",
    ),
    "CII-SR-472": (
        "BT-96",
        "Une remise ou des frais sur le total portent plusieurs taux de TVA (BT-96 ou BT-103).",
        "Coupez cette remise ou ces frais en autant de montants que de taux.",
    ),
    "CII-DT-015": (
        "BT-124",
        "Un document cité porte une adresse Internet sans être une pièce jointe (BT-124).",
        "Retirez l'adresse, ou déclarez le document comme pièce jointe (code 916).",
    ),
    "CII-DT-021": (
        "BT-123",
        "Un document cité porte un nom sans être une pièce jointe (BT-123).",
        "Retirez le nom, ou déclarez le document comme pièce jointe (code 916).",
    ),
    "CII-DT-022": (
        "BT-125",
        "Un document cité porte un fichier sans être une pièce jointe (BT-125).",
        "Retirez le fichier, ou déclarez le document comme pièce jointe (code 916).",
    ),
    "CII-EXT-DT-018": (
        "BG-24",
        "Un document cité porte un code de type qui n'est pas admis à cet endroit.",
        (
            "Retirez le code, ou écrivez 916 pour une pièce jointe (BG-24), 130 pour un objet "
            "facturé (BT-18), 50 pour un appel d'offres (BT-17)."
        ),
    ),
    "CII-FREXT-DT-024": (
        "BT-18",
        (
            "Un document cité porte un type de référence, réservé aux objets facturés et aux "
            "contrats (BT-18, BT-128 et EXT-FR-FE-01)."
        ),
        "Retirez le type de référence de ce document.",
    ),
    "CII-FREXTDT-027": (
        "",
        "Un document cité porte une date qui n'est pas admise à cet endroit.",
        (
            "Retirez la date de ce document ; si elle compte pour le client, portez-la dans une "
            "note (BT-22)."
        ),
    ),
    "CII-DT-037": (
        "BT-118",
        "Une taxe autre que la TVA figure là où seule la TVA est admise.",
        "Portez la taxe comme frais (BG-21), et gardez le code VAT pour la TVA.",
    ),
    "CII-DT-097": (
        "",
        "Une date n'est pas écrite AAAAMMJJ, ou n'existe pas au calendrier.",
        "Corrigez la date, par exemple 20261031 pour le 31 octobre 2026.",
    ),
    "CII-FREXT-SR-106": (
        "EXT-FR-FE-BG-14",
        "Les conditions de livraison d'une ligne contiennent plus que l'Incoterm et son lieu.",
        "Ne gardez que le code de l'Incoterm et le nom du lieu.",
    ),
    "CII-FREXT-SR-293": (
        "EXT-FR-FE-BG-14",
        "Les conditions de livraison de la facture contiennent plus que l'Incoterm et son lieu.",
        "Ne gardez que le code de l'Incoterm et le nom du lieu.",
    ),
    "CII-FREXT-SR-366": (
        "BT-111",
        "Le taux de change de la TVA contient plus que les deux devises, le taux et sa date.",
        "Ne gardez que la devise de la facture, la devise de comptabilisation, le taux et sa date.",
    ),
}
RULES["CII-FREXT-CR-490"] = RULES["CII-FREXT-SR-366"]

_NOT_PRESENT = re.compile(r"@?(?P<name>\w+?) ?(?:should|shall|must) not be (?:present|used)")


def find(rule: str, text: str, path: str) -> Explanation | None:
    """Explain a rule on the CII syntax; None when the id is not one."""
    if not rule.startswith("CII-"):
        return None
    if rule in RULES:
        return _told(rule, path)
    if term := ONCE.get(rule):
        return _given_twice(phrase_of(term), term)
    number = rule.removeprefix("CII-SR-").zfill(3)
    if number in OTHER_TOTALS:
        return _given_twice(OTHER_TOTALS[number], "BG-22")
    if steps := _unused_elements().get(number):
        return _left_aside(place_of(steps))
    if match := _NOT_PRESENT.search(text):
        return _left_aside(place_of(_named_steps(match["name"], path)))
    return None


def _told(rule: str, path: str) -> Explanation:
    term, message, remedy = RULES[rule]
    explanation = Explanation(message, remedy, term)
    return explanation if term else placed(explanation, path)


def _given_twice(phrase: str, term: str) -> Explanation:
    return Explanation(
        f"La facture donne plusieurs fois une information unique : {phrase}.", ONCE_REMEDY, term
    )


def _left_aside(place: Place) -> Explanation:
    return unused(place.phrase, place.term)


def _named_steps(name: str, path: str) -> tuple[str, ...]:
    return below(path, f"@{name}" if name in ATTRIBUTES else name)


@cache
def _unused_elements() -> dict[str, tuple[str, ...]]:
    elements: dict[str, tuple[str, ...]] = {}
    container = ""
    for line in UNUSED.strip("\n").splitlines():
        if not line.startswith(" "):
            container = line.removeprefix(".")
            continue
        number, element = line.split()
        elements[number] = steps_of(f"{container}/{element}")
    return elements
