"""The controls over CII, UBL and Factur-X: the same rules, each with the paths of its format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from simulator.bills import A_PLAIN_PDF, FORMS, Bill, BillLine, Form, a_zip, coded
from simulator.speaking import (
    CLEANING_COMPANY,
    CLOSED,
    ENGAGEMENT_REQUIRED,
    ONE_OF_TWO,
    SERVICE_REQUIRED,
    WORKS_ONLY,
    Supplier,
)

if TYPE_CHECKING:
    from simulator.running import Simulator

CII_AGREEMENT = "SupplyChainTradeTransaction.ApplicableHeaderTradeAgreement."
CII_SETTLEMENT = "SupplyChainTradeTransaction.ApplicableHeaderTradeSettlement."
CII_TOTALS = f"{CII_SETTLEMENT}SpecifiedTradeSettlementHeaderMonetarySummation."
CII_MEANS = f"{CII_SETTLEMENT}SpecifiedTradeSettlementPaymentMeans."
CII_LINE = "SupplyChainTradeTransaction.IncludedSupplyChainTradeLineItem."
CII_SELLER = f"{CII_AGREEMENT}SellerTradeParty.SpecifiedLegalOrganization.ID"
CII_BUYER = f"{CII_AGREEMENT}BuyerTradeParty.SpecifiedLegalOrganization.ID"
UBL_SELLER = "AccountingSupplierParty.Party.PartyIdentification.ID"
UBL_BUYER = "AccountingCustomerParty.Party.PartyIdentification.ID"
PATHS = {
    "number": ("ExchangedDocument.ID", "ID"),
    "kind": ("ExchangedDocument.TypeCode", "InvoiceTypeCode"),
    "cadre": (
        "ExchangedDocumentContext.BusinessProcessSpecifiedDocumentContextParameter.ID",
        "ProfileID",
    ),
    "supplier": (CII_SELLER, UBL_SELLER),
    "supplier type": (f"{CII_SELLER}.schemeID", f"{UBL_SELLER}.schemeName"),
    "recipient": (CII_BUYER, UBL_BUYER),
    "service": (f"{CII_AGREEMENT}BuyerReference", "BuyerReference"),
    "engagement": (
        f"{CII_AGREEMENT}BuyerOrderReferencedDocument.IssuerAssignedID",
        "OrderReference.ID",
    ),
    "contract": (
        f"{CII_AGREEMENT}ContractReferencedDocument.IssuerAssignedID",
        "ContractDocumentReference.ID",
    ),
    "payment": (
        f"{CII_MEANS}TypeCode",
        "PaymentMeans.PaymentMeansCode",
    ),
    "account": (
        f"{CII_MEANS}PayeePartyCreditorFinancialAccount.IBANID",
        "PaymentMeans.PayeeFinancialAccount.ID",
    ),
    "currency": (f"{CII_SETTLEMENT}InvoiceCurrencyCode", "DocumentCurrencyCode"),
    "origin": (
        f"{CII_SETTLEMENT}InvoiceReferencedDocument.IssuerAssignedID",
        "BillingReference.InvoiceDocumentReference.ID",
    ),
    "net": (f"{CII_TOTALS}TaxBasisTotalAmount", "LegalMonetaryTotal.TaxExclusiveAmount"),
    "gross": (f"{CII_TOTALS}GrandTotalAmount", "LegalMonetaryTotal.TaxInclusiveAmount"),
    "payable": (f"{CII_TOTALS}DuePayableAmount", "LegalMonetaryTotal.PayableAmount"),
    "VAT total": (f"{CII_TOTALS}TaxTotalAmount", "TaxTotal.TaxAmount"),
    "lines total": (f"{CII_TOTALS}LineTotalAmount", "LegalMonetaryTotal.LineExtensionAmount"),
    "allowances total": (
        f"{CII_TOTALS}AllowanceTotalAmount",
        "LegalMonetaryTotal.AllowanceTotalAmount",
    ),
    "quantity": (
        f"{CII_LINE}SpecifiedLineTradeDelivery.BilledQuantity",
        "InvoiceLine.InvoicedQuantity",
    ),
}
REFUSED = {
    "number of 21 characters": (Bill("A" * 21), "number"),
    "number with a forbidden character": (Bill("FA#1"), "number"),
    "number with a leading space": (Bill(" FA1"), "number"),
    "self-billed type": (Bill(kind="389"), "kind"),
    "frame of services of the other circuit": (Bill(cadre="S1"), "cadre"),
    "frame of goods of the other circuit": (Bill(cadre="B1"), "cadre"),
    "mixed frame of the other circuit": (Bill(cadre="M1"), "cadre"),
    "frame that does not exist": (Bill(cadre="A26"), "cadre"),
    "frame that is an address": (Bill(cadre="urn:fdc:peppol.eu:2017"), "cadre"),
    "works frame": (Bill(cadre="A4"), "cadre"),
    "SIREN of the supplier": (Bill(supplier="732829320"), "supplier"),
    "supplier unknown to the portal": (Bill(supplier="35600000000048"), "supplier"),
    "scheme of the other circuit": (Bill(scheme="0009"), "supplier type"),
    "no scheme": (Bill(scheme=""), "supplier type"),
    "SIREN of the recipient": (Bill(recipient="123456782"), "recipient"),
    "unknown recipient": (Bill(recipient="99999999999999"), "recipient"),
    "inactive recipient": (Bill(recipient=CLOSED), "recipient"),
    "works-only recipient": (Bill(recipient=WORKS_ONLY), "recipient"),
    "service missing": (Bill(recipient=SERVICE_REQUIRED), "service"),
    "unknown service": (Bill(service="NULLE_PART"), "service"),
    "inactive service": (Bill(service="SERVICE_INACTIF"), "service"),
    "long service": (Bill(service="S" * 101), "service"),
    "engagement missing": (Bill(recipient=ENGAGEMENT_REQUIRED), "engagement"),
    "service asks for an engagement": (Bill(service="SERVICE_EJ_OBL"), "engagement"),
    "one of the two missing": (Bill(recipient=ONE_OF_TWO), "service"),
    "long engagement": (Bill(engagement="E" * 51), "engagement"),
    "long contract": (Bill(marche="M" * 51), "contract"),
    "no payment means": (Bill(payment=None, iban=None), "payment"),
    "transfer without an account": (Bill(iban=None), "account"),
    "account with a wrong key": (Bill(iban="FR7630006000011234567890188"), "account"),
    "credit note with payment means": (Bill(kind="381"), "payment"),
    "credit note of a malformed invoice": (
        Bill(kind="381", payment=None, iban=None, origin="#"),
        "origin",
    ),
    "currency that is none": (Bill(currency="EU"), "currency"),
    "net not the sum of bases": (
        Bill(net="1000.02", lines_total=None, gross="1200.02", payable="1200.02"),
        "net",
    ),
    "net not the lines less the allowances": (
        Bill(allowances=("10.00",), net="1000.00"),
        "net",
    ),
    "VAT not the sum of its lines": (Bill(vat_total="200.02"), "VAT total"),
    "gross not net and VAT": (Bill(gross="1200.02", payable="1200.02"), "gross"),
    "payable not gross less paid": (Bill(prepaid="100.00"), "payable"),
    "less to pay than is said": (Bill(payable="200.00"), "payable"),
    "already paid with something to pay": (Bill(cadre="A2"), "payable"),
    "negative invoice": (
        Bill(
            lines=(BillLine("-10"),),
            net="-10",
            vat=(("-10", "-2"),),
            gross="-12",
            payable="-12",
        ),
        "gross",
    ),
}
REFUSED_IN_FULL = {
    "lines that do not add up": (
        Bill(lines_total="1000.00", lines=(BillLine("900"),)),
        "lines total",
    ),
    "allowances that do not add up": (
        Bill(
            allowances=("10.00",),
            allowances_total="20.00",
            lines=(BillLine("1020"),),
        ),
        "allowances total",
    ),
    "quantity of five decimals": (Bill(lines=(BillLine(quantity="1.00001"),)), "quantity"),
}
ACCEPTED = {
    "plain": Bill(),
    "SIRETs by the portal's own type": Bill(scheme="1"),
    "no frame": Bill(cadre=None),
    "twenty characters of all kinds": Bill("Az09 -_+/0123456789x"),
    "subcontractor": Bill(cadre="A9"),
    "service given": Bill(recipient=SERVICE_REQUIRED, service="SERVICE_DEST_SERV_OBL"),
    "engagement of the two": Bill(recipient=ONE_OF_TWO, engagement="4500012345"),
    "paid by card": Bill(payment="48", iban=None),
    "already paid": Bill(cadre="A2", prepaid="1200.00", payable="0.00"),
    "partly paid": Bill(prepaid="200.00", payable="1000.00"),
    "a cent of rounding": Bill(gross="1200.01", payable="1200.01"),
    "credit note": Bill(kind="381", payment=None, iban=None, origin="2403-001"),
    "allowances and charges": Bill(
        lines=(BillLine("1010.00"),), allowances=("30.00", "10.00"), charges=("30.00",)
    ),
    "two rates": Bill(
        lines=(BillLine("100"), BillLine("50")),
        net="150",
        vat=(("100", "20"), ("50", "5.50")),
        gross="175.5",
        payable="175.5",
    ),
}


def verdict(supplier: Supplier, form: Form, bill: Bill) -> Any:
    answer = supplier.deposit(form.write(bill), f"facture.{form.extension}", form.syntax)
    return supplier.report(answer["numeroFluxDepot"])


def reasons(supplier: Supplier, form: Form, bill: Bill) -> str:
    """Deposit one invoice that must be refused; give the label of its refusal."""
    report = verdict(supplier, form, bill)
    assert report["etatCourantDepotFlux"] == "IN_REJETE", report
    assert report["listeErreurTechnique"] is None, report
    (line,) = report["listeErreurDP"]
    assert line["numeroDP"] == (bill.number or "")
    return str(line["libelleErreurDP"])


def path_of(form: Form, field: str, bill: Bill | None = None) -> str:
    path = PATHS[field]["UBL" in form.syntax]
    if bill is not None and bill.kind == "381" and "UBL" in form.syntax:
        path = path.replace("InvoiceTypeCode", "CreditNoteTypeCode")
    return f"FichierXml.{path}.value : "


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("case", REFUSED)
def test_an_invoice_is_refused_with_the_path_of_its_fault(
    supplier: Supplier, case: str, form: Form
) -> None:
    bill, field = REFUSED[case]
    label = reasons(supplier, form, bill)
    assert path_of(form, field, bill) in label
    assert len(label) <= 200


@pytest.mark.parametrize("name", ["CII", "Factur-X", "UBL"])
@pytest.mark.parametrize("case", REFUSED_IN_FULL)
def test_a_full_format_has_its_lines_checked(supplier: Supplier, case: str, name: str) -> None:
    bill, field = REFUSED_IN_FULL[case]
    assert path_of(FORMS[name], field) in reasons(supplier, FORMS[name], bill)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("case", ACCEPTED)
def test_a_sound_invoice_is_integrated(supplier: Supplier, case: str, form: Form) -> None:
    report = verdict(supplier, form, ACCEPTED[case])
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE", report
    (row,) = supplier.search()["listeFactures"]
    assert row["numeroFacture"] == ACCEPTED[case].number


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_portal_knows_all_of_an_invoice(
    simulator: Simulator, supplier: Supplier, form: Form
) -> None:
    bill = Bill(
        recipient=SERVICE_REQUIRED,
        service="SERVICE_DEST_SERV_OBL",
        engagement="4500012345",
        marche="2026-M-01",
        prepaid="200.00",
        payable="1000.00",
    )
    answer = supplier.deposit(form.write(bill), f"facture.{form.extension}", form.syntax)
    flow = answer["numeroFluxDepot"]
    assert flow.startswith(f"CPP001{form.interface}")
    report = supplier.report(flow)
    assert report["codeInterfaceDepotFlux"] == f"FSO{form.interface}A"
    (row,) = supplier.search(numeroFluxDepot=flow, recupererTaille=True)["listeFactures"]
    assert (row["typeFacture"], row["modeDepot"]) == ("FACTURE", "UPLOAD_API")
    assert (row["montantHT"], row["montantTTC"], row["montantAPayer"]) == (1000, 1200, 1000)
    assert (row["codeFournisseur"], row["codeDestinataire"]) == (CLEANING_COMPANY, SERVICE_REQUIRED)
    assert (row["codeServiceExecutant"], row["numeroBonCommande"], row["numeroMarche"]) == (
        "SERVICE_DEST_SERV_OBL",
        "4500012345",
        "2026-M-01",
    )
    assert row["dateFacture"] == "2026-04-30"
    (known,) = simulator.admin.invoices()
    assert (known["number"], known["supplier"], known["recipient"]) == (
        bill.number,
        CLEANING_COMPANY,
        SERVICE_REQUIRED,
    )
    assert (known["net"], known["gross"], known["payable"]) == ("1000.00", "1200.00", "1000.00")
    assert (known["syntax"], known["cadre"]) == (form.syntax, "A1")
    (flow_known,) = simulator.admin.flows()
    assert flow_known["syntax"] == form.syntax


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_number_serves_once_whatever_the_format(supplier: Supplier, form: Form) -> None:
    assert verdict(supplier, FORMS["CII"], Bill())["etatCourantDepotFlux"] == "IN_INTEGRE"
    assert "doublon" in reasons(supplier, form, Bill())
    assert verdict(supplier, form, Bill(date="2025-12-31"))["etatCourantDepotFlux"] == "IN_INTEGRE"


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_an_invoice_refused_at_integration_may_come_again_under_its_number(
    supplier: Supplier, form: Form
) -> None:
    reasons(supplier, form, Bill(cadre="S1"))
    assert verdict(supplier, form, Bill())["etatCourantDepotFlux"] == "IN_INTEGRE"


@pytest.mark.parametrize(
    ("field", "bill"),
    [
        ("number", Bill(number=None)),
        ("kind", Bill(kind=None)),
        ("supplier", Bill(supplier=None)),
        ("recipient", Bill(recipient=None)),
        ("currency", Bill(currency=None)),
        ("net", Bill(net=None)),
        ("gross", Bill(gross=None)),
        ("payable", Bill(payable=None)),
    ],
)
def test_a_missing_field_of_cii_is_named(supplier: Supplier, field: str, bill: Bill) -> None:
    label = reasons(supplier, FORMS["CII"], bill)
    assert label.startswith(f"{path_of(FORMS['CII'], field)}la donnée est obligatoire")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("20260430", "20260231", "date malformée"),
        ("20260430", "2026-04-30", "date malformée"),
        ('format="102">20260430', 'format="203">202604300000', "date malformée"),
        ("1200.00</ram:GrandTotalAmount", "1200.0000001</ram:GrandTotalAmount", "nombre malformé"),
        ("1200.00</ram:GrandTotalAmount", f"{'9' * 20}</ram:GrandTotalAmount", "nombre malformé"),
    ],
)
def test_a_malformed_value_of_cii_is_told(
    supplier: Supplier, old: str, new: str, words: str
) -> None:
    content = Bill().cii()
    assert old.encode() in content
    form = Form(
        "IN_DP_E1_CII_16B", "1106", "xml", lambda _: content.replace(old.encode(), new.encode(), 1)
    )
    assert words in reasons(supplier, form, Bill())


GRAMMAR = {
    "unknown element": ("CII", "<ram:TypeCode>380", "<ram:Truc/><ram:TypeCode>380", "« Truc »"),
    "doubled element": (
        "CII",
        "<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>",
        "<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>" * 2,
        "« InvoiceCurrencyCode »",
    ),
    "no delivery": (
        "CII",
        "<ram:ApplicableHeaderTradeDelivery/>",
        "",
        "attendu : ApplicableHeaderTradeDelivery",
    ),
    "amount that is none": (
        "CII",
        "<ram:GrandTotalAmount>",
        "<ram:GrandTotalAmount>douze",
        "la valeur de « GrandTotalAmount »",
    ),
    "unknown element of UBL": ("UBL", "<cbc:ID>2404", "<cbc:Truc/><cbc:ID>2404", "« Truc »"),
    "misplaced element": (
        "UBL",
        "<cbc:ProfileID>A1</cbc:ProfileID><cbc:ID>2404-001</cbc:ID>",
        "<cbc:ID>2404-001</cbc:ID><cbc:ProfileID>A1</cbc:ProfileID>",
        "« ProfileID »",
    ),
    "impossible date": ("UBL", "2026-04-30", "2026-02-30", "la valeur de « IssueDate »"),
    "amount without its currency": (
        "UBL",
        '<cbc:PayableAmount currencyID="EUR">',
        "<cbc:PayableAmount>",
        "un attribut obligatoire de « PayableAmount »",
    ),
    "no line": ("UBL", "InvoiceLine>", "Truc>", "attendu :"),
}


@pytest.mark.parametrize("case", GRAMMAR)
def test_a_file_against_its_grammar_is_refused_whole_with_its_line(
    simulator: Simulator, supplier: Supplier, case: str
) -> None:
    name, old, new, words = GRAMMAR[case]
    content = FORMS[name].write(Bill())
    assert old.encode() in content
    answer = supplier.deposit(
        content.replace(old.encode(), new.encode()), "a.xml", FORMS[name].syntax
    )
    report = supplier.report(answer["numeroFluxDepot"])
    assert report["etatCourantDepotFlux"] == "IN_REJETE"
    (error,) = report["listeErreurTechnique"]
    assert error["codeErreur"] == "ERR_XSD_001"
    assert error["libelleErreur"].startswith("IRRECEVABILITE - cvc-")
    assert words in error["libelleErreur"], error
    assert error["libelleErreur"].endswith("(ligne 1).")
    assert simulator.admin.invoices() == []


def test_the_habits_of_2018_are_read(supplier: Supplier) -> None:
    """Dates without a format, indicators as strings, SIRETs of type 1."""
    content = Bill(scheme="1", charges=("5.00",), lines=(BillLine("995.00"),)).cii()
    for old, new in (
        (b' format="102"', b""),
        (
            b"<udt:Indicator>true</udt:Indicator>",
            b"<udt:IndicatorString>true</udt:IndicatorString>",
        ),
    ):
        assert old in content
        content = content.replace(old, new)
    form = Form("IN_DP_E1_CII_16B", "1106", "xml", lambda _: content)
    assert verdict(supplier, form, Bill())["etatCourantDepotFlux"] == "IN_INTEGRE"


@pytest.mark.parametrize("name", ["CII", "Factur-X"])
def test_a_gross_price_needs_the_amount_of_its_allowance(supplier: Supplier, name: str) -> None:
    bill = Bill(lines=(BillLine(gross_price="1000.00"),))
    label = reasons(supplier, FORMS[name], bill)
    assert "GrossPriceProductTradePrice.AppliedTradeAllowanceCharge.ActualAmount.value" in label
    sound = Bill(lines=(BillLine(gross_price="1000.00", allowance="0"),))
    assert verdict(supplier, FORMS[name], sound)["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_subtotals_and_remarks_are_not_added_up(supplier: Supplier) -> None:
    for name, kind in (("UBL", "REGROUPEMENT"), ("CII", "GROUP")):
        bill = Bill(name, lines=(BillLine("400"), BillLine("600"), BillLine("1000", kind=kind)))
        assert verdict(supplier, FORMS[name], bill)["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_a_corrective_and_a_deposit_invoice_are_invoices(supplier: Supplier) -> None:
    for kind in ("384", "386"):
        report = verdict(supplier, FORMS["CII"], Bill(kind, kind=kind))
        assert report["etatCourantDepotFlux"] == "IN_INTEGRE"
    found = supplier.search(typeFacture="FACTURE")["listeFactures"]
    assert {row["numeroFacture"] for row in found} == {"384", "386"}
    assert supplier.search(typeFacture="AVOIR")["listeFactures"] == []


def test_a_ubl_credit_note_may_be_either_document(supplier: Supplier) -> None:
    note = Bill("A", kind="381", payment=None, iban=None)
    as_invoice = Bill("B", payment=None, iban=None).ubl().replace(b">380<", b">381<")
    for form in (FORMS["UBL"], Form("IN_DP_E1_UBL_INVOICE", "1100", "xml", lambda _: as_invoice)):
        assert verdict(supplier, form, note)["etatCourantDepotFlux"] == "IN_INTEGRE"
    rows = supplier.search(typeFacture="AVOIR")["listeFactures"]
    assert {row["numeroFacture"] for row in rows} == {"A", "B"}


def test_the_legal_registration_of_ubl_does_not_stand_for_the_identification(
    supplier: Supplier,
) -> None:
    content = Bill().ubl()
    for role in (b"PartyIdentification><cbc:ID", b"/cbc:ID></cac:PartyIdentification"):
        assert role in content
    start = content.index(b"<cac:PartyIdentification>")
    end = content.index(b"</cac:PartyIdentification>") + len(b"</cac:PartyIdentification>")
    name = b"<cac:PartyName><cbc:Name>PROPRE ET NET</cbc:Name></cac:PartyName>"
    entity = (
        b'<cac:PartyLegalEntity><cbc:CompanyID schemeID="0002">73282932000074</cbc:CompanyID>'
        b"</cac:PartyLegalEntity>"
    )
    content = (content[:start] + content[end:]).replace(name, name + entity, 1)
    form = Form("IN_DP_E1_UBL_INVOICE", "1100", "xml", lambda _: content)
    label = reasons(supplier, form, Bill())
    assert label.startswith(path_of(form, "supplier"))


def test_the_service_of_ubl_is_read_in_the_contact_of_the_customer(supplier: Supplier) -> None:
    content = Bill(recipient=SERVICE_REQUIRED).ubl()
    contact = (
        b"<cac:AccountingContact><cbc:ID>SERVICE_DEST_SERV_OBL</cbc:ID></cac:AccountingContact>"
    )
    place = b"</cac:AccountingCustomerParty>"
    form = Form(
        "IN_DP_E1_UBL_INVOICE", "1100", "xml", lambda _: content.replace(place, contact + place)
    )
    assert verdict(supplier, form, Bill())["etatCourantDepotFlux"] == "IN_INTEGRE"
    (row,) = supplier.search()["listeFactures"]
    assert row["codeServiceExecutant"] == "SERVICE_DEST_SERV_OBL"


def test_a_minimal_invoice_must_carry_its_pdf(supplier: Supplier) -> None:
    bill = Bill(documents=(("releve.txt", coded(b"bonjour")),))
    label = reasons(supplier, FORMS["CII minimal"], bill)
    assert "AdditionalReferencedDocument.AttachmentBinaryObject.value" in label


DOCUMENTS = {
    "the file itself": ("bon.pdf", coded(A_PLAIN_PDF)),
    "zipped, under another name": ("bon.pdf", coded(a_zip({"PJ.pdf": A_PLAIN_PDF}))),
    "an office document": ("bon.xlsx", coded(a_zip({"[Content_Types].xml": b"<a/>", "b": b"c"}))),
}


@pytest.mark.parametrize("case", DOCUMENTS)
@pytest.mark.parametrize("name", ["CII", "Factur-X", "UBL"])
def test_documents_inside_the_xml_are_read(supplier: Supplier, case: str, name: str) -> None:
    report = verdict(supplier, FORMS[name], Bill(documents=(DOCUMENTS[case],)))
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE", report


WRONG_DOCUMENTS = {
    "empty": (("bon.pdf", ""), "IRR_VID_PJ"),
    "refused extension": (("bon.exe", coded(b"MZ")), "IRR_EXT_DOC"),
    "no extension": (("BL-2026-17", coded(A_PLAIN_PDF)), "IRR_NOM_PJ"),
    "name of 51 characters": (("a" * 47 + ".pdf", coded(A_PLAIN_PDF)), "IRR_NOM_PJ"),
    "not base64": (("bon.pdf", "***"), "IRR_EXTRAC"),
    "over 10 MB, however well packed": (
        ("bon.pdf", coded(a_zip({"PJ.pdf": A_PLAIN_PDF + bytes(10_000_001)}))),
        "IRR_TAILLE_PJ",
    ),
}


@pytest.mark.parametrize("case", WRONG_DOCUMENTS)
@pytest.mark.parametrize("name", ["CII", "UBL"])
def test_a_wrong_document_inside_refuses_the_flow(
    simulator: Simulator, supplier: Supplier, case: str, name: str
) -> None:
    document, code = WRONG_DOCUMENTS[case]
    report = verdict(supplier, FORMS[name], Bill(documents=(document,)))
    assert report["etatCourantDepotFlux"] == "IN_REJETE"
    (error,) = report["listeErreurTechnique"]
    assert error["codeErreur"] == code, error
    assert simulator.admin.invoices() == []


def test_all_faults_of_an_invoice_are_told_joined_and_cut(supplier: Supplier) -> None:
    label = reasons(supplier, FORMS["UBL"], Bill("FA#1", cadre="ZZ", recipient=CLOSED))
    first, second, *_ = label.split("|")
    assert first.startswith("FichierXml.ID.value : ")
    assert second.startswith("FichierXml.ProfileID.value : ")
    assert len(label) == 200
