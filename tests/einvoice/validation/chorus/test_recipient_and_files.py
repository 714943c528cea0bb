"""What the recipient asks for, the attachments, and the mentions of the law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from support.broken_invoices import AFNOR, CHORUS, changed, rules_broken
from support.einvoices import a_line, a_whole_invoice, an_invoice
from wochorus.core.attachments import LONGEST_NAME
from wochorus.deposits.checks import content
from wochorus.directory.queries import RESERVED_SERVICE
from wochorus.einvoice.dialects import DIALECTS, Circuit
from wochorus.einvoice.model import (
    AttachedFile,
    Delivery,
    Note,
    OperationCategory,
    SupportingDocument,
)
from wochorus.einvoice.totals import complete
from wochorus.einvoice.validation.chorus import Requirements, routing

SERVICE, ENGAGEMENT, EITHER = (
    Requirements(service=True),
    Requirements(engagement=True),
    Requirements(service_or_engagement=True),
)
NUMBERS = {
    Circuit.CHORUS: ("CP-ROUTE-01", "CP-ROUTE-02", "CP-ROUTE-03"),
    Circuit.AFNOR: ("BR-FR-CPRO-11", "BR-FR-CPRO-12", "BR-FR-CPRO-13"),
}


@pytest.mark.parametrize("circuit", list(Circuit))
@pytest.mark.parametrize(
    ("wanted", "service", "engagement", "broken"),
    [
        (Requirements(), None, None, ()),
        (SERVICE, None, "ENG-1", (0,)),
        (SERVICE, "SG", None, ()),
        (ENGAGEMENT, "SG", None, (1,)),
        (ENGAGEMENT, None, "ENG-1", ()),
        (EITHER, None, None, (2,)),
        (EITHER, "SG", None, ()),
        (EITHER, None, "ENG-1", ()),
        (Requirements(service=True, engagement=True), None, None, (0, 1)),
        (Requirements(engagement=True, service_or_engagement=True), "SG", None, (1,)),
    ],
)
def test_the_recipient_gets_what_the_annuaire_says_it_wants(
    circuit: Circuit,
    wanted: Requirements,
    service: str | None,
    engagement: str | None,
    broken: tuple[int, ...],
) -> None:
    invoice = a_whole_invoice(circuit, buyer_reference=service, purchase_order_reference=engagement)

    found = rules_broken(invoice, circuit, requirements=wanted)

    assert found == [NUMBERS[circuit][number] for number in broken]


@pytest.mark.parametrize("circuit", list(Circuit))
def test_a_company_does_not_bill_the_service_of_public_bodies(circuit: Circuit) -> None:
    invoice = a_whole_invoice(circuit, buyer_reference=RESERVED_SERVICE)

    assert rules_broken(invoice, circuit) == ["CP-ROUTE-04"]


def _with_files(*named: tuple[str, bytes]) -> Any:
    return tuple(
        SupportingDocument(
            reference=name,
            file=AttachedFile(content=content, media_type="application/pdf", file_name=name),
        )
        for name, content in named
    )


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("rib.pdf", []),
        ("RIB.PDF", []),
        ("photos.tar.gz", []),
        ("été à la mairie.docx", []),
        ("r" * 46 + ".pdf", []),
        ("r" * 47 + ".pdf", ["CP-PJ-01"]),
        (".pdf", ["CP-PJ-02"]),
        ("rib.", ["CP-PJ-02"]),
        ("macro.exe", ["CP-PJ-03"]),
        ("rib#1.pdf", ["CP-PJ-08"]),
        ("C:\\rib.pdf", ["CP-PJ-08"]),
    ],
)
def test_an_attachment_bears_a_name_that_chorus_pro_takes(name: str, rules: list[str]) -> None:
    documents = _with_files((name, b"%PDF-"))

    assert rules_broken(a_whole_invoice(supporting_documents=documents)) == rules


def test_every_attachment_is_looked_at() -> None:
    documents = _with_files(("a.pdf", b""), ("b.exe", b"x"), ("c.pdf", b"x"))

    assert rules_broken(a_whole_invoice(AFNOR, supporting_documents=documents), AFNOR) == [
        "CP-PJ-03",
        "CP-PJ-04",
    ]


def test_the_limits_are_those_of_the_checks_before_deposit() -> None:
    lengths = DIALECTS[CHORUS].lengths
    assert lengths["BT-125"] == LONGEST_NAME
    assert lengths["BT-1"] == content.NUMBER_LENGTH
    assert routing.RESERVED_SERVICE == RESERVED_SERVICE
    assert lengths["BT-10"] == content.SERVICE_LENGTH
    assert lengths["BT-12"] == lengths["BT-13"] == content.REFERENCE_LENGTH


@pytest.mark.parametrize(
    ("changes", "is_dated"),
    [
        ({"period": None}, False),
        ({"period": None, "delivery": Delivery(actual_date=date(2026, 10, 31))}, True),
        ({"period": None, "lines": (a_line(delivery_date=date(2026, 10, 31)),)}, True),
        ({"period": None, "type_code": "386"}, True),
    ],
)
def test_an_invoice_says_when_the_work_was_done(changes: dict[str, Any], is_dated: bool) -> None:
    assert ("CP-MENTION-05" not in rules_broken(a_whole_invoice(), changes=changes)) == is_dated


def test_reverse_charge_is_written_somewhere() -> None:
    line = a_line(tax_category="AE", tax_rate=Decimal(0))
    whole = complete(replace(an_invoice(), lines=(line,)))
    silent = changed(whole, "tax_breakdown[0].exemption_reason", "Art. 283-2 du CGI")
    told = replace(silent, notes=(Note("TVA due par le preneur : AUTOLIQUIDATION"),))

    rules = [set(rules_broken(a_whole_invoice(CHORUS, case))) for case in (whole, silent, told)]

    assert ["CP-MENTION-02" in found for found in rules] == [False, True, False]


@pytest.mark.parametrize(
    ("category", "note", "is_told"),
    [
        (OperationCategory.SERVICES, None, True),
        (OperationCategory.SERVICES, "Option pour le paiement d'après les débits", False),
        (OperationCategory.GOODS, None, False),
        (None, None, False),
    ],
)
def test_the_option_for_debits_is_written(
    category: OperationCategory | None, note: str | None, is_told: bool
) -> None:
    invoice = a_whole_invoice(
        tax_point_date_code="5",
        operation_category=category,
        notes=(Note(note),) if note else (),
    )

    assert ("CP-MENTION-07" in rules_broken(invoice)) == is_told
