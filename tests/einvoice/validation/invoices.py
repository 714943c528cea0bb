"""Sound invoices of any number of lines, as text, in the two syntaxes of EN 16931."""

from __future__ import annotations

from dataclasses import dataclass

EN_16931 = "urn:cen.eu:en16931:2017"
EXTENDED_CTC_FR = f"{EN_16931}#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr"
_RATES = ("20.00", "10.00", "5.50")
_CII = "urn:un:unece:uncefact:data:standard:"
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_NOTES = {
    "PMT": "Indemnité forfaitaire pour frais de recouvrement : 40 euros.",
    "PMD": "Pénalités de retard : taux de la BCE majoré de huit points.",
    "AAB": "Aucun escompte pour paiement anticipé.",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """The amounts of an invoice whose line number n is worth 100 × n euros, in cents."""

    lines: int

    def rate(self, line: int) -> str:
        return _RATES[line % 3]

    def bases(self) -> dict[str, int]:
        bases = dict.fromkeys(_RATES, 0)
        for line in range(1, self.lines + 1):
            bases[self.rate(line)] += line * 10_000
        return {rate: base for rate, base in bases.items() if base}

    @staticmethod
    def tax(rate: str, base: int) -> int:
        return base * int(rate.replace(".", "")) // 10_000

    def net(self) -> int:
        return sum(self.bases().values())

    def taxes(self) -> int:
        return sum(self.tax(rate, base) for rate, base in self.bases().items())


def euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def a_cii_invoice(lines: int = 3, *, profile: str = EN_16931, frame: str = "S1") -> str:
    figures = Figures(lines)
    notes = "".join(
        f"<ram:IncludedNote><ram:Content>{text}</ram:Content>"
        f"<ram:SubjectCode>{code}</ram:SubjectCode></ram:IncludedNote>"
        for code, text in _NOTES.items()
    )
    context = _cii_parameter("BusinessProcess", frame) + _cii_parameter("Guideline", profile)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<rsm:CrossIndustryInvoice xmlns:rsm="{_CII}CrossIndustryInvoice:100" '
        f'xmlns:ram="{_CII}ReusableAggregateBusinessInformationEntity:100" '
        f'xmlns:udt="{_CII}UnqualifiedDataType:100">\n'
        f"<rsm:ExchangedDocumentContext>{context}</rsm:ExchangedDocumentContext>\n"
        "<rsm:ExchangedDocument><ram:ID>F2026-0001</ram:ID><ram:TypeCode>380</ram:TypeCode>"
        f"<ram:IssueDateTime>{_cii_date('20261115')}</ram:IssueDateTime>{notes}"
        "</rsm:ExchangedDocument>\n<rsm:SupplyChainTradeTransaction>\n"
        f"{''.join(_cii_line(figures, line) for line in range(1, lines + 1))}"
        f"{_CII_AGREEMENT}<ram:ApplicableHeaderTradeDelivery><ram:ActualDeliverySupplyChainEvent>"
        f"<ram:OccurrenceDateTime>{_cii_date('20261031')}</ram:OccurrenceDateTime>"
        "</ram:ActualDeliverySupplyChainEvent></ram:ApplicableHeaderTradeDelivery>\n"
        f"{_cii_settlement(figures)}"
        "</rsm:SupplyChainTradeTransaction>\n</rsm:CrossIndustryInvoice>\n"
    )


def a_ubl_invoice(lines: int = 3, *, profile: str = EN_16931, frame: str = "S1") -> str:
    figures = Figures(lines)
    notes = "".join(f"<cbc:Note>#{code}#{text}</cbc:Note>" for code, text in _NOTES.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Invoice xmlns="{_UBL}Invoice-2" xmlns:cac="{_UBL}CommonAggregateComponents-2" '
        f'xmlns:cbc="{_UBL}CommonBasicComponents-2">\n'
        f"<cbc:CustomizationID>{profile}</cbc:CustomizationID>"
        f"<cbc:ProfileID>{frame}</cbc:ProfileID>"
        "<cbc:ID>F2026-0001</cbc:ID><cbc:IssueDate>2026-11-15</cbc:IssueDate>"
        "<cbc:DueDate>2026-12-15</cbc:DueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>"
        f"{notes}<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>"
        f"<cbc:BuyerReference>SRV-1</cbc:BuyerReference>{_UBL_PARTIES}{_ubl_totals(figures)}"
        f"{''.join(_ubl_line(figures, line) for line in range(1, lines + 1))}</Invoice>\n"
    )


def _cii_parameter(name: str, value: str) -> str:
    parameter = f"ram:{name}SpecifiedDocumentContextParameter"
    return f"<{parameter}><ram:ID>{value}</ram:ID></{parameter}>"


def _cii_date(date: str) -> str:
    return f'<udt:DateTimeString format="102">{date}</udt:DateTimeString>'


def _cii_line(figures: Figures, line: int) -> str:
    return (
        "<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument>"
        f"<ram:LineID>{line}</ram:LineID><ram:IncludedNote><ram:Content>Lot {line}</ram:Content>"
        "</ram:IncludedNote></ram:AssociatedDocumentLineDocument><ram:SpecifiedTradeProduct>"
        f"<ram:SellerAssignedID>ART-{line}</ram:SellerAssignedID>"
        f"<ram:Name>Nettoyage des locaux, lot n° {line}</ram:Name>"
        "<ram:Description>Prestation mensuelle</ram:Description></ram:SpecifiedTradeProduct>"
        "<ram:SpecifiedLineTradeAgreement><ram:BuyerOrderReferencedDocument>"
        f"<ram:LineID>{line}</ram:LineID></ram:BuyerOrderReferencedDocument>"
        "<ram:NetPriceProductTradePrice>"
        f"<ram:ChargeAmount>{line * 50}.0000</ram:ChargeAmount>"
        "</ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>"
        '<ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="HUR">2.0000'
        "</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery><ram:SpecifiedLineTradeSettlement>"
        "<ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>"
        "<ram:CategoryCode>S</ram:CategoryCode>"
        f"<ram:RateApplicablePercent>{figures.rate(line)}</ram:RateApplicablePercent>"
        "</ram:ApplicableTradeTax><ram:SpecifiedTradeSettlementLineMonetarySummation>"
        f"<ram:LineTotalAmount>{line * 100}.00</ram:LineTotalAmount>"
        "</ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>"
        "</ram:IncludedSupplyChainTradeLineItem>\n"
    )


def _cii_party(name: str, siren: str, address: str, town: str, vat: str) -> str:
    postcode, city = town.split(" ", 1)
    return (
        f"<ram:Name>{name}</ram:Name><ram:SpecifiedLegalOrganization>"
        f'<ram:ID schemeID="0002">{siren}</ram:ID></ram:SpecifiedLegalOrganization>'
        f"<ram:PostalTradeAddress><ram:PostcodeCode>{postcode}</ram:PostcodeCode>"
        f"<ram:LineOne>1 rue de la Paix</ram:LineOne><ram:CityName>{city}</ram:CityName>"
        "<ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress>"
        f'<ram:URIUniversalCommunication><ram:URIID schemeID="0225">{address}</ram:URIID>'
        f"</ram:URIUniversalCommunication>{vat}"
    )


_SELLER_VAT = (
    '<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">FR44732829320</ram:ID>'
    "</ram:SpecifiedTaxRegistration>"
)
_SELLER = _cii_party("Netteté SARL", "732829320", "732829320", "75011 Paris", _SELLER_VAT)
_BUYER = _cii_party(
    "Commune de Montreuil", "219300555", "219300555_21930055500196_SRV-1", "93100 Montreuil", ""
)
_CII_AGREEMENT = (
    "<ram:ApplicableHeaderTradeAgreement><ram:BuyerReference>SRV-1</ram:BuyerReference>\n"
    f"<ram:SellerTradeParty>{_SELLER}</ram:SellerTradeParty>\n"
    f"<ram:BuyerTradeParty>{_BUYER}</ram:BuyerTradeParty>\n"
    "<ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>ENG-1</ram:IssuerAssignedID>"
    "</ram:BuyerOrderReferencedDocument></ram:ApplicableHeaderTradeAgreement>\n"
)


def _cii_settlement(figures: Figures) -> str:
    taxes = "".join(
        "<ram:ApplicableTradeTax>"
        f"<ram:CalculatedAmount>{euros(figures.tax(rate, base))}</ram:CalculatedAmount>"
        f"<ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount>{euros(base)}</ram:BasisAmount>"
        "<ram:CategoryCode>S</ram:CategoryCode>"
        f"<ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent></ram:ApplicableTradeTax>\n"
        for rate, base in figures.bases().items()
    )
    net, gross = euros(figures.net()), euros(figures.net() + figures.taxes())
    return (
        "<ram:ApplicableHeaderTradeSettlement>"
        "<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>"
        "<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>30</ram:TypeCode>"
        "<ram:PayeePartyCreditorFinancialAccount><ram:IBANID>FR7630006000011234567890189"
        "</ram:IBANID></ram:PayeePartyCreditorFinancialAccount>"
        f"</ram:SpecifiedTradeSettlementPaymentMeans>\n{taxes}<ram:SpecifiedTradePaymentTerms>"
        f"<ram:DueDateDateTime>{_cii_date('20261215')}</ram:DueDateDateTime>"
        "</ram:SpecifiedTradePaymentTerms>\n<ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
        f"<ram:LineTotalAmount>{net}</ram:LineTotalAmount>"
        f"<ram:TaxBasisTotalAmount>{net}</ram:TaxBasisTotalAmount>"
        f'<ram:TaxTotalAmount currencyID="EUR">{euros(figures.taxes())}</ram:TaxTotalAmount>'
        f"<ram:GrandTotalAmount>{gross}</ram:GrandTotalAmount>"
        f"<ram:DuePayableAmount>{gross}</ram:DuePayableAmount>"
        "</ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
        "</ram:ApplicableHeaderTradeSettlement>\n"
    )


_VAT = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"


def _ubl_party(name: str, siren: str, address: str, town: str, vat: str) -> str:
    postcode, city = town.split(" ", 1)
    return (
        f'<cac:Party><cbc:EndpointID schemeID="0225">{address}</cbc:EndpointID>'
        f"<cac:PostalAddress><cbc:StreetName>1 rue de la Paix</cbc:StreetName>"
        f"<cbc:CityName>{city}</cbc:CityName><cbc:PostalZone>{postcode}</cbc:PostalZone>"
        "<cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country>"
        f"</cac:PostalAddress>{vat}<cac:PartyLegalEntity>"
        f"<cbc:RegistrationName>{name}</cbc:RegistrationName>"
        f'<cbc:CompanyID schemeID="0002">{siren}</cbc:CompanyID>'
        "</cac:PartyLegalEntity></cac:Party>"
    )


_UBL_SELLER = _ubl_party(
    "Netteté SARL",
    "732829320",
    "732829320",
    "75011 Paris",
    f"<cac:PartyTaxScheme><cbc:CompanyID>FR44732829320</cbc:CompanyID>{_VAT}</cac:PartyTaxScheme>",
)
_UBL_BUYER = _ubl_party(
    "Commune de Montreuil", "219300555", "219300555_21930055500196_SRV-1", "93100 Montreuil", ""
)
_UBL_PARTIES = (
    "<cac:OrderReference><cbc:ID>ENG-1</cbc:ID></cac:OrderReference>"
    f"<cac:AccountingSupplierParty>{_UBL_SELLER}</cac:AccountingSupplierParty>"
    f"<cac:AccountingCustomerParty>{_UBL_BUYER}</cac:AccountingCustomerParty>"
    "<cac:Delivery><cbc:ActualDeliveryDate>2026-10-31</cbc:ActualDeliveryDate></cac:Delivery>"
    "<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode><cac:PayeeFinancialAccount>"
    "<cbc:ID>FR7630006000011234567890189</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>"
)


def _ubl_amount(name: str, cents: int) -> str:
    return f'<cbc:{name} currencyID="EUR">{euros(cents)}</cbc:{name}>'


def _ubl_category(rate: str) -> str:
    return f"<cbc:ID>S</cbc:ID><cbc:Percent>{rate}</cbc:Percent>{_VAT}"


def _ubl_totals(figures: Figures) -> str:
    subtotals = "".join(
        f"<cac:TaxSubtotal>{_ubl_amount('TaxableAmount', base)}"
        f"{_ubl_amount('TaxAmount', figures.tax(rate, base))}"
        f"<cac:TaxCategory>{_ubl_category(rate)}</cac:TaxCategory></cac:TaxSubtotal>"
        for rate, base in figures.bases().items()
    )
    net, gross = figures.net(), figures.net() + figures.taxes()
    return (
        f"<cac:TaxTotal>{_ubl_amount('TaxAmount', figures.taxes())}{subtotals}</cac:TaxTotal>\n"
        f"<cac:LegalMonetaryTotal>{_ubl_amount('LineExtensionAmount', net)}"
        f"{_ubl_amount('TaxExclusiveAmount', net)}{_ubl_amount('TaxInclusiveAmount', gross)}"
        f"{_ubl_amount('PayableAmount', gross)}</cac:LegalMonetaryTotal>\n"
    )


def _ubl_line(figures: Figures, line: int) -> str:
    return (
        f"<cac:InvoiceLine><cbc:ID>{line}</cbc:ID>"
        '<cbc:InvoicedQuantity unitCode="HUR">2.0000</cbc:InvoicedQuantity>'
        f"{_ubl_amount('LineExtensionAmount', line * 10_000)}"
        "<cac:Item><cbc:Description>Prestation mensuelle</cbc:Description>"
        f"<cbc:Name>Nettoyage des locaux, lot n° {line}</cbc:Name><cac:SellersItemIdentification>"
        f"<cbc:ID>ART-{line}</cbc:ID></cac:SellersItemIdentification>"
        f"<cac:ClassifiedTaxCategory>{_ubl_category(figures.rate(line))}"
        "</cac:ClassifiedTaxCategory></cac:Item>"
        f"<cac:Price>{_ubl_amount('PriceAmount', line * 5_000)}</cac:Price></cac:InvoiceLine>\n"
    )
