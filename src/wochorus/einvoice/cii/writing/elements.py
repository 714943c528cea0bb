"""The small elements of CII: texts, numbers, dates and identifiers in their tags.

Each function gives an empty text for what is absent, so that a section is one f-string in the
order of the schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.xml_text import escape, escape_attribute, number

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from wochorus.einvoice.model import Identifier


def text_element(name: str, text: str | None) -> str:
    """Write a text or a code."""
    if not text:
        return ""
    return f"<ram:{name}>{text if text.isalnum() else escape(text)}</ram:{name}>"


def number_element(name: str, value: Decimal | None) -> str:
    """Write an amount, a quantity or a rate, with the decimals it has."""
    return f"<ram:{name}>{number(value)}</ram:{name}>" if value is not None else ""


def identifier_element(name: str, identifier: Identifier | None) -> str:
    """Write an identifier, with its scheme if it has one."""
    if identifier is None:
        return ""
    scheme = identifier.scheme
    attribute = f' schemeID="{escape_attribute(scheme)}"' if scheme else ""
    return f"<ram:{name}{attribute}>{escape(identifier.value)}</ram:{name}>"


def group(name: str, content: str) -> str:
    """Wrap what a group holds; a group that holds nothing is not written."""
    return f"<ram:{name}>{content}</ram:{name}>" if content else ""


def date_element(name: str, day: date | None) -> str:
    """Write a date as year, month, day without marks (format 102 of UNTDID 2379)."""
    if day is None:
        return ""
    return (
        f'<ram:{name}><udt:DateTimeString format="102">{digits(day)}</udt:DateTimeString>'
        f"</ram:{name}>"
    )


def digits(day: date) -> str:
    """Write ``20261031``."""
    return f"{day.year * 10_000 + day.month * 100 + day.day:08}"
