"""What a template receives: the invoice in French words, ready to print."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from support.einvoice_strategies import arbitrary_invoices
from support.einvoices import a_credit_note, a_line, a_town_hall, an_invoice
from wochorus.core.errors import InvalidInput
from wochorus.einvoice.model import (
    Address,
    CreditTransfer,
    Delivery,
    DocumentAllowanceCharge,
    Identifier,
    Invoice,
    Item,
    LineAllowanceCharge,
    Note,
    OperationCategory,
    Payee,
    PaymentInstructions,
    Period,
    PrecedingInvoice,
    Price,
    SupportingDocument,
)
from wochorus.einvoice.rendering import french
from wochorus.einvoice.rendering.template_values import template_values
from wochorus.einvoice.rendering.units import unit_word
from wochorus.einvoice.totals import Exemption, complete

NARROW, FIXED = "\u202f", "\u00a0"


def values(invoice: Invoice) -> dict[str, object]:
    return template_values(complete(invoice))


def facts(listed: object) -> dict[str, str]:
    assert isinstance(listed, list)
    return {fact["label"]: fact["value"] for fact in listed}


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("1234.5", f"1{NARROW}234,5"),
        ("12.50", "12,5"),
        ("100", "100"),
        ("1E+3", f"1{NARROW}000"),
        ("-0.125", "−0,125"),
    ],
)
def test_quantities_have_no_idle_zeros(number: str, written: str) -> None:
    assert french.number(Decimal(number)) == written


@pytest.mark.parametrize(
    ("number", "written"),
    [("3", "3,00"), ("12.5", "12,50"), ("0.0125", "0,0125"), ("1234", f"1{NARROW}234,00")],
)
def test_prices_keep_their_decimals_and_have_two_at_least(number: str, written: str) -> None:
    assert french.price(Decimal(number)) == written


def test_amounts_carry_the_true_minus_and_the_currency() -> None:
    assert french.amount(Decimal("-1234.5"), "EUR") == f"−1{NARROW}234,50{FIXED}€"
    assert french.amount(Decimal(2), "CHF") == f"2,00{FIXED}CHF"
    assert french.amount(Decimal(2)) == "2,00"


def test_periods_are_said_in_words() -> None:
    first, last = date(2026, 10, 1), date(2026, 10, 31)
    assert french.period(Period(start=first, end=last)) == "du 01/10/2026 au 31/10/2026"
    assert french.period(Period(start=first, end=first)) == "le 01/10/2026"
    assert french.period(Period(start=first)) == "à partir du 01/10/2026"
    assert french.period(Period(end=last)) == "jusqu’au 31/10/2026"
    assert french.period(None) == ""


def test_identifiers_are_grouped_and_foreign_ones_left_alone() -> None:
    assert french.siret("552 100 554 00013").split() == ["552", "100", "554", "00013"]
    assert french.vat_number("FR96552100554").split() == ["FR", "96", "552", "100", "554"]
    assert french.vat_number("DE123456789") == "DE123456789"
    assert french.iban("FR7630006000011234567890189").split() == [
        *("FR76", "3000", "6000", "0112", "3456", "7890", "189"),
    ]


@pytest.mark.parametrize(
    ("code", "quantity", "word"),
    [
        ("HUR", "1.5", "heure"),
        ("HUR", "2", "heures"),
        ("MON", "3", "mois"),
        ("MTK", "40", "m²"),
        ("LS", "1", "forfait"),
        ("ZZ9", "2", "ZZ9"),
    ],
)
def test_units_are_words_and_the_plural_begins_at_two(code: str, quantity: str, word: str) -> None:
    assert unit_word(code, Decimal(quantity)) == word


def test_an_invoice_without_its_amounts_is_refused() -> None:
    with pytest.raises(InvalidInput, match="pas tous ses montants"):
        template_values(an_invoice())


def test_the_head_says_what_it_is_for_whom_and_when() -> None:
    said = values(an_invoice(due_date=date(2026, 11, 30)))
    assert said["document_title"] == "Facture FA-2026-0042"
    assert facts(said["dates"]) == {
        "Date": "31/10/2026",
        "Échéance": "30/11/2026",
        "Période": "du 01/10/2026 au 31/10/2026",
    }
    seller = said["seller"]
    assert isinstance(seller, dict)
    assert facts(seller["identifiers"]) == {
        "SIRET": "552\u00a0100\u00a0554\u00a000013",
        "TVA": "FR\u00a096\u00a0552\u00a0100\u00a0554",
    }
    assert said["seller_legal"] == ["SAS au capital de 50 000 € – RCS Créteil 552 100 554"]


def test_the_references_of_a_public_buyer_have_their_names() -> None:
    service = a_town_hall(identifiers=(Identifier("SERV1", "0224"),))
    said = values(an_invoice(buyer=service, project_reference="CHANTIER 9", business_process="A1"))
    assert facts(said["references"]) == {
        "Code service": "SERV1",
        "N° d’engagement": "ENG-2026-118",
        "N° de marché": "2024-07",
        "N° de projet": "CHANTIER 9",
        "Cadre de facturation": "A1",
    }


def test_a_foreign_address_ends_with_its_country() -> None:
    abroad = a_town_hall(address=Address(line_1="Rue Haute 1", city="Bruxelles", country="BE"))
    said = values(an_invoice(buyer=abroad))
    assert isinstance(said["buyer"], dict)
    assert said["buyer"]["address"] == ["Rue Haute 1", "Bruxelles", "BELGIQUE"]


def test_a_line_says_its_details_under_its_name() -> None:
    line = a_line(
        quantity=Decimal(200),
        unit="KGM",
        item=Item(name="Sel", description="Sac de 25 kg\nLivré", seller_identifier="S-25"),
        price=Price(
            net=Decimal("9.00"),
            gross=Decimal("10.00"),
            discount=Decimal("1.00"),
            base_quantity=Decimal(100),
        ),
        period=Period(start=date(2026, 10, 1), end=date(2026, 10, 31)),
        allowances=(
            LineAllowanceCharge(
                amount=Decimal("1.80"),
                percentage=Decimal(10),
                base_amount=Decimal(18),
                reason="Remise fidélité",
            ),
        ),
        notes=(Note("Bon n° 12"),),
    )
    [said] = template_values(complete(replace(an_invoice(0), lines=(line,))))["lines"]
    assert (said["quantity"], said["unit"], said["unit_price"]) == ("200", "kg", "9,00")
    assert said["price_base"] == f"pour 100{FIXED}kg"
    assert said["details"] == [
        "Sac de 25 kg",
        "Livré",
        "Période : du 01/10/2026 au 31/10/2026",
        "Bon n° 12",
        f"Réf.{FIXED}S-25",
        "Prix brut 10,00, remise 1,00",
        f"Remise fidélité (10{FIXED}% de 18,00) : −1,80",
    ]
    assert said["amount"] == "16,20"


def test_totals_show_what_there_is_and_nothing_else() -> None:
    plain = values(an_invoice())
    assert list(facts(plain["totals"])) == ["Total HT", "TVA", "Total TTC"]
    remise = DocumentAllowanceCharge(amount=Decimal(20), reason="Remise", tax_rate=Decimal(20))
    frais = DocumentAllowanceCharge(amount=Decimal(5), tax_rate=Decimal(20))
    invoice = complete(an_invoice(allowances=(remise,), charges=(frais,)), prepaid=Decimal(100))
    full = template_values(invoice)
    assert facts(full["totals"]) == {
        "Total des lignes HT": f"620,00{FIXED}€",
        "Remises": f"−20,00{FIXED}€",
        "Frais": f"5,00{FIXED}€",
        "Total HT": f"605,00{FIXED}€",
        "TVA": f"121,00{FIXED}€",
        "Total TTC": f"726,00{FIXED}€",
        "Déjà payé": f"−100,00{FIXED}€",
    }
    assert full["due"] == {"label": "Net à payer", "value": f"626,00{FIXED}€"}
    assert [row["label"] for row in full["adjustments"]] == ["Remise", "Frais"]


def test_a_credit_note_is_an_avoir_that_names_what_it_corrects() -> None:
    said = values(a_credit_note())
    assert (said["kind"], said["is_credit_note"]) == ("Avoir", True)
    assert said["preceding"] == [f"Avoir sur la facture n°{FIXED}FA-2026-0031 du 30/09/2026"]
    assert isinstance(said["due"], dict)
    assert said["due"]["label"] == "Net en votre faveur"


def test_a_corrective_invoice_says_which_one_it_corrects() -> None:
    earlier = (PrecedingInvoice(number="FA-2026-0031", issue_date=date(2026, 9, 30)),)
    said = values(an_invoice(type_code="384", preceding_invoices=earlier))
    assert said["kind"] == "Facture rectificative"
    assert said["preceding"] == [f"Rectifie la facture n°{FIXED}FA-2026-0031 du 30/09/2026"]
    later = values(an_invoice(preceding_invoices=earlier))
    assert later["preceding"] == [f"Fait suite à la facture n°{FIXED}FA-2026-0031 du 30/09/2026"]


def test_mentions_of_the_law_come_from_the_notes_and_others_stay_notes() -> None:
    invoice = an_invoice(
        notes=(
            Note("Pas d'escompte.", "AAB"),
            Note("Pénalités : trois fois l'intérêt légal.", "PMD"),
            Note("Indemnité de 40 €.", "PMT"),
            Note("Merci.\nÀ bientôt."),
            Note("B2G", "BAR"),
        ),
        operation_category=OperationCategory.SERVICES,
    )
    said = values(invoice)
    assert said["mentions"] == [
        "Prestations de services.",
        "Pénalités : trois fois l'intérêt légal.",
        "Indemnité de 40 €.",
        "Pas d'escompte.",
    ]
    assert said["notes"] == ["Merci.", "À bientôt."]


def test_the_option_for_debits_is_printed_for_services_alone() -> None:
    option = "Option pour le paiement de la taxe d’après les débits."
    services, goods = OperationCategory.SERVICES, OperationCategory.GOODS

    def mentions(code: str | None, category: OperationCategory) -> object:
        return values(an_invoice(tax_point_date_code=code, operation_category=category))["mentions"]

    assert option in str(mentions("5", services))
    assert option not in str(mentions("72", services))
    assert option not in str(mentions(None, services))
    assert option not in str(mentions("5", goods))


def test_reverse_charge_and_self_billing_are_said() -> None:
    line = a_line(tax_category="AE", tax_rate=Decimal(0))
    said = values(replace(an_invoice(0), lines=(line,), type_code="389"))
    assert "Autoliquidation." in str(said["mentions"])
    assert "Autofacturation." in str(said["mentions"])
    assert said["taxes"] == [{"label": "Autoliquidation", "base": "310,00", "amount": "0,00"}]
    assert said["tax_reasons"] == []


def test_an_exemption_gives_its_reason() -> None:
    line = a_line(tax_category="E", tax_rate=Decimal(0))
    invoice = complete(
        replace(an_invoice(0), lines=(line,)),
        exemptions={"E": Exemption("TVA non applicable, art. 293 B du CGI")},
    )
    said = template_values(invoice)
    assert said["lines"][0]["tax"] == "Exonéré"
    assert said["tax_reasons"] == ["Exonéré : TVA non applicable, art. 293 B du CGI"]


def test_payment_shows_the_account_as_banks_print_it() -> None:
    payment = PaymentInstructions(
        means_code="58",
        remittance_information="FA-2026-0042",
        credit_transfers=(CreditTransfer(account="FR7630006000011234567890189"),),
    )
    said = template_values(complete(an_invoice(payment=payment)))
    assert facts(said["payment"]) == {
        "Mode": "Virement SEPA",
        "Échéance": "30/11/2026",
        "Référence à rappeler": "FA-2026-0042",
    }
    [account] = said["accounts"]
    assert account["iban"].split() == ["FR76", "3000", "6000", "0112", "3456", "7890", "189"]


def test_goods_are_delivered_and_services_carried_out() -> None:
    where = Delivery(name="Gymnase", actual_date=date(2026, 10, 30))
    services = values(an_invoice(delivery=where, payee=Payee(name="Factor SA")))
    goods = values(an_invoice(delivery=where, operation_category=OperationCategory.GOODS))
    assert facts(services["dates"])["Exécution"] == "30/10/2026"
    assert facts(services["delivery"]) == {"Lieu d’exécution": "Gymnase"}
    assert facts(services["intermediaries"]) == {"Bénéficiaire du paiement": "Factor SA"}
    assert facts(goods["dates"])["Livraison"] == "30/10/2026"
    assert facts(goods["delivery"]) == {"Lieu de livraison": "Gymnase"}


def test_supporting_documents_are_named_in_words() -> None:
    documents = (
        SupportingDocument(reference="BL-55", description="BON_LIVRAISON"),
        SupportingDocument(reference="RIB", description="RIB"),
    )
    said = values(an_invoice(supporting_documents=documents))
    assert said["enclosures"] == ["Bon livraison BL-55", "RIB"]


CONTRACT = {
    *("contract", "document_title", "kind", "number", "is_credit_note", "currency", "logo"),
    *("seller", "seller_legal", "buyer", "footer", "dates", "references", "delivery"),
    *("intermediaries", "preceding", "lines", "has_long_lines", "adjustments", "taxes"),
    *("tax_reasons", "totals", "due", "payment", "accounts", "payment_terms", "mentions"),
    *("notes", "enclosures", "has_long_end"),
}


@given(arbitrary_invoices())
@settings(max_examples=60)
def test_any_invoice_fills_the_whole_contract(invoice: Invoice) -> None:
    said = template_values(complete(invoice))
    assert set(said) == CONTRACT
    json.dumps(said)


def test_the_contract_is_written_where_companies_read_it() -> None:
    from wochorus.einvoice.rendering import template_values as contract

    for key in CONTRACT - {"contract"}:
        assert f"``{key}``" in (contract.__doc__ or "")
