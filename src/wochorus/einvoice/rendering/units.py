"""Units of measure as French readers name them, by code of UN/ECE Recommendations 20 and 21."""

from __future__ import annotations

from decimal import Decimal

_PLURAL_FROM = Decimal(2)

_WORDS: dict[str, tuple[str, str]] = {
    "C62": ("unité", "unités"),
    "EA": ("unité", "unités"),
    "H87": ("pièce", "pièces"),
    "NAR": ("article", "articles"),
    "PCE": ("pièce", "pièces"),
    "LS": ("forfait", "forfaits"),
    "SET": ("ensemble", "ensembles"),
    "PR": ("paire", "paires"),
    "DZN": ("douzaine", "douzaines"),
    "CEN": ("centaine", "centaines"),
    "MIL": ("millier", "milliers"),
    "P1": ("%", "%"),
    "SEC": ("seconde", "secondes"),
    "MIN": ("minute", "minutes"),
    "HUR": ("heure", "heures"),
    "LH": ("heure de main-d’œuvre", "heures de main-d’œuvre"),
    "DAY": ("jour", "jours"),
    "E49": ("jour ouvré", "jours ouvrés"),
    "WEE": ("semaine", "semaines"),
    "MON": ("mois", "mois"),
    "QAN": ("trimestre", "trimestres"),
    "SAN": ("semestre", "semestres"),
    "ANN": ("an", "ans"),
    "E48": ("prestation", "prestations"),
    "E51": ("tâche", "tâches"),
    "IE": ("personne", "personnes"),
    "MMT": ("mm", "mm"),
    "CMT": ("cm", "cm"),
    "MTR": ("m", "m"),
    "LM": ("mètre linéaire", "mètres linéaires"),
    "KMT": ("km", "km"),
    "CMK": ("cm²", "cm²"),
    "MTK": ("m²", "m²"),
    "HAR": ("ha", "ha"),
    "KMK": ("km²", "km²"),
    "CMQ": ("cm³", "cm³"),
    "MTQ": ("m³", "m³"),
    "MLT": ("ml", "ml"),
    "CLT": ("cl", "cl"),
    "LTR": ("litre", "litres"),
    "HLT": ("hl", "hl"),
    "MGM": ("mg", "mg"),
    "GRM": ("g", "g"),
    "KGM": ("kg", "kg"),
    "TNE": ("tonne", "tonnes"),
    "KWH": ("kWh", "kWh"),
    "MWH": ("MWh", "MWh"),
    "KWT": ("kW", "kW"),
    "KVA": ("kVA", "kVA"),
    "A53": ("euro", "euros"),
    "4L": ("Mo", "Mo"),
    "AD": ("octet", "octets"),
    "E34": ("Go", "Go"),
    "XBE": ("botte", "bottes"),
    "XBG": ("sac", "sacs"),
    "BG": ("sac", "sacs"),
    "XBO": ("bouteille", "bouteilles"),
    "BO": ("bouteille", "bouteilles"),
    "XBX": ("boîte", "boîtes"),
    "BX": ("boîte", "boîtes"),
    "XCR": ("caisse", "caisses"),
    "XCS": ("caisse", "caisses"),
    "CS": ("caisse", "caisses"),
    "XCT": ("carton", "cartons"),
    "CT": ("carton", "cartons"),
    "XDR": ("fût", "fûts"),
    "XPK": ("paquet", "paquets"),
    "PK": ("paquet", "paquets"),
    "XPP": ("pièce", "pièces"),
    "XPX": ("palette", "palettes"),
    "PF": ("palette", "palettes"),
    "XRO": ("rouleau", "rouleaux"),
    "RO": ("rouleau", "rouleaux"),
    "XST": ("feuille", "feuilles"),
    "ST": ("feuille", "feuilles"),
    "XUN": ("unité", "unités"),
}


def unit_word(code: str, quantity: Decimal) -> str:
    """Name a unit beside ``quantity``: ``1,5 heure``, ``2 heures``. An unknown code stays as is.

    In French the plural begins at two.
    """
    singular, plural = _WORDS.get(code, (code, code))
    return plural if abs(quantity) >= _PLURAL_FROM else singular
