"""What the number of a flow says: who sent it, and in which format.

25 characters: the application (6), the digits of the interface code (4), a sequence (15). AIFE
external specification of 30/04/2026, general document §3.4.5.
"""

from __future__ import annotations

import re

from wochorus.choruspro.catalogue.syntaxes import SYNTAXES

_GRAMMAR = re.compile(r"([A-Z0-9]{6})(\d{4})([A-Z0-9]{15})", re.ASCII)
_LABELS = {syntax.interface[3:7]: syntax.label for syntax in SYNTAXES.values() if syntax.interface}


def flow_number_meaning(number: str) -> str:
    """Explain a flow number in French: « application CPP001, interface 1113 (…), séquence … ».

    Empty for what is no flow number.
    """
    found = _GRAMMAR.fullmatch(number)
    if found is None:
        return ""
    application, interface, sequence = found.groups()
    label = _LABELS.get(interface)
    told = f"{interface} ({label})" if label else interface
    return f"application {application}, interface {told}, séquence {sequence.lstrip('0') or '0'}"
