"""The rules that a code belongs to its list (BR-CL-nn and the lists of the extensions).

``REMEDIES`` says, term by term, which values a French invoice usually takes; the rules of
Factur-X that refuse a value without a number of their own read it too.
"""

from __future__ import annotations

from wochorus.einvoice.validation.catalogue.explanation import Explanation
from wochorus.einvoice.validation.catalogue.places import Place, placed

_COUNTRY = "Écrivez le code du pays en deux lettres : FR pour la France, BE pour la Belgique."
_CURRENCY = "Écrivez le code de la devise en trois lettres : EUR pour l'euro."
_PARTY_ID = (
    "Choisissez un type connu : 0009 pour un SIRET, 0002 pour un SIREN, 0224 pour un code service."
)
_LEGAL_ID = "Choisissez un type connu : 0002 pour un SIREN, 0009 pour un SIRET."
_ADDRESS = "Choisissez un type connu : 0225 pour une adresse de l'annuaire français."
_CATEGORY = (
    "Choisissez S pour une TVA ordinaire, E pour une exonération, AE pour l'autoliquidation, K "
    "pour une livraison intracommunautaire, G pour une exportation, O hors champ, Z à taux zéro."
)
_UNIT = (
    "Choisissez une unité connue : C62 pour une pièce ou un forfait, HUR pour une heure, DAY pour "
    "un jour, MON pour un mois, MTK pour un mètre carré."
)
_ALLOWANCE = "Retirez le code et gardez le motif en clair, ou choisissez 95 pour une remise."
_CHARGE = "Retirez le code et gardez le motif en clair, ou choisissez FC pour des frais de port."
_VATEX = (
    "Choisissez un code VATEX, par exemple VATEX-FR-FRANCHISE pour la franchise en base, ou "
    "retirez le code et gardez le motif en clair."
)
_TYPE = "Choisissez 380 pour une facture, 381 pour un avoir, 386 pour une facture d'acompte."
_MEANS = "Choisissez 30 ou 58 pour un virement, 59 pour un prélèvement, 20 pour un chèque."
_NOTE = "Choisissez PMT, PMD, AAB ou un autre sujet de la liste, ou retirez le sujet."
_OBJECT = "Choisissez un type d'identifiant de la liste, AFL ou AVV par exemple, ou retirez-le."
_POINT = (
    "Choisissez la date de facture (débits), la livraison ou le paiement (encaissements), ou "
    "retirez le code."
)
_FILE = "Joignez un PDF, une image PNG ou JPEG, un fichier CSV ou un classeur (xlsx, ods)."

REMEDIES = {
    "BT-3": _TYPE,
    "BT-5": _CURRENCY,
    "BT-6": _CURRENCY,
    "BT-8": _POINT,
    "BT-18": _OBJECT,
    "BT-21": _NOTE,
    "BT-23": "Choisissez un cadre de la liste : S1 pour des services, B1 pour des biens.",
    "BT-24": "Produisez le fichier en profil EN 16931, ou contrôlez-le par les règles du sien.",
    "BT-29": _PARTY_ID,
    "BT-30": _LEGAL_ID,
    "BT-31": "Écrivez VA pour un numéro de TVA, FC pour un identifiant fiscal local.",
    "BT-34": _ADDRESS,
    "BT-40": _COUNTRY,
    "BT-46": _PARTY_ID,
    "BT-47": _LEGAL_ID,
    "BT-48": "Écrivez VA pour un numéro de TVA.",
    "BT-49": _ADDRESS,
    "BT-55": _COUNTRY,
    "BT-60": _PARTY_ID,
    "BT-61": _LEGAL_ID,
    "BT-63": "Écrivez VA pour un numéro de TVA.",
    "BT-69": _COUNTRY,
    "BT-71": _PARTY_ID,
    "BT-80": _COUNTRY,
    "BT-81": _MEANS,
    "BT-95": _CATEGORY,
    "BT-98": "Retirez le code et gardez le motif en clair, ou choisissez un code de la liste.",
    "BT-118": _CATEGORY,
    "BT-121": _VATEX,
    "BT-125": _FILE,
    "BT-128": _OBJECT,
    "BT-130": _UNIT,
    "BT-140": "Retirez le code et gardez le motif en clair, ou choisissez un code de la liste.",
    "BT-150": _UNIT,
    "BT-151": _CATEGORY,
    "BT-157": "Choisissez un type connu, 0160 pour un GTIN, ou retirez le code de l'article.",
    "BT-158": "Choisissez une nomenclature de la liste, STI pour les codes CPV par exemple.",
    "BT-159": _COUNTRY,
}

_BY_ELEMENT = {
    "@format": "Écrivez la date sous la forme AAAAMMJJ, avec le code de format 102.",
    "CategoryCode": _CATEGORY,
    "CountryID": _COUNTRY,
    "CurrencyCode": _CURRENCY,
    "ExemptionReasonCode": _VATEX,
    "ReasonCode": "Retirez le code et gardez le motif en clair, ou choisissez un code de la liste.",
}

_BY_KIND_OF_IDENTIFIER = (
    ("adresse électronique", _ADDRESS),
    ("numéro fiscal", REMEDIES["BT-48"]),
    ("entité juridique", _LEGAL_ID),
    ("article", REMEDIES["BT-157"]),
)

RULES = {
    "BR-CL-01": ("BT-3", "Le type de document (BT-3) n'existe pas dans la liste.", _TYPE),
    "BR-CL-03": ("BT-5", "La devise d'un montant n'existe pas.", _CURRENCY),
    "BR-CL-04": ("BT-5", "La devise de la facture (BT-5) n'existe pas.", _CURRENCY),
    "BR-CL-05": ("BT-6", "La devise de comptabilisation de la TVA (BT-6) n'existe pas.", _CURRENCY),
    "BR-CL-06": (
        "BT-8",
        "Le code d'exigibilité de la TVA (BT-8) n'existe pas dans la liste.",
        _POINT,
    ),
    "BR-CL-07": (
        "BT-18",
        "Le type de l'identifiant d'un objet facturé n'existe pas dans la liste.",
        _OBJECT,
    ),
    "BR-EXT-CL-07": (
        "BT-18",
        "Le type de l'identifiant d'un objet facturé n'existe pas dans la liste.",
        _OBJECT,
    ),
    "BR-CL-08": ("BT-21", "Le sujet d'une note (BT-21) n'existe pas dans la liste.", _NOTE),
    "BR-CL-10": ("BT-29", "Le type d'un identifiant n'existe pas dans la liste.", _PARTY_ID),
    "BR-FREXT-CL-10": ("BT-29", "Le type d'un identifiant n'existe pas dans la liste.", _PARTY_ID),
    "BR-CL-11": (
        "BT-30",
        "Le type d'un identifiant légal (SIREN, SIRET…) n'existe pas dans la liste.",
        _LEGAL_ID,
    ),
    "BR-CL-13": (
        "BT-158",
        "La nomenclature qui classe un article (BT-158) n'existe pas dans la liste.",
        REMEDIES["BT-158"],
    ),
    "BR-CL-14": ("BT-40", "Le code d'un pays n'existe pas.", _COUNTRY),
    "BR-CL-15": (
        "BT-159",
        "Le code du pays d'origine d'un article (BT-159) n'existe pas.",
        _COUNTRY,
    ),
    "BR-CL-16": ("BT-81", "Le mode de règlement (BT-81) n'existe pas dans la liste.", _MEANS),
    "BR-CL-17": ("BT-118", "Une catégorie de TVA n'existe pas dans la liste.", _CATEGORY),
    "BR-CL-18": (
        "BT-151",
        "La catégorie de TVA d'une ligne (BT-151) n'existe pas dans la liste.",
        _CATEGORY,
    ),
    "BR-CL-19": ("BT-98", "Le code du motif d'une remise n'existe pas dans la liste.", _ALLOWANCE),
    "BR-FREXT-CL-19-GP": (
        "BT-147",
        "Le code du motif d'une remise sur le prix unitaire n'existe pas dans la liste.",
        _ALLOWANCE,
    ),
    "BR-CL-20": ("BT-105", "Le code du motif de frais n'existe pas dans la liste.", _CHARGE),
    "BR-FREXT-CL-20": ("BT-105", "Le code du motif de frais n'existe pas dans la liste.", _CHARGE),
    "BR-FREXT-CL-20-LISTID": (
        "BT-105",
        "Le code du motif de frais se réclame d'une liste inconnue (listID).",
        (
            "Écrivez 7161 pour des frais, 5153 pour une taxe autre que la TVA, ou retirez le nom "
            "de la liste."
        ),
    ),
    "BR-FREXT-CL-20-TAX": (
        "BT-177",
        "Le code d'une taxe autre que la TVA n'existe pas dans la liste.",
        (
            "Choisissez un code de taxe de la liste ; la TVA, elle, se déclare dans le détail de "
            "TVA (BG-23)."
        ),
    ),
    "BR-CL-21": (
        "BT-157",
        "Le type du code normalisé d'un article (BT-157) n'existe pas dans la liste.",
        REMEDIES["BT-157"],
    ),
    "BR-CL-22": (
        "BT-121",
        "Le code du motif d'exonération (BT-121) n'existe pas dans la liste VATEX.",
        _VATEX,
    ),
    "BR-CL-23": ("BT-130", "Le code d'une unité de mesure n'existe pas dans la liste.", _UNIT),
    "BR-CL-24": ("BT-125", "Le type d'un fichier joint (BT-125) n'est pas accepté.", _FILE),
    "BR-FREXT-CL-24": ("BT-125", "Le type d'un fichier joint (BT-125) n'est pas accepté.", _FILE),
    "BR-CL-25": (
        "BT-49",
        "Le type d'une adresse électronique n'existe pas dans la liste.",
        _ADDRESS,
    ),
    "BR-CL-26": (
        "BT-71",
        "Le type de l'identifiant du lieu de livraison (BT-71) n'existe pas dans la liste.",
        _PARTY_ID,
    ),
    "BR-FREXT-CL-27": (
        "EXT-FR-FE-BG-14",
        "Le code de l'Incoterm n'existe pas dans la liste.",
        (
            "Choisissez un Incoterm de la liste, par exemple DAP, EXW ou CIP, ou retirez les "
            "conditions de livraison."
        ),
    ),
}

_PLACE_MATTERS = {
    "BR-CL-03",
    "BR-CL-07",
    "BR-CL-10",
    "BR-CL-11",
    "BR-CL-14",
    "BR-CL-17",
    "BR-CL-19",
    "BR-CL-20",
    "BR-CL-23",
    "BR-CL-25",
    "BR-EXT-CL-07",
    "BR-FREXT-CL-10",
    "BR-FREXT-CL-20",
}
"""Rules on a list that several terms share: the place where they failed tells which."""


def remedy_for(place: Place, element: str) -> str:
    """Say which values a place takes: by its term, or else by the element that bears a code."""
    if element == "@format":
        return _BY_ELEMENT[element]
    if known := REMEDIES.get(place.term) or _BY_ELEMENT.get(element):
        return known
    if element == "@schemeID":
        kinds = (remedy for word, remedy in _BY_KIND_OF_IDENTIFIER if word in place.phrase)
        return next(kinds, _PARTY_ID)
    return "Choisissez une valeur de la liste du profil, ou retirez cette information."


def find(rule: str, _text: str, path: str) -> Explanation | None:
    """Explain a rule on a list of codes; None when the id is not one.

    Where several terms share the list, the place where the rule failed names the one.
    """
    if rule not in RULES:
        return None
    term, message, remedy = RULES[rule]
    explanation = Explanation(message, remedy, term)
    return placed(explanation, path) if rule in _PLACE_MATTERS else explanation
