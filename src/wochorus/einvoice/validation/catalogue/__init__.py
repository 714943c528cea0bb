"""Every official rule in the words of a French billing clerk.

The official rules say what is wrong in the language of the standard (« BT-109 shall equal… »).
``explain`` gives the sentence, the remedy and the business term for each of them. One module
per family of rules holds plain tables, loaded when a rule of the family is first asked for.
"""

from __future__ import annotations

import re
from importlib import import_module
from textwrap import shorten
from typing import TYPE_CHECKING, cast

from wochorus.einvoice.validation.catalogue.explanation import Explanation

if TYPE_CHECKING:
    from collections.abc import Callable

    Find = Callable[[str, str, str], Explanation | None]

__all__ = ["Explanation", "explain"]

_FAMILIES = (
    ("BR-FR-DEC-", ("decimals",)),
    ("BR-FR-MV-", ("several_sellers",)),
    ("BR-FR-BD-", ("several_sellers",)),
    ("BR-FR-", ("french",)),
    ("BR-FREXT-", ("vat_categories", "code_lists", "extended_ctc_fr")),
    ("BR-FXEXT-", ("vat_categories", "extended_ctc_fr")),
    ("BR-EXT-", ("code_lists",)),
    ("BR-CL-", ("code_lists",)),
    ("BR-DEC-", ("decimals",)),
    ("BR-", ("en16931", "vat_categories")),
    ("PEPPOL-", ("en16931",)),
    ("UBL-", ("ubl_syntax",)),
    ("CII-", ("cii_syntax",)),
)
_LONGEST_QUOTE = 500
_NAMED_IN_TEXT = re.compile(r"\s*\[([A-Z][A-Za-z]*-[\w-]+)\]")
_TERM_IN_TEXT = re.compile(r"\b(?:BT|BG)-\d+\b")


def explain(rule_id: str, official_text: str = "", path: str = "") -> Explanation:
    """Explain an official rule in French, whatever the rule set it comes from.

    ``official_text`` is the text of the failed assertion and ``path`` the place where it failed
    (an XPath in any spelling). Ids that are numbers without meaning (FX-SCH-A-000123), and
    reports without an id, can only be explained from the text; the path tells which of several
    like elements is meant. A rule that is in no table gives a sentence with its id and official
    text, never an error.
    """
    rule, text = rule_id.strip(), " ".join(official_text.split())
    for name in (rule, _named_in(text)):
        if name and (found := _in_the_tables(name, text, path)):
            return found
    return _finder("facturx")(rule, text, path) or _as_it_stands(rule, text)


def _in_the_tables(rule: str, text: str, path: str) -> Explanation | None:
    families = next((names for prefix, names in _FAMILIES if rule.startswith(prefix)), ())
    answers = (_finder(family)(rule, text, path) for family in families)
    return next((answer for answer in answers if answer), None)


def _finder(family: str) -> Find:
    return cast("Find", import_module(f"{__name__}.{family}").find)


def _named_in(text: str) -> str:
    match = _NAMED_IN_TEXT.match(text)
    return match[1] if match else ""


def _as_it_stands(rule: str, text: str) -> Explanation:
    named = _TERM_IN_TEXT.search(text)
    name = f"La règle officielle {rule}" if rule else "Une règle officielle"
    quoted = f" : « {shorten(text.removesuffix('.'), _LONGEST_QUOTE, placeholder='…')} »"
    return Explanation(
        f"{name} n'est pas respectée{quoted if text else ''}.",
        "Corrigez la donnée que nomme la règle ; si elle ne vous dit rien, transmettez le texte de "
        "la règle à l'éditeur du logiciel qui a produit la facture.",
        named[0] if named else "",
    )
