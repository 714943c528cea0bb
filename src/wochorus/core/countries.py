"""Countries by their two-letter code (ISO 3166-1), and by name for those near France."""

from __future__ import annotations

from wochorus.core.text import fold

FRANCE = "FR"
_CODES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
    BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
    EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
    HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
    LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
    NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
    SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
    TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """
CODES = frozenset(_CODES.split())
"""Every code of ISO 3166-1 alpha-2."""

NAMES = {
    "FR": "France",
    "DE": "Allemagne",
    "AD": "Andorre",
    "AT": "Autriche",
    "BE": "Belgique",
    "BG": "Bulgarie",
    "CY": "Chypre",
    "HR": "Croatie",
    "DK": "Danemark",
    "ES": "Espagne",
    "EE": "Estonie",
    "FI": "Finlande",
    "GR": "Grèce",
    "GP": "Guadeloupe",
    "GF": "Guyane",
    "HU": "Hongrie",
    "IE": "Irlande",
    "IT": "Italie",
    "RE": "La Réunion",
    "LV": "Lettonie",
    "LT": "Lituanie",
    "LU": "Luxembourg",
    "MT": "Malte",
    "MQ": "Martinique",
    "YT": "Mayotte",
    "MC": "Monaco",
    "NC": "Nouvelle-Calédonie",
    "NL": "Pays-Bas",
    "PL": "Pologne",
    "PF": "Polynésie française",
    "PT": "Portugal",
    "RO": "Roumanie",
    "GB": "Royaume-Uni",
    "SK": "Slovaquie",
    "SI": "Slovénie",
    "SE": "Suède",
    "CH": "Suisse",
    "CZ": "Tchéquie",
}
_BY_NAME = {fold(name): code for code, name in NAMES.items()}


def country_code(text: str) -> str:
    """Read a code (``FR``, ``be``) or a French name (``Belgique``).

    Raises ``ValueError`` on anything else.
    """
    typed = text.strip()
    if typed.upper() in CODES:
        return typed.upper()
    try:
        return _BY_NAME[fold(typed)]
    except KeyError:
        raise ValueError(text) from None
