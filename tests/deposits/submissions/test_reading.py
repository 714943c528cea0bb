"""What Chorus Pro reads in a PDF against what the journal says, field by field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from wochorus.choruspro import DepositedPdf, SubmissionCadre, SubmissionMode
from wochorus.core.errors import Permanent
from wochorus.deposits.submissions.reading import compare
from wochorus.deposits.submissions.request import FrozenRequest

WHOLE = {
    "pieceJointeId": 5,
    "numeroFacture": "FA-1",
    "dateFacture": "2026-11-01",
    "codeDestinataire": "12345678200051",
    "codeServiceExecutant": "FIN",
    "codeFournisseur": "73282932000074",
    "codeDeviseFacture": "EUR",
    "typeFacture": "FACTURE",
    "numeroBonCommande": "BC-1",
    "montantHtTotal": 100,
    "montantTVA": 20,
    "montantTtcAvantRemiseGlobalTTC": 120,
    "montantAPayer": 120,
}
NAMES = (
    *("numéro", "date", "destinataire", "code service", "n° d'engagement", "fournisseur"),
    *("devise", "type", "HT", "TVA", "TTC", "net à payer"),
)


def a_request(**changes: Any) -> FrozenRequest:
    usual: dict[str, Any] = {
        "mode": SubmissionMode.PDF,
        "number": "FA-1",
        "issue_date": date(2026, 11, 1),
        "supplier_siret": "73282932000074",
        "recipient_siret": "12345678200051",
        "code_service": "FIN",
        "cadre": SubmissionCadre.SUPPLIER,
        "validator": "",
        "validator_service": "",
        "currency": "EUR",
        "kind": "FACTURE",
        "vat_regime": "TVA_SUR_DEBIT",
        "exemption": "",
        "marche": "",
        "engagement": "BC-1",
        "preceding_invoice": "",
        "payment_means": "VIREMENT",
        "lines": (),
        "vat": (),
        "without_tax": Decimal(100),
        "vat_total": Decimal(20),
        "with_tax": Decimal(120),
        "due": Decimal(120),
        "comment": "",
    }
    return FrozenRequest(**(usual | changes))


def read(**changes: Any) -> DepositedPdf:
    return DepositedPdf.read(WHOLE | changes)


def test_the_same_invoice_has_no_difference_and_nothing_unread() -> None:
    found = compare(read(), a_request())
    assert (found.differences, found.unread, found.told()) == ((), (), "")


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("numeroFacture", "FA-2", "numéro"),
        ("dateFacture", "2026-11-02", "date"),
        ("codeDestinataire", "12345678200028", "destinataire"),
        ("codeServiceExecutant", "RH", "code service"),
        ("numeroBonCommande", "BC-2", "n° d'engagement"),
        ("codeFournisseur", "55203253400646", "fournisseur"),
        ("codeDeviseFacture", "USD", "devise"),
        ("typeFacture", "AVOIR", "type"),
        ("montantHtTotal", 100.01, "HT"),
        ("montantTVA", 19.99, "TVA"),
        ("montantTtcAvantRemiseGlobalTTC", 121, "TTC"),
        ("montantAPayer", 0, "net à payer"),
    ],
)
def test_each_field_read_otherwise_is_one_difference(field: str, value: object, name: str) -> None:
    found = compare(read(**{field: value}), a_request())
    assert [each.field for each in found.differences] == [name]
    assert found.unread == ()


def test_nothing_read_is_no_difference_and_is_all_said() -> None:
    found = compare(DepositedPdf.read({"pieceJointeId": 5}), a_request())
    assert (found.differences, found.unread) == ((), NAMES)


@pytest.mark.parametrize(
    "changes",
    [
        {"numeroFacture": "fa - 1"},
        {"codeDestinataire": "123 456 782 00051"},
        {"numeroBonCommande": "bc-1"},
        {"montantHtTotal": -100, "montantTVA": "-20.000000"},
        {"montantHtTotal": "100.000000"},
    ],
)
def test_what_is_only_written_otherwise_is_no_difference(changes: dict[str, Any]) -> None:
    assert compare(read(**changes), a_request()).differences == ()


def test_a_reference_that_we_do_not_give_is_a_difference() -> None:
    [found] = compare(read(), a_request(engagement="")).differences
    assert str(found) == "n° d'engagement : BC-1 lu, rien dans le journal"


def test_a_request_is_read_again_as_it_was_written() -> None:
    request = a_request()
    assert FrozenRequest.from_bytes(request.to_bytes()) == request
    assert request.to_bytes() == a_request().to_bytes()


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff", b'{"format": "autre"}'])
def test_a_request_of_another_kind_is_refused(content: bytes) -> None:
    with pytest.raises(Permanent, match="ne se lit pas"):
        FrozenRequest.from_bytes(content)
