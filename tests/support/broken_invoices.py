"""For each rule of Chorus Pro, the smallest change of a valid example that breaks it alone.

``python -m support.broken_invoices`` writes the examples of the package anew. Those that would
weigh megabytes are built for the tests only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from wochorus.core.identifiers import french_vat_number
from wochorus.einvoice.dialects import DIALECTS, Circuit, express
from wochorus.einvoice.examples import VALID, example
from wochorus.einvoice.json_format import to_json
from wochorus.einvoice.model import (
    AttachedFile,
    CreditTransfer,
    Delivery,
    Identifier,
    Invoice,
    Payee,
    PaymentInstructions,
    PrecedingInvoice,
    SupportingDocument,
)
from wochorus.einvoice.validation.chorus import Requirements, check_chorus

CHORUS, AFNOR = Circuit.CHORUS, Circuit.AFNOR
FOLDER = Path(__file__).parents[2] / "src" / "wochorus" / "einvoice" / "examples" / "broken"
_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")


@dataclass(frozen=True, slots=True)
class Breakage:
    """A valid example said in a circuit, what is changed in it, and what the check is told."""

    base: str
    circuit: Circuit
    changes: dict[str, Any]
    told: dict[str, Any] = field(default_factory=dict)

    def invoice(self) -> Invoice:
        """Build the broken invoice."""
        broken = express(example(VALID, self.base), DIALECTS[self.circuit]).invoice
        for path, value in self.changes.items():
            broken = changed(broken, path, value)
        return broken


def rules_broken(
    invoice: Invoice, circuit: Circuit = CHORUS, changes: dict[str, Any] | None = None, **told: Any
) -> list[str]:
    """List the rules that ``invoice`` breaks, warnings too, once ``changes`` are made in it."""
    for path, value in (changes or {}).items():
        invoice = changed(invoice, path, value)
    return [finding.rule for finding in check_chorus(invoice, DIALECTS[circuit], **told)]


def changed(group: Any, path: str, value: Any) -> Any:
    """Return ``group`` with another value at ``path`` (``lines[0].price.gross``)."""
    step, _, rest = path.partition(".")
    found = _STEP.fullmatch(step)
    assert found is not None, path
    name, position = found[1], found[2]
    held = getattr(group, name)
    if position is None:
        return replace(group, **{name: changed(held, rest, value) if rest else value})
    entries = list(held)
    entries[int(position)] = changed(entries[int(position)], rest, value)
    return replace(group, **{name: tuple(entries)})


def main() -> None:
    """Write the broken examples of the package."""
    FOLDER.mkdir(exist_ok=True)
    for stale in FOLDER.glob("*.json"):
        stale.unlink()
    for rule, breakage in BREAKAGES.items():
        (FOLDER / f"{rule}.json").write_text(to_json(breakage.invoice()), encoding="utf-8")


def _commune(circuit: Circuit, changes: dict[str, Any], **told: Any) -> Breakage:
    return Breakage("nettoyage-commune", circuit, changes, told)


def _on(base: str, circuit: Circuit, changes: dict[str, Any], **told: Any) -> Breakage:
    return Breakage(base, circuit, changes, told)


def _file(name: str = "plan.pdf", size: int = 1) -> SupportingDocument:
    # The zeros of all the files of one size are the same bytes: 130 MB weigh 10 in memory.
    file = AttachedFile(content=_zeros(size), media_type="application/pdf", file_name=name)
    return SupportingDocument(reference=name, description="DOCUMENT_ANNEXE", file=file)


_ZEROS: dict[int, bytes] = {}


def _zeros(size: int) -> bytes:
    return _ZEROS.setdefault(size, bytes(size))


_TWO_ORIGINS = (
    PrecedingInvoice(number="FA-2026-0101", issue_date=date(2026, 10, 31)),
    PrecedingInvoice(number="FA-2026-0088", issue_date=date(2026, 9, 30)),
)
_TRANSFER = PaymentInstructions(
    means_code="30", credit_transfers=(CreditTransfer(account="FR7630006000011234567890189"),)
)
_LONG = "Entretien des bâtiments communaux, secteur nord et secteur sud. "


def _text(length: int) -> str:
    return (_LONG * (length // len(_LONG) + 1))[: length - 1] + "."


_FRAMES = {
    "CP-CADRE-01": _commune(CHORUS, {"business_process": None}),
    "CP-CADRE-02": _commune(CHORUS, {"business_process": "S1"}),
    "CP-CADRE-03": _commune(AFNOR, {"business_process": "A1"}),
    "CP-CADRE-04": _commune(CHORUS, {"business_process": "A4"}),
    "CP-CADRE-05": _commune(CHORUS, {"business_process": "A99"}),
    "CP-CADRE-06": _commune(AFNOR, {"business_process": "S8"}),
    "CP-CADRE-07": _on(
        "deja-payee", CHORUS, {"totals.prepaid": Decimal("400.00"), "totals.due": Decimal("68.00")}
    ),
    "CP-CADRE-08": _on("deja-payee", CHORUS, {"business_process": "A1"}),
    "CP-CADRE-09": _on("sous-traitant", CHORUS, {"contract_reference": None}),
    "CP-CADRE-10": _commune(CHORUS, {"business_process": "A9"}),
    "CP-CADRE-11": _on("sous-traitant", AFNOR, {"seller_agent": None}),
    "BR-FR-CPRO-24": _commune(AFNOR, {"business_process": "S5"}),
}

_NUMBERS = {
    "CP-NUM-01": _commune(CHORUS, {"number": "FA 2026/000000000000042"}),
    "BR-FR-CPRO-02": _commune(AFNOR, {"number": "FA-2026/000000000000042"}),
    "CP-NUM-02": _commune(CHORUS, {"number": "FA.2026.0101"}),
    "CP-NUM-03": _commune(CHORUS, {"number": "FA 2026  0101"}),
}

_REFERENCES = {
    "CP-TYPE-01": _commune(CHORUS, {"type_code": "325"}),
    "CP-TYPE-02": _commune(CHORUS, {"type_code": "389"}),
    "CP-TYPE-03": _on("avoir", AFNOR, {"type_code": "384"}),
    "CP-REF-01": _on("avoir", CHORUS, {"preceding_invoices": ()}),
    "CP-REF-02": _on("avoir", CHORUS, {"preceding_invoices": _TWO_ORIGINS}),
    "BR-FR-CPRO-20": _on("avoir", AFNOR, {"preceding_invoices": _TWO_ORIGINS}),
    "BR-FR-CPRO-01": _commune(AFNOR, {"contract_type": "ACCORD-CADRE"}),
}

_IDENTIFIERS = {
    "CP-ID-01": _commune(CHORUS, {"seller.legal_registration": Identifier("123456782", "0002")}),
    "CP-ID-02": _commune(CHORUS, {"buyer.legal_registration": Identifier("210000006", "0002")}),
    "CP-ID-03": _commune(
        CHORUS, {"seller.legal_registration": Identifier("12345678200010", "0088")}
    ),
    "CP-ID-04": _commune(CHORUS, {"seller.legal_registration": Identifier("12345678200010", "1")}),
    "CP-ID-05": _commune(CHORUS, {"seller.identifiers": (Identifier("12345678200028", "0009"),)}),
    "CP-ID-06": _commune(AFNOR, {"seller.vat_identifier": french_vat_number("552100554")}),
    "CP-ID-07": _commune(CHORUS, {"seller.vat_identifier": "FR99123456782"}),
    "CP-ID-08": _commune(
        CHORUS, {"buyer.legal_registration": Identifier("21000000600011", "0002")}
    ),
    "BR-FR-CPRO-03": _commune(
        AFNOR,
        {
            "seller.legal_registration": None,
            "seller.identifiers": (Identifier("5790000435975", "0088"),),
        },
    ),
    "BR-FR-CPRO-04-08": _commune(
        AFNOR,
        {
            "seller.identifiers": (
                Identifier("12345678200010", "0009"),
                Identifier("1234", "0228"),
            )
        },
    ),
    "BR-FR-CPRO-09": _commune(AFNOR, {"seller.identifiers": ()}),
    "BR-FR-CPRO-10": _commune(AFNOR, {"buyer.identifiers": ()}),
    "BR-FR-CPRO-17": _commune(
        AFNOR,
        {"payee": Payee(name="Rivages Factor", legal_registration=Identifier("510000003", "0002"))},
    ),
}

_WANTS_SERVICE = Requirements(service=True)
_WANTS_ENGAGEMENT = Requirements(engagement=True)
_WANTS_EITHER = Requirements(service_or_engagement=True)
_ROUTING = {
    "CP-ROUTE-01": _on(
        "hopital-code-service", CHORUS, {"buyer_reference": None}, requirements=_WANTS_SERVICE
    ),
    "CP-ROUTE-02": _commune(
        CHORUS, {"purchase_order_reference": None}, requirements=_WANTS_ENGAGEMENT
    ),
    "CP-ROUTE-03": _commune(CHORUS, {"purchase_order_reference": None}, requirements=_WANTS_EITHER),
    "CP-ROUTE-04": _commune(CHORUS, {"buyer_reference": "FACTURES_PUBLIQUES"}),
    "BR-FR-CPRO-11": _on(
        "hopital-code-service",
        AFNOR,
        {"buyer.identifiers": (Identifier("26000000500017", "0009"),)},
        requirements=_WANTS_SERVICE,
    ),
    "BR-FR-CPRO-12": _commune(
        AFNOR, {"purchase_order_reference": None}, requirements=_WANTS_ENGAGEMENT
    ),
    "BR-FR-CPRO-13": _commune(
        AFNOR, {"purchase_order_reference": None}, requirements=_WANTS_EITHER
    ),
}

_ACCOUNT = "payment.credit_transfers[0].account"
_PAYMENT = {
    "CP-PAIE-01": _commune(CHORUS, {"payment": None}),
    "CP-PAIE-02": _on("avoir", CHORUS, {"payment": _TRANSFER}),
    "CP-PAIE-03": _commune(CHORUS, {"payment.means_code": "57"}),
    "CP-PAIE-04": _commune(CHORUS, {"payment.credit_transfers": ()}),
    "CP-PAIE-05": _commune(CHORUS, {_ACCOUNT: "FR7630006000011234567890188"}),
    "CP-PAIE-06": _commune(
        CHORUS, {"payment.credit_transfers[0].service_provider": "CREDIT AGRICOLE"}
    ),
    "BR-FR-CPRO-39": _commune(AFNOR, {_ACCOUNT: "MT84MALT011000012345MTLCAST001S"}),
}

_AMOUNTS = {
    "CP-NOMBRE-01": _commune(CHORUS, {"lines[0].price.net": Decimal("24.8000001")}),
    "CP-NOMBRE-02": _commune(CHORUS, {"lines[0].quantity": Decimal("42.50001")}),
    "CP-PRIX-01": _commune(CHORUS, {"lines[0].price.gross": Decimal("24.80")}),
    "CP-PRIX-02": _commune(CHORUS, {"lines[0].price.base_quantity": Decimal(0)}),
    # A hair beside 20 %: the amounts stay right, the rate alone is wrong.
    "CP-TVA-01": _commune(
        CHORUS,
        {"lines[0].tax_rate": Decimal("20.0001"), "tax_breakdown[0].rate": Decimal("20.0001")},
    ),
    "CP-MONTANT-01": _commune(
        CHORUS, {"totals.prepaid": Decimal("2000.00"), "totals.due": Decimal("-735.20")}
    ),
    "CP-TOTAL-01": _commune(
        CHORUS, {"totals.with_tax": Decimal("1264.81"), "totals.due": Decimal("1264.81")}
    ),
    "CP-TOTAL-02": _commune(CHORUS, {"tax_breakdown[0].taxable_amount": Decimal("1050.00")}),
    "CP-TOTAL-03": _commune(CHORUS, {"lines[0].price.net": Decimal("24.81")}),
    "CP-DEVISE-01": _commune(CHORUS, {"currency": "CHF"}),
}

_DATES = {
    "CP-DATE-01": _commune(CHORUS, {"issue_date": date(1926, 10, 31)}),
    "CP-DATE-02": _commune(CHORUS, {"due_date": date(2026, 9, 30)}),
    "CP-DATE-03": _commune(CHORUS, {"issue_date": date(2026, 11, 29)}, today=date(2026, 11, 24)),
}

_LENGTHS = {
    "CP-LONG-10": _commune(CHORUS, {"buyer_reference": "S" * 101}),
    "CP-LONG-12": _commune(CHORUS, {"contract_reference": "M" * 51}),
    "CP-LONG-13": _commune(CHORUS, {"purchase_order_reference": "E" * 51}),
    "BR-FR-CPRO-14": _commune(AFNOR, {"contract_reference": "M" * 51}),
    "BR-FR-CPRO-15": _commune(AFNOR, {"purchase_order_reference": "E" * 51}),
    "BR-FR-CPRO-30": _on("pieces-jointes", AFNOR, {"supporting_documents[0].reference": "R" * 51}),
    "BR-FR-CPRO-31": _commune(AFNOR, {"lines[0].item.description": _text(1025)}),
    "BR-FR-CPRO-32": _commune(AFNOR, {"seller.address.line_1": _text(401)}),
    "BR-FR-CPRO-33": _commune(AFNOR, {"seller.address.city": _text(401)}),
    "BR-FR-CPRO-34": _commune(AFNOR, {"buyer.trading_name": _text(100)}),
    "BR-FR-CPRO-35": _commune(AFNOR, {"payment_terms": _text(1025)}),
    "BR-FR-CPRO-36": _commune(AFNOR, {"seller.trading_name": _text(100)}),
    "BR-FR-CPRO-37": _commune(AFNOR, {"payee": Payee(name=_text(100))}),
    "BR-FR-CPRO-38": _commune(AFNOR, {"delivery": Delivery(location=Identifier("L" * 21, "0088"))}),
    "BR-FR-CPRO-42": _commune(AFNOR, {"notes[0].text": _text(1025)}),
    "BR-FR-CPRO-43": _commune(AFNOR, {"seller.name": _text(100)}),
    "BR-FR-CPRO-44": _commune(AFNOR, {"buyer.name": _text(100)}),
}

_NAME = "supporting_documents[0].file.file_name"
_FILES = {
    "CP-TEXTE-01": _commune(CHORUS, {"lines[0].item.name": "Entretien\x0bde l'hôtel de ville"}),
    "CP-PJ-01": _on("pieces-jointes", CHORUS, {_NAME: f"{'r' * 47}.pdf"}),
    "BR-FR-CPRO-41": _on("pieces-jointes", AFNOR, {_NAME: f"{'r' * 47}.pdf"}),
    "CP-PJ-02": _on("pieces-jointes", CHORUS, {_NAME: "rib-proprelux"}),
    "CP-PJ-03": _on("pieces-jointes", CHORUS, {_NAME: "rib-proprelux.exe"}),
    "CP-PJ-04": _on("pieces-jointes", CHORUS, {"supporting_documents[0].file.content": b""}),
    "CP-PJ-08": _on("pieces-jointes", CHORUS, {_NAME: "rib & iban.pdf"}),
}

_MENTIONS = {
    "CP-MENTION-01": _on("exoneree", CHORUS, {"tax_breakdown[0].exemption_reason": None}),
    "CP-MENTION-02": _on(
        "autoliquidation",
        CHORUS,
        {"tax_breakdown[0].exemption_reason": "Article 283-2 nonies du CGI"},
    ),
    "CP-MENTION-03": _on("autoliquidation", CHORUS, {"buyer.vat_identifier": None}),
    "CP-MENTION-04": _commune(CHORUS, {"seller.legal_information": None}),
    "CP-MENTION-05": _commune(CHORUS, {"period": None}),
    "CP-MENTION-06": _commune(CHORUS, {"buyer.address.city": None}),
    "CP-MENTION-07": _commune(CHORUS, {"tax_point_date_code": "5"}),
    "CP-MENTION-08": _commune(
        CHORUS, {"purchase_order_reference": None, "contract_reference": None}
    ),
}

BREAKAGES: dict[str, Breakage] = {
    **_FRAMES,
    **_NUMBERS,
    **_REFERENCES,
    **_IDENTIFIERS,
    **_ROUTING,
    **_PAYMENT,
    **_AMOUNTS,
    **_DATES,
    **_LENGTHS,
    **_FILES,
    **_MENTIONS,
}
"""Those that are shipped as examples, by rule."""


def heavy_breakages() -> dict[str, Breakage]:
    """Build those that no example file could hold."""
    line = example(VALID, "nettoyage-commune").lines[0]
    ten_megabytes = 10_000_000
    return {
        "BR-FR-CPRO-19": _commune(AFNOR, {"lines": (line,) * 1_000_000}),
        "CP-PJ-05": _commune(CHORUS, {"supporting_documents": (_file(size=ten_megabytes + 1),)}),
        "CP-PJ-06": _commune(
            CHORUS, {"supporting_documents": (_file(size=ten_megabytes),) * 12 + (_file(),)}
        ),
        "CP-PJ-07": _commune(
            CHORUS, {"supporting_documents": (_file(size=ten_megabytes),) * 9 + (_file(),)}
        ),
    }


if __name__ == "__main__":
    main()
