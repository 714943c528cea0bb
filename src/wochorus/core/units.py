"""Units of measure: the French words of a bill, and the codes that e-invoices carry (BT-130).

Source of the codes: UN/ECE Recommendation 20, revision 17, and Recommendation 21 for packages (its
codes begin with X), as EN 16931 asks (BR-CL-23). The first word of each unit is the one that the
export writes.
"""

from __future__ import annotations

import re

from wochorus.core.text import fold

ONE = "C62"
"""The unit of what is only counted."""

UNITS: dict[str, tuple[str, ...]] = {
    ONE: ("unité", "u", "un", "une", "nombre", "nb", "recharge", "rechargement"),
    "H87": ("pièce", "pce", "pcs", "pc"),
    "HUR": ("heure", "h", "hr"),
    "LH": ("heure de main d'œuvre", "heure agent", "heure mo"),
    "MIN": ("minute", "mn"),
    "DAY": ("jour", "j", "jr", "jrs", "journée"),
    "E49": ("jour ouvré", "jour ouvrable", "jour travaillé", "jour homme"),
    "WEE": ("semaine", "sem"),
    "MON": ("mois", "mensualité"),
    "QAN": ("trimestre",),
    "SAN": ("semestre",),
    "ANN": ("an", "ans", "année", "annuité"),
    "LS": ("forfait", "ft", "forf", "fft"),
    "E48": (
        "prestation",
        "intervention",
        "passage",
        "rotation",
        "vacation",
        "séance",
        "service",
        "visite",
        "déplacement",
        "tournée",
        "enlèvement",
    ),
    "LO": ("lot",),
    "SET": ("ensemble", "ens", "jeu"),
    "KT": ("kit",),
    "PR": ("paire",),
    "DZN": ("douzaine",),
    "MTK": ("m²", "mètre carré", "m carré"),
    "MTR": ("m", "mètre"),
    "LM": ("mètre linéaire", "ml", "m linéaire"),
    "KMT": ("km", "kilomètre"),
    "MTQ": ("m³", "mètre cube", "m cube"),
    "LTR": ("l", "litre"),
    "GRM": ("g", "gramme"),
    "KGM": ("kg", "kilo", "kilogramme"),
    "TNE": ("t", "tonne"),
    "KWH": ("kwh", "kilowattheure"),
    "P1": ("%", "pour cent", "pourcentage"),
    "XBX": ("boîte",),
    "XCT": ("carton",),
    "XBG": ("sac", "sachet"),
    "XRO": ("rouleau", "bobine"),
    "XPK": ("paquet", "colis"),
    "XPX": ("palette",),
    "XBO": ("bouteille", "flacon"),
    "XCI": ("bidon",),
}

_CODE = re.compile(r"[A-Z0-9]{2,3}", re.ASCII)
_PLURAL = re.compile(r"(?<=\w\w\w)s\b")


def _word_key(word: str) -> str:
    """Compare words without accents, dots nor the plural; the fold reads m² as m2."""
    bare = " ".join(fold(word).replace(".", " ").replace("’", "'").replace("-", " ").split())
    return _PLURAL.sub("", bare)


_CODE_OF = {_word_key(word): code for code, words in UNITS.items() for word in words}


def unit_code(text: str) -> str:
    """Read a French word of the table (``heures``, ``m2``, ``Forfait``), or a code (``HUR``).

    A code that the table lacks is kept as it is, if it looks like one: the Recommendations have two
    thousand. Raises ``ValueError`` on anything else.
    """
    if code := _CODE_OF.get(_word_key(text)):
        return code
    typed = text.strip()
    if typed.upper() in UNITS:
        return typed.upper()
    if _CODE.fullmatch(typed):
        return typed
    raise ValueError(text)


def unit_word(code: str) -> str:
    """Name a unit in French, by its code when the table has no word for it."""
    return UNITS[code][0] if code in UNITS else code
