"""Numbers, references, payment, amounts and dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from support.broken_invoices import AFNOR, CHORUS, changed, heavy_breakages, rules_broken
from support.einvoices import a_credit_note, a_line, a_whole_invoice
from wochorus.einvoice.dialects import DIALECTS, Circuit
from wochorus.einvoice.model import LinePrecedingInvoice, PrecedingInvoice
from wochorus.einvoice.validation.chorus import RULES, check_chorus
from wochorus.einvoice.validation.chorus.case import Case


@pytest.mark.parametrize(
    ("number", "rules"),
    [
        ("A" * 20, []),
        ("A" * 21, ["CP-NUM-01"]),
        ("2026/FA_1+2-3", []),
        ("FA 2026 1", []),
        ("FA 2026 ", ["CP-NUM-03"]),
        (" ", ["CP-NUM-03"]),
        ("FÀ 1", ["CP-NUM-02"]),
        ("FA\t1", ["CP-NUM-02", "CP-NUM-03"]),
        ("FA:2026" * 4, ["CP-NUM-01", "CP-NUM-02"]),
    ],
)
def test_a_number_is_one_that_chorus_pro_can_file(number: str, rules: list[str]) -> None:
    assert rules_broken(a_whole_invoice(number=number)) == rules


def test_the_message_gives_the_number_its_length_and_the_limit() -> None:
    invoice = a_whole_invoice(number="FA 2026/000000000000042")

    [finding] = check_chorus(invoice, DIALECTS[CHORUS])

    assert finding.message == (
        "Le n° de facture « FA 2026/000000000000042 » a 23 caractères, Chorus Pro en accepte 20."
    )


@pytest.mark.parametrize("circuit", list(Circuit))
def test_the_number_of_a_cited_invoice_is_held_to_the_same_length(circuit: Circuit) -> None:
    cited = (PrecedingInvoice(number="F" * 21, issue_date=date(2026, 9, 30)),)
    invoice = a_whole_invoice(circuit, a_credit_note(preceding_invoices=cited))

    [finding] = check_chorus(invoice, DIALECTS[circuit])

    assert finding.rule == ("CP-NUM-01" if circuit is CHORUS else "BR-FR-CPRO-02")
    assert (finding.term, finding.path) == ("BT-25", "preceding_invoices[0].number")


def test_the_number_of_an_invoice_cited_by_a_line_too() -> None:
    line = a_line(preceding_invoice=LinePrecedingInvoice(number="F" * 21))
    invoice = replace(a_whole_invoice(AFNOR, lines=1), lines=(line,))

    assert "BR-FR-CPRO-02" in rules_broken(invoice, AFNOR)


@pytest.mark.parametrize("code", ["261", "389", "471", "473", "500", "501", "502"])
@pytest.mark.parametrize("circuit", list(Circuit))
def test_what_the_buyer_wrote_himself_is_refused(code: str, circuit: Circuit) -> None:
    assert "CP-TYPE-02" in rules_broken(a_whole_invoice(circuit), circuit, {"type_code": code})


def test_a_corrective_invoice_is_advised_against_and_cites_its_origin() -> None:
    alone = a_whole_invoice(type_code="384")
    cited = (PrecedingInvoice(number="FA-1", issue_date=date(2026, 9, 30)),)

    assert rules_broken(alone) == ["CP-TYPE-03", "CP-REF-01"]
    assert rules_broken(replace(alone, preceding_invoices=cited)) == ["CP-TYPE-03"]


def test_a_credit_note_keeps_its_payment_in_the_reform_only() -> None:
    note = a_whole_invoice(AFNOR, a_credit_note())

    assert note.payment is not None
    assert rules_broken(note, AFNOR) == []
    said_historically = replace(a_whole_invoice(CHORUS, a_credit_note()), payment=note.payment)
    assert rules_broken(said_historically) == ["CP-PAIE-02"]


def test_an_advance_invoice_is_taken() -> None:
    assert rules_broken(a_whole_invoice(type_code="386")) == []


def test_an_invoice_of_a_million_lines_is_one_too_many() -> None:
    rule = next(rule for rule in RULES if rule.id == "BR-FR-CPRO-19")
    invoice = heavy_breakages()[rule.id].invoice()
    fewer = replace(invoice, lines=invoice.lines[1:])

    assert len(list(rule.look(Case(invoice=invoice, dialect=DIALECTS[AFNOR])))) == 1
    assert list(rule.look(Case(invoice=fewer, dialect=DIALECTS[AFNOR]))) == []


@pytest.mark.parametrize(
    ("account", "historical", "reform"),
    [
        ("FR7630006000011234567890189", [], []),
        ("FR7630006000011234567890180", ["CP-PAIE-05"], ["CP-PAIE-05"]),
        ("FR76 3000 6000 0112 3456 7890 189", ["CP-PAIE-05"], ["CP-PAIE-05", "BR-FR-CPRO-39"]),
        ("BE68539007547034", [], []),
        ("000123456789", ["CP-PAIE-05"], []),
        ("MT84MALT011000012345MTLCAST001S", [], ["BR-FR-CPRO-39"]),
    ],
)
def test_an_account_is_an_iban_and_its_key_is_right(
    account: str, historical: list[str], reform: list[str]
) -> None:
    changes = {"payment.credit_transfers[0].account": account}

    assert rules_broken(a_whole_invoice(CHORUS), CHORUS, changes) == historical
    assert rules_broken(a_whole_invoice(AFNOR), AFNOR, changes) == reform


@pytest.mark.parametrize("code", ["01", "10", "20", "48", "49", "59", "97"])
def test_a_payment_that_is_no_transfer_needs_no_account(code: str) -> None:
    changes = {"payment.means_code": code, "payment.credit_transfers": ()}

    assert rules_broken(a_whole_invoice(), changes=changes) == []


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"lines[0].price.net": Decimal("24.800000")}, []),
        ({"lines[0].price.net": Decimal("24.8000000")}, ["CP-NOMBRE-01"]),
        ({"lines[0].quantity": Decimal("12.5000")}, []),
        ({"lines[0].quantity": Decimal("12.50000")}, ["CP-NOMBRE-02"]),
        ({"lines[0].price.base_quantity": Decimal("1.00000")}, ["CP-NOMBRE-02"]),
        ({"lines[0].price.gross": Decimal("24.80"), "lines[0].price.discount": Decimal(0)}, []),
        ({"lines[0].price.base_quantity": Decimal(0)}, ["CP-PRIX-02"]),
        ({"lines[0].price.base_quantity": Decimal(-1)}, ["CP-PRIX-02", "CP-TOTAL-03"]),
        ({"totals.prepaid": Decimal(-1), "totals.due": Decimal("745.00")}, ["CP-MONTANT-01"]),
        ({"totals.due": Decimal("0.00")}, ["CP-TOTAL-01", "CP-CADRE-08"]),
        ({"tax_breakdown": ()}, ["CP-TOTAL-01", "CP-TOTAL-03"]),
        ({"lines": ()}, []),
        ({"lines[0].net_amount": Decimal(1)}, ["CP-TOTAL-03"]),
        ({"totals": None}, []),
    ],
)
def test_numbers_and_totals_of_the_historical_circuit(
    changes: dict[str, Any], rules: list[str]
) -> None:
    assert sorted(set(rules_broken(a_whole_invoice(), changes=changes))) == sorted(rules)


@pytest.mark.parametrize(
    ("rate", "remedy"),
    [
        ("20.00", None),
        ("5.5", None),
        ("0.2", "Un taux s'écrit en pourcentage : 20 plutôt que 0.2 (BT-152)."),
        ("0.055", "Un taux s'écrit en pourcentage : 5.5 plutôt que 0.055 (BT-152)."),
        ("19", "Corrigez le taux des lignes (BT-152) : 20, 10, 5.5, 2.1 ou 0 en métropole."),
    ],
)
def test_a_french_seller_s_rate_is_one_of_france(rate: str, remedy: str | None) -> None:
    invoice = changed(a_whole_invoice(), "tax_breakdown[0].rate", Decimal(rate))

    findings = check_chorus(invoice, DIALECTS[CHORUS])

    told = [finding.remedy for finding in findings if finding.rule == "CP-TVA-01"]
    assert told == ([remedy] if remedy else [])


def test_a_foreign_seller_charges_the_rate_of_its_country() -> None:
    invoice = changed(a_whole_invoice(), "seller.vat_identifier", "DE123456789")

    assert "CP-TVA-01" not in rules_broken(changed(invoice, "tax_breakdown[0].rate", Decimal(19)))


def test_an_account_with_spaces_is_given_back_without_them() -> None:
    spaced = "FR76 3000 6000 0112 3456 7890 189"
    invoice = changed(a_whole_invoice(), "payment.credit_transfers[0].account", spaced)

    [finding] = check_chorus(invoice, DIALECTS[CHORUS])

    assert finding.remedy == "Écrivez-le sans espace : FR7630006000011234567890189 (BT-84)."


def test_a_total_that_is_wrong_names_the_official_rule_beside() -> None:
    invoice = changed(a_whole_invoice(), "totals.due", Decimal(1))

    [finding] = check_chorus(invoice, DIALECTS[CHORUS])

    assert (finding.rule, finding.detail) == ("CP-TOTAL-01", "BR-CO-16")


def test_cents_of_vat_are_a_doubt_and_never_hold_an_invoice_back() -> None:
    whole = a_whole_invoice(lines=1)
    a_cent_more = {
        "tax_breakdown[0].tax_amount": Decimal("62.01"),
        "totals.tax": Decimal("62.01"),
        "totals.with_tax": Decimal("372.01"),
        "totals.due": Decimal("372.01"),
    }

    assert rules_broken(whole, changes=a_cent_more) == ["CP-TOTAL-03"]


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"due_date": date(2026, 10, 30)}, ["CP-DATE-02"]),
        ({"due_date": date(2026, 10, 31)}, []),
        ({"due_date": date(2026, 10, 30), "type_code": "386"}, []),
        ({"period.start": date(1999, 12, 31)}, ["CP-DATE-01"]),
        ({"period.end": date(2100, 1, 1)}, ["CP-DATE-01"]),
    ],
)
def test_dates_that_cannot_be(changes: dict[str, Any], rules: list[str]) -> None:
    assert rules_broken(a_whole_invoice(), changes=changes) == rules


def test_an_odd_value_is_named_in_french_with_its_term() -> None:
    invoice = changed(a_whole_invoice(), "lines[1].price.net", Decimal("24.8000000"))

    [finding] = check_chorus(invoice, DIALECTS[CHORUS])

    assert "prix unitaire HT, BT-146" in finding.message
    assert (finding.term, finding.path) == ("BT-146", "lines[1].price.net")
