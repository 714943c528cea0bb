"""What the rules found: each broken rule with the path of its field, as the portal writes paths.

The stylesheets answer in SVRL, the report language of Schematron: one ``failed-assert`` for each
broken rule, with the rule's name, its official sentence (in English), and the XPath of the
element. Warnings are not refusals, and are left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from chorus_simulator.formats.record import BrokenRule

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

FINDINGS_MAXIMUM = 50
_SVRL = {"svrl": "http://purl.oclc.org/dsdl/svrl"}
_STEP = re.compile(r"/(?:@|\*:|\w+:)?([\w.-]+)(?:\[[^\]]*\])*")
_NAME_AHEAD = re.compile(r"^\s*\[[^\]]*\]\s*-?\s*")


def broken_rules(report: str, tolerated: Container[str]) -> tuple[BrokenRule, ...]:
    """Read a report; give what refuses the invoice, the rules of the norm before the others."""
    found = dict.fromkeys(_read(report))
    kept = [rule for rule in found if rule.name not in tolerated]
    # The rules FX-SCH of Factur-X say again, of the same element, what those of the norm say.
    kept.sort(key=lambda rule: rule.name.startswith("FX-SCH"))
    return tuple(kept[:FINDINGS_MAXIMUM])


def _read(report: str) -> Iterator[BrokenRule]:
    for node in etree.fromstring(report.encode()).iterfind(".//svrl:failed-assert", _SVRL):
        if node.get("flag", "").lower() in ("warning", "information", "info"):
            continue
        said = " ".join(node.xpath("string(svrl:text)", namespaces=_SVRL).split())
        name, path = node.get("id") or "sans nom", _path(node.get("location", ""))
        yield BrokenRule(name, path, _NAME_AHEAD.sub("", said))


def _path(location: str) -> str:
    """Write an XPath as the portal does: names below the root, joined by dots."""
    return ".".join(_STEP.findall(location)[1:])
