"""Reading hostile XML: no DTD, no entity, no network, UTF-8 only, a bounded number of elements.

The node size guard of the parser (10 MB of text) is lifted only for a file that is larger than
it, whose size the deposit limit already bounds. Lifting it also lifts the parser's guard against
entity expansion, hence the refusal of any DTD before parsing.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree

from chorus_simulator.formats import FlowUnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable

_PARSER_GUARD = 9_000_000
MARKUP_MAXIMUM = 2_000_000
"""Most "<" in a file; a thousand lines of invoice have some 60,000, and each costs memory."""
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


def read_by_unit(
    content: bytes, unit: str, visit: Callable[[etree._Element], None]
) -> etree._Element:
    """Visit each element ``unit`` then empty it; give the root, where the units are hollow.

    Memory holds one unit at a time. Raises FlowUnreadableError.
    """
    _refuse_traps(content)
    walk = etree.iterparse(
        BytesIO(content),
        events=("end",),
        tag=unit,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=len(content) > _PARSER_GUARD,
    )
    try:
        for _, node in walk:
            visit(node)
            attributes = dict(node.attrib)
            node.clear(keep_tail=True)
            node.attrib.update(attributes)
    except etree.XMLSyntaxError as error:
        raise FlowUnreadableError(
            "ERR_XSD_001", f"le fichier n'est pas du XML bien formé : {error.msg}."
        ) from error
    root = walk.root
    if root is None:
        raise FlowUnreadableError("ERR_XSD_001", "le fichier XML est vide.")
    return root


def read_whole(content: bytes) -> etree._Element:
    """Read a file at once; give its root. Raises FlowUnreadableError."""
    _refuse_traps(content)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=len(content) > _PARSER_GUARD,
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        why = error.msg if isinstance(error, etree.XMLSyntaxError) else "le fichier est vide"
        raise FlowUnreadableError(
            "ERR_XSD_001", f"le fichier n'est pas du XML bien formé : {why}."
        ) from error


def _refuse_traps(content: bytes) -> None:
    declared = _DECLARED.match(content.removeprefix(b"\xef\xbb\xbf")[:200])
    encoding = declared.group(1).decode().lower() if declared else "utf-8"
    if b"\x00" in content[:200]:
        encoding = "octets nuls"
    if encoding not in ("utf-8", "utf8", "us-ascii"):
        raise FlowUnreadableError(
            "IRR_SYNTAX", f"le fichier XML doit être en UTF-8 (trouvé : {encoding})."
        )
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise FlowUnreadableError("IRR_SYNTAX", "le fichier XML ne doit contenir ni DTD ni entité.")
    if content.count(b"<") > MARKUP_MAXIMUM:
        raise FlowUnreadableError("IRR_TAILLE_F", "le fichier XML contient trop d'éléments.")
