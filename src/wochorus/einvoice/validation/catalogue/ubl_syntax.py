"""The rules on UBL syntax: elements left aside (UBL-CR), repeated (UBL-SR), ill-formed (UBL-DT).

UBL holds far more than EN 16931 uses. UBL-CR-nnn warns about each element outside the norm: its
text names the element, so the sentence is made from it. UBL-SR-nn forbids to say a thing twice.
"""

from __future__ import annotations

import re

from wochorus.einvoice.validation.catalogue.element_words import ATTRIBUTES
from wochorus.einvoice.validation.catalogue.explanation import Explanation
from wochorus.einvoice.validation.catalogue.places import place_of, placed, steps_of
from wochorus.einvoice.validation.catalogue.wording import phrase_of

UNUSED_REMEDY = (
    "Demandez à l'éditeur du logiciel de facturation de ne plus l'écrire ; si l'information compte "
    "pour le client, portez-la dans une note (BT-22)."
)
UNUSED_DETAIL_REMEDY = (
    "Demandez à l'éditeur du logiciel de facturation de ne plus l'écrire ; la facture n'y perd "
    "rien."
)
ONCE_REMEDY = "N'en gardez qu'une ; le reste peut aller dans une note (BT-22)."

ONCE = {
    "01": ("BT-12",),
    "02": ("BT-15",),
    "03": ("BT-16",),
    "04": ("BT-18",),
    "05": ("BT-20",),
    "06": ("BT-25",),
    "08": ("BG-14",),
    "09": ("BT-27",),
    "10": ("BT-28",),
    "11": ("BT-30",),
    "12": ("BT-31",),
    "13": ("BT-32",),
    "14": ("BT-33",),
    "15": ("BT-44",),
    "16": ("BT-46",),
    "17": ("BT-47",),
    "18": ("BT-48",),
    "19": ("BT-59",),
    "20": ("BT-60",),
    "21": ("BT-61",),
    "22": ("BT-62",),
    "23": ("BT-63",),
    "24": ("BG-13",),
    "25": ("BT-70",),
    "26": ("BT-83",),
    "27": ("BT-82",),
    "28": ("BT-89",),
    "29": ("BT-90",),
    "30": ("BT-97",),
    "31": ("BT-104",),
    "32": ("BT-120",),
    "33": ("BT-123",),
    "34": ("BT-127",),
    "35": ("BT-132",),
    "36": ("BG-26",),
    "37": ("BT-147",),
    "39": ("BT-11",),
    "40": ("BT-45",),
    "44": ("BT-83",),
    "45": ("BT-9",),
    "46": ("BT-82",),
    "49": ("BT-7",),
    "50": ("BT-154",),
    "52": ("BT-128",),
    "54": ("BG-18",),
    "55": ("BG-19",),
    "56": ("BT-17",),
}
"""UBL-SR-nn: the term that the file gives more than once."""

RULES = {
    "UBL-SR-07": (
        "BT-25",
        "La référence à une facture antérieure n'a pas de numéro (BT-25).",
        "Renseignez le numéro de la facture d'origine, ou retirez la référence.",
    ),
    "UBL-SR-42": (
        "BT-31",
        "Le vendeur a plus de deux numéros fiscaux (BT-31 et BT-32).",
        "Gardez un numéro de TVA et, s'il le faut, un identifiant fiscal local.",
    ),
    "UBL-SR-43": (
        "BT-18",
        "Un document joint porte un type d'identifiant, réservé à l'objet facturé (BT-18).",
        (
            "Retirez le type d'identifiant du document joint, ou déclarez le document comme objet "
            "facturé (code 130)."
        ),
    ),
    "UBL-SR-47": (
        "BT-81",
        "La facture donne plusieurs modes de règlement différents (BT-81).",
        "Choisissez un seul mode de règlement pour toute la facture.",
    ),
    "UBL-SR-48": (
        "BT-151",
        "Une ligne n'a pas une catégorie de TVA et une seule (BT-151).",
        "Donnez à la ligne sa catégorie de TVA ; coupez la ligne en deux si elle en a deux.",
    ),
    "UBL-SR-51": (
        "",
        "Une adresse a plus de trois lignes.",
        "Gardez trois lignes d'adresse, en plus du code postal et de la ville.",
    ),
    "UBL-SR-53": (
        "BT-31",
        "Un intervenant annonce un numéro de TVA ou un identifiant fiscal sans le donner.",
        "Renseignez ce numéro, ou retirez le régime fiscal de cet intervenant.",
    ),
    "UBL-FREXT-SR-48": (
        "BT-151",
        (
            "Une ligne ordinaire n'a pas une catégorie de TVA et une seule, ou un sous-total en a "
            "plusieurs (BT-151)."
        ),
        "Donnez à la ligne sa catégorie de TVA ; coupez la ligne en deux si elle en a deux.",
    ),
    "UBL-DT-01": (
        "",
        "Un montant a plus de deux décimales.",
        "Arrondissez ce montant au centime, puis recalculez les totaux.",
    ),
    "UBL-DT-06": (
        "BT-125",
        "Un fichier joint ne dit pas de quel type il est (BT-125).",
        "Joignez le fichier à nouveau, en PDF de préférence.",
    ),
    "UBL-DT-07": (
        "BT-125",
        "Un fichier joint n'a pas de nom (BT-125).",
        "Donnez un nom au fichier joint, avec son extension, en 50 caractères au plus.",
    ),
    "UBL-CR-666": (
        "BG-24",
        "Un même document est à la fois un objet facturé (BT-18) et une pièce jointe (BT-125).",
        "Séparez les deux : une référence pour l'objet facturé, une autre pour la pièce jointe.",
    ),
    "UBL-CR-673": (
        "BG-24",
        "Un même document est à la fois un objet facturé (BT-18) et un document décrit (BT-123).",
        "Séparez les deux : une référence pour l'objet facturé, une autre pour le document joint.",
    ),
    "UBL-CR-002": (
        "",
        "La facture ne suit pas la version 2.1 de UBL.",
        "Produisez le fichier à nouveau en UBL 2.1, ou retirez le numéro de version.",
    ),
    "UBL-FREXT-CR-410": (
        "EXT-FR-FE-BG-14",
        "Les conditions de livraison de la facture contiennent plus que l'Incoterm et son lieu.",
        "Ne gardez que le code de l'Incoterm et le nom du lieu.",
    ),
    "UBL-FREXT-CR-645": (
        "EXT-FR-FE-BG-14",
        "Les conditions de livraison d'une ligne contiennent plus que l'Incoterm et son lieu.",
        "Ne gardez que le code de l'Incoterm et le nom du lieu.",
    ),
}

_DATA_TYPES = {
    "08": "schemeName",
    "09": "schemeAgencyName",
    "10": "schemeDataURI",
    "11": "schemeURI",
    "12": "format",
    "13": "unitCodeListID",
    "14": "unitCodeListAgencyID",
    "15": "unitCodeListAgencyName",
    "16": "listAgencyName",
    "17": "listName",
    "18": "name",
    "19": "languageID",
    "20": "listURI",
    "21": "listSchemeURI",
    "22": "languageLocaleID",
    "23": "uri",
    "24": "currencyCodeListVersionID",
    "25": "characterSetCode",
    "26": "encodingCode",
    "27": "schemeAgencyID",
    "28": "listAgencyID",
}

_UNUSED = re.compile(r"not include (?:the |an? )?(?P<element>[A-Za-z][\w /]*?)(?: unless .*)?\.?$")
_SPELLINGS = (
    ("Buyer Item Identification", "InvoiceLine Item BuyersItemIdentification ID"),
    ("Sellers Item Identification", "InvoiceLine Item SellersItemIdentification ID"),
    ("Price Allowance Reason Code", "InvoiceLine Price AllowanceCharge AllowanceChargeReasonCode"),
    ("Price Allowance Reason", "InvoiceLine Price AllowanceCharge AllowanceChargeReason"),
    (
        "Price Allowance Multiplier Factor",
        "InvoiceLine Price AllowanceCharge MultiplierFactorNumeric",
    ),
    ("Invoice ID scheme", "ID scheme"),
    ("DeliveryParty ", "Delivery DeliveryParty "),
    ("InvoiceLine Item Price", "InvoiceLine Price"),
    ("scheme identifier", "@schemeID"),
    (" schemeID", " @schemeID"),
    (" listID", " @listID"),
    ("unitCodeListID", "@unitCodeListID"),
    ("Country Identification code", "Country IdentificationCode"),
    ("PrimaryAccountNumber", "PaymentMeans CardAccount PrimaryAccountNumberID"),
    ("SalesOrderID", "OrderReference SalesOrderID"),
    ("PaymentID", "PaymentMeans PaymentID"),
)


def find(rule: str, text: str, path: str) -> Explanation | None:
    """Explain a rule on the UBL syntax; None when the id is not one."""
    if rule in RULES:
        return _told(rule, path)
    family, _, number = rule.rpartition("-")
    if family == "UBL-SR" and number in ONCE:
        return _given_twice(ONCE[number])
    if family == "UBL-DT" and number in _DATA_TYPES:
        return unused(ATTRIBUTES[_DATA_TYPES[number]], "")
    if family == "UBL-CR":
        return _outside_the_norm(text)
    return None


def unused(phrase: str, term: str) -> Explanation:
    """Say that a file holds something that EN 16931 does not use."""
    return Explanation(
        f"Le fichier contient {phrase}, que la norme EN 16931 n'utilise pas à cet endroit.",
        UNUSED_DETAIL_REMEDY if phrase.startswith(tuple(ATTRIBUTES.values())) else UNUSED_REMEDY,
        term,
    )


def _told(rule: str, path: str) -> Explanation:
    term, message, remedy = RULES[rule]
    explanation = Explanation(message, remedy, term)
    return explanation if term else placed(explanation, path)


def _given_twice(codes: tuple[str, ...]) -> Explanation:
    return Explanation(
        f"La facture donne plusieurs fois une information unique : {phrase_of(*codes)}.",
        ONCE_REMEDY,
        codes[0],
    )


def _outside_the_norm(text: str) -> Explanation:
    match = _UNUSED.search(text.strip())
    if match is None:
        return unused("un élément", "")
    if match["element"] == "extensions":
        return unused("une extension propre à un logiciel", "")
    name = match["element"].replace("/", " ")
    for spelling, right in _SPELLINGS:
        if spelling in name and right not in name:
            name = name.replace(spelling, right)
    place = place_of(steps_of(name.replace(" ", "/")))
    return unused(place.phrase, place.term)
