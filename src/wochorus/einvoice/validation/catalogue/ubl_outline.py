"""Where each business term lives in a UBL 2.1 invoice or credit note, as an outline.

It reads like the outline of CII; the lines of a credit note are those of an invoice under
another name. Source: EN 16931-3-2, and for EXT-FR-FE the rules that name them.
"""

OUTLINE = """
CustomizationID BT-24
ProfileID BT-23
ID BT-1
IssueDate BT-2
DueDate BT-9
InvoiceTypeCode BT-3
CreditNoteTypeCode BT-3
Note BT-22
TaxPointDate BT-7
DocumentCurrencyCode BT-5
TaxCurrencyCode BT-6
AccountingCost BT-19
BuyerReference BT-10
InvoicePeriod BG-14
  StartDate BT-73
  EndDate BT-74
  DescriptionCode BT-8
OrderReference BT-13
  ID BT-13
  SalesOrderID BT-14
BillingReference BG-3
  InvoiceDocumentReference BG-3
    ID BT-25
    IssueDate BT-26
    DocumentTypeCode EXT-FR-FE-02
DespatchDocumentReference BT-16
  ID BT-16
ReceiptDocumentReference BT-15
  ID BT-15
OriginatorDocumentReference BT-17
  ID BT-17
ContractDocumentReference BT-12
  ID BT-12
  DocumentTypeCode EXT-FR-FE-01
AdditionalDocumentReference BG-24
  ID BT-122 BT-18
  DocumentTypeCode BT-18
  DocumentDescription BT-123
  Attachment BT-125
    EmbeddedDocumentBinaryObject BT-125
    ExternalReference BT-124
      URI BT-124
ProjectReference BT-11
  ID BT-11
AccountingSupplierParty BG-4
  Party BG-4
    EndpointID BT-34
    PartyIdentification BT-29
      ID BT-29 BT-90
    PartyName BT-28
      Name BT-28
    PostalAddress BG-5
      StreetName BT-35
      AdditionalStreetName BT-36
      AddressLine BT-162
        Line BT-162
      CityName BT-37
      PostalZone BT-38
      CountrySubentity BT-39
      Country BT-40
        IdentificationCode BT-40
    PartyTaxScheme BT-31 BT-32
      CompanyID BT-31 BT-32
    PartyLegalEntity BT-27
      RegistrationName BT-27
      CompanyID BT-30
      CompanyLegalForm BT-33
    Contact BG-6
      Name BT-41
      Telephone BT-42
      ElectronicMail BT-43
    AgentParty EXT-FR-FE-BG-03
      EndpointID EXT-FR-FE-75
      PartyIdentification EXT-FR-FE-69
        ID EXT-FR-FE-69
    ServiceProviderParty EXT-FR-FE-BG-05
      Party EXT-FR-FE-BG-05
        EndpointID EXT-FR-FE-121
        PartyIdentification EXT-FR-FE-115
          ID EXT-FR-FE-115
AccountingCustomerParty BG-7
  Party BG-7
    EndpointID BT-49
    PartyIdentification BT-46
      ID BT-46
    PartyName BT-45
      Name BT-45
    PostalAddress BG-8
      StreetName BT-50
      AdditionalStreetName BT-51
      AddressLine BT-163
        Line BT-163
      CityName BT-52
      PostalZone BT-53
      CountrySubentity BT-54
      Country BT-55
        IdentificationCode BT-55
    PartyTaxScheme BT-48
      CompanyID BT-48
    PartyLegalEntity BT-44
      RegistrationName BT-44
      CompanyID BT-47
    Contact BG-9
      Name BT-56
      Telephone BT-57
      ElectronicMail BT-58
    AgentParty EXT-FR-FE-BG-01
      EndpointID EXT-FR-FE-12
      PartyIdentification EXT-FR-FE-06
        ID EXT-FR-FE-06
    ServiceProviderParty EXT-FR-FE-BG-04
      Party EXT-FR-FE-BG-04
        EndpointID EXT-FR-FE-98
        PartyIdentification EXT-FR-FE-92
          ID EXT-FR-FE-92
PayeeParty BG-10
  EndpointID EXT-FR-FE-29
  PartyIdentification BT-60
    ID BT-60 BT-90
  PartyName BT-59
    Name BT-59
  PartyLegalEntity BT-61
    CompanyID BT-61
TaxRepresentativeParty BG-11
  PartyName BT-62
    Name BT-62
  PostalAddress BG-12
    StreetName BT-64
    AdditionalStreetName BT-65
    AddressLine BT-164
      Line BT-164
    CityName BT-66
    PostalZone BT-67
    CountrySubentity BT-68
    Country BT-69
      IdentificationCode BT-69
  PartyTaxScheme BT-63
    CompanyID BT-63
Delivery BG-13
  ActualDeliveryDate BT-72
  DeliveryLocation BG-15
    ID BT-71
    Address BG-15
      StreetName BT-75
      AdditionalStreetName BT-76
      AddressLine BT-165
        Line BT-165
      CityName BT-77
      PostalZone BT-78
      CountrySubentity BT-79
      Country BT-80
        IdentificationCode BT-80
  DeliveryParty BG-13
    PartyName BT-70
      Name BT-70
PaymentMeans BG-16
  PaymentMeansCode BT-81
    @name BT-82
  PaymentDueDate BT-9
  PaymentID BT-83
  CardAccount BG-18
    PrimaryAccountNumberID BT-87
    HolderName BT-88
  PayeeFinancialAccount BG-17
    ID BT-84
    Name BT-85
    FinancialInstitutionBranch BT-86
      ID BT-86
  PaymentMandate BG-19
    ID BT-89
    PayerParty EXT-FR-FE-BG-02
      EndpointID EXT-FR-FE-52
      PartyIdentification EXT-FR-FE-46
        ID EXT-FR-FE-46
    PayerFinancialAccount BT-91
      ID BT-91
PaymentTerms BT-20
  Note BT-20
AllowanceCharge BG-20 BG-21
  AllowanceChargeReasonCode BT-98 BT-105
  AllowanceChargeReason BT-97 BT-104
  MultiplierFactorNumeric BT-94 BT-101
  Amount BT-92 BT-99
  BaseAmount BT-93 BT-100
  TaxCategory BT-95 BT-102
    ID BT-95 BT-102
    Percent BT-96 BT-103
TaxTotal BT-110 BT-111
  TaxAmount BT-110 BT-111
  TaxSubtotal BG-23
    TaxableAmount BT-116
    TaxAmount BT-117
    TaxCategory BT-118
      ID BT-118
      Percent BT-119
      TaxExemptionReasonCode BT-121
      TaxExemptionReason BT-120
LegalMonetaryTotal BG-22
  LineExtensionAmount BT-106
  TaxExclusiveAmount BT-109
  TaxInclusiveAmount BT-112
  AllowanceTotalAmount BT-107
  ChargeTotalAmount BT-108
  PrepaidAmount BT-113
  PayableRoundingAmount BT-114
  PayableAmount BT-115
InvoiceLine BG-25
  ID BT-126
  Note BT-127
  InvoicedQuantity BT-129
    @unitCode BT-130
  CreditedQuantity BT-129
    @unitCode BT-130
  LineExtensionAmount BT-131
  TaxInclusiveLineExtensionAmount EXT-FR-FE-184
  AccountingCost BT-133
  InvoicePeriod BG-26
    StartDate BT-134
    EndDate BT-135
  OrderLineReference BT-132
    LineID BT-132
    OrderReference EXT-FR-FE-135
      ID EXT-FR-FE-135
  DespatchLineReference EXT-FR-FE-140
    LineID EXT-FR-FE-141
    DocumentReference EXT-FR-FE-140
      ID EXT-FR-FE-140
  BillingReference EXT-FR-FE-136
    InvoiceDocumentReference EXT-FR-FE-136
      ID EXT-FR-FE-136
      IssueDate EXT-FR-FE-138
      DocumentTypeCode EXT-FR-FE-137
      DocumentStatusCode EXT-FR-FE-163
    BillingReferenceLine EXT-FR-FE-139
      ID EXT-FR-FE-139 EXT-FR-FE-162
  DocumentReference BT-128
    ID BT-128
    DocumentTypeCode BT-128
  Delivery EXT-FR-FE-158
    ActualDeliveryDate EXT-FR-FE-158
    DeliveryLocation EXT-FR-FE-146
      ID EXT-FR-FE-146
  AllowanceCharge BG-27 BG-28
    AllowanceChargeReasonCode BT-140 BT-145
    AllowanceChargeReason BT-139 BT-144
    MultiplierFactorNumeric BT-138 BT-143
    Amount BT-136 BT-141
    BaseAmount BT-137 BT-142
  TaxTotal EXT-FR-FE-181
    TaxAmount EXT-FR-FE-181
  Item BG-31
    Description BT-154
    Name BT-153
    BuyersItemIdentification BT-156
      ID BT-156
    SellersItemIdentification BT-155
      ID BT-155
    StandardItemIdentification BT-157
      ID BT-157
    OriginCountry BT-159
      IdentificationCode BT-159
    CommodityClassification BT-158
      ItemClassificationCode BT-158
    ClassifiedTaxCategory BG-30
      ID BT-151
      Percent BT-152
    AdditionalItemProperty BG-32
      Name BT-160
      NameCode EXT-FR-FE-159
      Value BT-161
      ValueQuantity EXT-FR-FE-160
    ManufacturerParty EXT-FR-FE-BG-12
      PartyName EXT-FR-FE-164
        Name EXT-FR-FE-164
  Price BG-29
    PriceAmount BT-146
    BaseQuantity BT-149
      @unitCode BT-150
    AllowanceCharge BT-147
      Amount BT-147
      BaseAmount BT-148
"""
