"""The French rules on invoices of the 2026 reform (BR-FR-nn, BR-FR-CO-nn).

An id names the rule and the term it looked at (BR-FR-03_BT-9), with a suffix when the rule asks
several things. ``FAMILIES`` explains a rule whatever the term, ``{what}`` being the term in
French; ``PARTICULAR`` explains one id, and wins. The rules on invoices of several sellers
(BR-FR-MV, BR-FR-BD) have a table of their own.
"""

from __future__ import annotations

import re

from wochorus.einvoice.validation.catalogue.explanation import Explanation
from wochorus.einvoice.validation.catalogue.wording import capitalised, phrase_of, where_to_correct

_ALPHABET = "seuls sont admis les lettres sans accent, les chiffres et les signes"
_TYPES = (
    "Choisissez un type admis en France : 380 pour une facture, 381 pour un avoir, 384 pour une "
    "facture rectificative, 386 pour un acompte, 389 pour une autofacture."
)
_CATEGORY = (
    "Choisissez S pour une TVA ordinaire, E pour une exonération, AE pour l'autoliquidation, K, G, "
    "O ou Z."
)
_RATES = (
    "Écrivez un taux français sans signe pour cent : 20, 10, 5.5, 2.1 ou 0 en métropole, 8.5, 2.1, "
    "1.75 ou 1.05 outre-mer."
)
_SIRET = (
    "Vérifiez le SIRET et le SIREN {where} : le SIRET a 14 chiffres, dont les 9 premiers sont le "
    "SIREN."
)

FAMILIES = {
    "01": (
        "{What} a plus de 35 caractères.",
        "Corrigez ce numéro : il a 35 caractères au plus, 20 pour un acheteur public.",
    ),
    "02": (
        "{What} contient un espace ou un caractère interdit.",
        f"Corrigez ce numéro : {_ALPHABET} + - _ et /.",
    ),
    "03": (
        "{What} n'est pas une date valide entre 2000 et 2099.",
        "Corrigez la date ; dans le fichier elle s'écrit AAAAMMJJ en CII, AAAA-MM-JJ en UBL.",
    ),
    "04": ("{What} n'est pas admis en France.", _TYPES),
    "08": (
        "{What} manque, ou n'est pas dans la liste française.",
        (
            "Choisissez un cadre : S1 pour des services, B1 pour des biens, M1 pour les deux, S2, "
            "B2 ou M2 si la facture est déjà payée."
        ),
    ),
    "09": ("{What} n'est pas un SIRET de 14 chiffres qui commence par le SIREN.", _SIRET),
    "10": (
        "Le SIREN du vendeur (BT-30) manque, ou n'a pas 9 chiffres.",
        "Renseignez le SIREN dans la fiche de la société émettrice.",
    ),
    "11": (
        (
            "La facture est une opération entre entreprises françaises (note BAR : B2B), mais le "
            "SIREN de l'acheteur (BT-47) manque ou n'a pas 9 chiffres."
        ),
        (
            "Renseignez le SIREN dans la fiche client, ou corrigez la note BAR si le client n'est "
            "pas une entreprise française."
        ),
    ),
    "12": (
        "L'adresse électronique de l'acheteur (BT-49) manque.",
        "Renseignez dans la fiche client l'adresse que donne l'annuaire : SIREN, ou SIREN_SIRET.",
    ),
    "13": (
        "L'adresse électronique du vendeur (BT-34) manque.",
        (
            "Renseignez dans la fiche de la société émettrice son adresse dans l'annuaire, à "
            "défaut son SIREN."
        ),
    ),
    "15": ("{What} n'est pas admise en France.", _CATEGORY),
    "16": ("{What} n'est pas un taux de TVA français.", _RATES),
    "17": (
        "La nature d'un document joint (BT-123) n'est pas dans la liste française.",
        (
            "Choisissez RIB, LISIBLE, PJA, BON_LIVRAISON, BON_COMMANDE, BORDEREAU_SUIVI, "
            "DOCUMENT_ANNEXE ou un autre code de la liste."
        ),
    ),
    "18": (
        (
            "Plusieurs documents joints sont annoncés comme la version lisible de la facture "
            "(BT-123 : LISIBLE)."
        ),
        (
            "Ne laissez LISIBLE que sur un seul document ; donnez aux autres la nature "
            "DOCUMENT_ANNEXE."
        ),
    ),
    "20": (
        "La note BAR (BT-21) ne contient pas une valeur admise (BT-22).",
        "Écrivez B2B, B2BINT, B2C, B2CINT, OUTOFSCOPE ou ARCHIVEONLY, ou retirez cette note.",
    ),
    "21": (
        (
            "L'adresse électronique de l'acheteur (BT-49) ne commence pas par son SIREN, ou n'est "
            "pas du type 0225, alors que la facture est une opération entre entreprises françaises."
        ),
        "Reprenez dans la fiche client l'adresse de l'annuaire, et vérifiez le SIREN (BT-47).",
    ),
    "22": (
        (
            "L'adresse électronique du vendeur (BT-34) ne commence pas par son SIREN, ou n'est pas "
            "du type 0225, alors que c'est une autofacture entre entreprises françaises."
        ),
        (
            "Reprenez l'adresse de l'annuaire dans la fiche de la société émettrice, et vérifiez "
            "le SIREN (BT-30)."
        ),
    ),
    "23": (
        "{What} contient un espace ou un caractère interdit.",
        f"Corrigez l'adresse {{where}} : {_ALPHABET} tiret, tiret bas, plus et point.",
    ),
    "24": (
        "{What} contient un espace ou un caractère interdit.",
        (
            f"Vérifiez le code service {{where}} : {_ALPHABET} tiret, tiret bas, plus et point. Si "
            "l'annuaire le donne ainsi, déposez la facture directement sur Chorus Pro."
        ),
    ),
    "25": ("{What} a plus de 125 caractères.", "Corrigez l'adresse {where}."),
    "26": ("{What} a plus de 100 caractères.", "Corrigez l'identifiant {where}."),
    "27": ("{What} est vide.", "Renseignez le nom ou le code de la caractéristique de l'article."),
    "28": (
        (
            "La caractéristique d'un article doit avoir une valeur (BT-161) ou une quantité avec "
            "son unité (EXT-FR-FE-160), et pas les deux."
        ),
        "Complétez la caractéristique de l'article, ou retirez-la.",
    ),
    "29": (
        (
            "L'identifiant de l'objet facturé (BT-18) est donné plusieurs fois pour le même type, "
            "AFL ou AVV."
        ),
        "Ne gardez qu'un identifiant AFL et qu'un identifiant AVV.",
    ),
    "30": (
        (
            "L'identifiant de l'objet facturé par une ligne (BT-128) est donné plusieurs fois pour "
            "le même type, AFL ou AVV."
        ),
        "Ne gardez sur la ligne qu'un identifiant AFL et qu'un identifiant AVV.",
    ),
    "31": (
        "La facture porte plusieurs notes BAR (BT-21) qui se contredisent (BT-22).",
        "Ne gardez qu'une note BAR.",
    ),
    "32": (
        "Un identifiant annoncé comme SIREN (type 0002 ou 0231) n'a pas 9 chiffres.",
        "Corrigez le SIREN, ou indiquez le type qui convient : 0009 pour un SIRET.",
    ),
    "CO-03": (
        (
            "Un avoir pour remise globale (type 262) doit citer le marché ou contrat (BT-12) et "
            "une période complète (BG-14)."
        ),
        (
            "Renseignez le numéro de contrat et les deux dates de la période, ou choisissez le "
            "type 381 pour un avoir ordinaire."
        ),
    ),
    "CO-04": (
        (
            "Une facture rectificative doit citer une facture antérieure et une seule, avec son "
            "numéro et sa date (BT-25 et BT-26)."
        ),
        (
            "Renseignez le numéro et la date de la facture rectifiée ; pour plusieurs factures, "
            "faites plusieurs rectificatives."
        ),
    ),
    "CO-05": (
        "Un avoir doit citer la facture qu'il corrige : son numéro et sa date (BT-25 et BT-26).",
        "Renseignez la facture d'origine, pour tout l'avoir ou sur chacune de ses lignes.",
    ),
    "CO-07": (
        "La date d'échéance (BT-9) est antérieure à la date de la facture (BT-2).",
        "Corrigez l'échéance ; si la facture est déjà payée, choisissez le cadre B2, S2 ou M2.",
    ),
    "CO-08": (
        (
            "Une facture définitive après acompte (cadre B4, S4 ou M4) ne peut pas être elle-même "
            "une facture ou un avoir d'acompte (BT-23 et BT-3)."
        ),
        "Choisissez le type 380, ou le cadre B1, S1 ou M1 s'il s'agit bien d'un acompte.",
    ),
    "CO-12": (
        (
            "La facture n'est pas en euros, mais elle ne donne pas le total de la TVA en euros "
            "(BT-6 et BT-111)."
        ),
        "Choisissez EUR comme devise de comptabilisation et donnez le total de la TVA en euros.",
    ),
    "CO-14": (
        (
            "Le vendeur est membre d'un assujetti unique (identifiant de type 0231), mais la note "
            "qui le dit manque (BT-21 : TXD, BT-22 : MEMBRE_ASSUJETTI_UNIQUE)."
        ),
        "Ajoutez cette note, ou retirez l'identifiant 0231 de la fiche de la société émettrice.",
    ),
    "CO-15": (
        (
            "Le vendeur est membre d'un assujetti unique (identifiant de type 0231), mais le "
            "numéro de TVA de celui-ci manque (BG-11 et BT-63)."
        ),
        "Renseignez l'assujetti unique comme représentant fiscal, avec son numéro de TVA.",
    ),
}

TERMS_OF_FAMILIES = {
    "10": "BT-30",
    "11": "BT-47",
    "12": "BT-49",
    "13": "BT-34",
    "17": "BT-123",
    "18": "BT-123",
    "20": "BT-22",
    "21": "BT-49",
    "22": "BT-34",
    "28": "BG-32",
    "29": "BT-18",
    "30": "BT-128",
    "31": "BT-22",
    "32": "BT-30",
    "CO-03": "BT-12",
    "CO-04": "BT-25",
    "CO-05": "BT-25",
    "CO-07": "BT-9",
    "CO-08": "BT-23",
    "CO-12": "BT-111",
    "CO-14": "BT-22",
    "CO-15": "BT-63",
}

NOTES = {
    "PMT": "l'indemnité forfaitaire de 40 € pour frais de recouvrement",
    "PMD": "les pénalités de retard",
    "AAB": "l'escompte (ou son absence)",
    "TXD": "le régime de TVA",
}
_USUAL_TEXTS = {
    "PMT": "Indemnité forfaitaire pour frais de recouvrement : 40 €",
    "PMD": "Pénalités de retard : taux de la BCE majoré de huit points",
    "AAB": "Pas d'escompte pour paiement anticipé",
}
_NOTE_BY_RANK = {"1": "PMT", "2": "PMD", "3": "AAB", "4": "TXD"}

_BAD_NUMBER = FAMILIES["02"]
_EMPTY_OBJECT = (
    "{What}, annoncé avec le type AFL ou AVV, est vide.",
    "Renseignez l'identifiant, ou retirez-le.",
)

PARTICULAR: dict[str, tuple[str, tuple[str, str]]] = {
    "BR-FR-01_BT-1-2": ("BT-1", _BAD_NUMBER),
    "BR-FR-01_BT-25-2": ("BT-25", _BAD_NUMBER),
    "BR-FR-01_EXT-FR-FE-136-2": ("EXT-FR-FE-136", _BAD_NUMBER),
    "BR-FR-03_EXT-FR-FE-134": ("BT-134", FAMILIES["03"]),
    "BR-FR-03_EXT-FR-FE-135": ("BT-135", FAMILIES["03"]),
    "BR-FR-08_BT-151-2": ("BT-151", FAMILIES["15"]),
    "BR-FR-15_BT-95_BT-118": ("BT-118", FAMILIES["15"]),
    "BR-FR-15_BT-95_BT-118_LM": ("BT-118", FAMILIES["15"]),
    "BR-FR-15_BT-95_BT-151": ("BT-151", FAMILIES["15"]),
    "BR-FR-15_BT-95_BT-151_LM": ("BT-151", FAMILIES["15"]),
    "BR-FR-27_BG-32": (
        "BG-32",
        (
            "La caractéristique d'un article n'a ni nom ni code (BT-160 et EXT-FR-FE-159).",
            "Complétez la caractéristique de l'article, ou retirez-la.",
        ),
    ),
    "BR-FR-29_AFL": ("BT-18", _EMPTY_OBJECT),
    "BR-FR-29_AVV": ("BT-18", _EMPTY_OBJECT),
    "BR-FR-30_AFL": ("BT-128", _EMPTY_OBJECT),
    "BR-FR-30_AVV": ("BT-128", _EMPTY_OBJECT),
    "BR-FR-30_BT-21": ("BT-22", FAMILIES["31"]),
    "BR-FR-CO-09_BT-23-1": (
        "BT-113",
        (
            (
                "Le cadre dit que la facture est déjà payée (BT-23 : B2, S2 ou M2), mais le "
                "montant payé (BT-113) n'est pas égal au total TTC (BT-112)."
            ),
            "Renseignez le montant payé, ou choisissez le cadre B1, S1 ou M1.",
        ),
    ),
    "BR-FR-CO-09_BT-23-2": (
        "BT-115",
        (
            (
                "Le cadre dit que la facture est déjà payée (BT-23 : B2, S2 ou M2), mais il reste "
                "un net à payer (BT-115)."
            ),
            (
                "Renseignez le montant payé, pour que le net à payer soit 0, ou choisissez le "
                "cadre B1, S1 ou M1."
            ),
        ),
    ),
    "BR-FR-CO-09_BT-23-3": (
        "BT-9",
        (
            (
                "Le cadre dit que la facture est déjà payée (BT-23 : B2, S2 ou M2), mais la date "
                "du paiement manque (BT-9)."
            ),
            "Renseignez la date du paiement comme date d'échéance.",
        ),
    ),
}

_NO_SCHEME = (
    "{What} ne dit pas de quel type il est (SIRET, code service…).",
    "Indiquez {where} le type de l'identifiant : 0009 pour un SIRET, 0224 pour un code service.",
)
_SAME_SCHEME = (
    "{What} est donné plusieurs fois avec le même type.",
    "Ne gardez {where} qu'un identifiant de chaque type : un SIRET (0009), un code service (0224).",
)
_NOTE_MISSING = (
    "La mention obligatoire sur {note} manque ({code}, BT-22).",
    "Ajoutez une note de sujet {code}, par exemple « {usual} ».",
)
_NOTE_TWICE = (
    "La mention sur {note} figure plusieurs fois ({code}, BT-21).",
    "Ne gardez qu'une note de sujet {code}.",
)

_ID = re.compile(
    r"BR-FR-(?P<family>CO-\d\d|\d\d)[_-](?P<terms>(?:(?:BT|BG)-\d+|EXT-FR-FE-\d+|[A-Za-z]+)"
    r"(?:_(?:BT-\d+))*)(?:[-_](?P<rank>\d|[A-Z]+))?"
)


def find(rule: str, _text: str, _path: str) -> Explanation | None:
    """Explain a French rule; None when the id is not one that this table knows."""
    if rule in PARTICULAR:
        term, sentences = PARTICULAR[rule]
        return _filled(sentences, term)
    match = _ID.fullmatch(rule)
    if match is None:
        return None
    family, rank = match["family"], match["rank"] or ""
    terms = match["terms"].split("_")
    if family in {"05", "06"}:
        return _on_a_note(family, _NOTE_BY_RANK.get(rank, rank))
    if family == "CO-10":
        return _filled(_NO_SCHEME if rank == "1" else _SAME_SCHEME, *terms)
    if family not in FAMILIES:
        return None
    if family in TERMS_OF_FAMILIES:
        terms = [TERMS_OF_FAMILIES[family]]
    return _filled(FAMILIES[family], *terms)


def _on_a_note(family: str, code: str) -> Explanation | None:
    if code not in NOTES:
        return None
    message, remedy = _NOTE_MISSING if family == "05" else _NOTE_TWICE
    term = "BT-22" if family == "05" else "BT-21"
    usual = _USUAL_TEXTS.get(code, "")
    return Explanation(
        message.format(note=NOTES[code], code=code), remedy.format(code=code, usual=usual), term
    )


def _filled(sentences: tuple[str, str], *terms: str) -> Explanation:
    what = capitalised(phrase_of(*terms))
    message, remedy = (
        sentence.replace("{What}", what).replace("{where}", where_to_correct(terms[0]))
        for sentence in sentences
    )
    return Explanation(message, remedy, terms[0])
