"""Running the rules on one invoice."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from lxml import etree
from saxonche import PySaxonProcessor

from chorus_simulator import rules
from chorus_simulator.formats.cii import PREFIXES as CII
from chorus_simulator.formats.facturx import invoice_in
from chorus_simulator.formats.safe_xml import read_whole
from chorus_simulator.formats.ubl import PREFIXES as UBL
from chorus_simulator.rules import dialect
from chorus_simulator.rules.findings import broken_rules
from chorus_simulator.rules.sheets import path_of, sheet_of

if TYPE_CHECKING:
    from chorus_simulator.formats.record import BrokenRule

LINES_MAXIMUM = 5_000
"""Lines of the largest invoice that is judged: the published rules need 12 s for as many, and
four times as long for twice as many."""
ELEMENTS_MAXIMUM = 200_000
"""Elements of the largest document that is judged, whatever they are."""
_UNKNOWN_GUIDELINE = frozenset({"FX-SCH-A-000556"})
"""Wants a Factur-X profile, which a file that is no Factur-X need not name."""
_CONTENTS = (
    f"{{{CII['ram']}}}AttachmentBinaryObject",
    f"{{{UBL['cbc']}}}EmbeddedDocumentBinaryObject",
)
_LINES = (
    f"{{{CII['ram']}}}IncludedSupplyChainTradeLineItem",
    f"{{{UBL['cac']}}}InvoiceLine",
    f"{{{UBL['cac']}}}CreditNoteLine",
)
_log = logging.getLogger(__name__)


class Judge:
    """One Saxon, and the rules that it has compiled so far."""

    def __init__(self) -> None:
        self._saxon = PySaxonProcessor(license=False)
        self._compiler = self._saxon.new_xslt30_processor()
        self._sheets: dict[str, Any] = {}

    def judge(self, syntax: str, content: bytes) -> tuple[BrokenRule, ...]:
        """Give the rules that an invoice breaks; ``content`` is one file of a flow, read before."""
        root = read_whole(invoice_in(content) if syntax == rules.FACTURX else content)
        if _is_too_large(root):
            return ()
        tolerated = dialect.brought_to_the_norm(root)
        if syntax == rules.CII:
            tolerated |= _UNKNOWN_GUIDELINE
        for node in root.iter(*_CONTENTS):
            node.text = ""  # no rule looks into attachments, and each may have 10 MB
        return broken_rules(self._report(root), tolerated)

    def _report(self, root: etree._Element) -> str:
        document = self._saxon.parse_xml(xml_text=etree.tostring(root, encoding="unicode"))
        sheet = sheet_of(root)
        if sheet not in self._sheets:
            path = str(path_of(sheet))
            self._sheets[sheet] = self._compiler.compile_stylesheet(stylesheet_file=path)
        return str(self._sheets[sheet].transform_to_string(xdm_node=document))


def _is_too_large(root: etree._Element) -> bool:
    """Say whether a document would keep the rules busy for too long; the log tells it."""
    for what, names, maximum in (
        ("lignes", _LINES, LINES_MAXIMUM),
        ("éléments", (), ELEMENTS_MAXIMUM),
    ):
        if sum(1 for _ in root.iter(*names)) > maximum:
            _log.warning("Règles officielles non appliquées : plus de %s %s", maximum, what)
            return True
    return False
