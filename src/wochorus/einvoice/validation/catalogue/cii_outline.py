"""Where each business term lives in a CII invoice (CrossIndustryInvoice), as an outline.

Each line is an element below the one it is indented under, then the term or terms it carries.
An element that carries several (a remise or a frais, told apart only by an indicator inside)
names the commonest first. Source: EN 16931-3-3, and for EXT-FR-FE the rules that name them.
"""

OUTLINE = """
ExchangedDocumentContext BG-2
  BusinessProcessSpecifiedDocumentContextParameter BT-23
    ID BT-23
  GuidelineSpecifiedDocumentContextParameter BT-24
    ID BT-24
ExchangedDocument
  ID BT-1
  TypeCode BT-3
  IssueDateTime BT-2
  IncludedNote BG-1
    Content BT-22
    SubjectCode BT-21
IncludedSupplyChainTradeLineItem BG-25
  AssociatedDocumentLineDocument
    LineID BT-126
    ParentLineID EXT-FR-FE-162
    LineStatusReasonCode EXT-FR-FE-163
    IncludedNote BT-127
      Content BT-127
      SubjectCode EXT-FR-FE-183
  SpecifiedTradeProduct BG-31
    GlobalID BT-157
    SellerAssignedID BT-155
    BuyerAssignedID BT-156
    Name BT-153
    Description BT-154
    ApplicableProductCharacteristic BG-32
      TypeCode EXT-FR-FE-159
      Description BT-160
      ValueMeasure EXT-FR-FE-160
      Value BT-161
    DesignatedProductClassification BT-158
      ClassCode BT-158
    OriginTradeCountry BT-159
      ID BT-159
  SpecifiedLineTradeAgreement
    BuyerOrderReferencedDocument BT-132
      IssuerAssignedID EXT-FR-FE-135
      LineID BT-132
    GrossPriceProductTradePrice BT-148
      ChargeAmount BT-148
      BasisQuantity BT-149
        @unitCode BT-150
      AppliedTradeAllowanceCharge BT-147
        ActualAmount BT-147
    NetPriceProductTradePrice BT-146
      ChargeAmount BT-146
      BasisQuantity BT-149
        @unitCode BT-150
    ItemSellerTradeParty EXT-FR-FE-BG-12
      Name EXT-FR-FE-164
      SpecifiedLegalOrganization EXT-FR-FE-167
        ID EXT-FR-FE-167
      PostalTradeAddress EXT-FR-FE-177
        CountryID EXT-FR-FE-177
  SpecifiedLineTradeDelivery
    BilledQuantity BT-129
      @unitCode BT-130
    ShipToTradeParty EXT-FR-FE-BG-10
      ID EXT-FR-FE-146
      GlobalID EXT-FR-FE-146
    ActualDeliverySupplyChainEvent EXT-FR-FE-158
      OccurrenceDateTime EXT-FR-FE-158
    DespatchAdviceReferencedDocument EXT-FR-FE-140
      IssuerAssignedID EXT-FR-FE-140
      LineID EXT-FR-FE-141
  SpecifiedLineTradeSettlement
    ApplicableTradeTax BG-30
      CategoryCode BT-151
      RateApplicablePercent BT-152
    BillingSpecifiedPeriod BG-26
      StartDateTime BT-134
      EndDateTime BT-135
    SpecifiedTradeAllowanceCharge BG-27 BG-28
      CalculationPercent BT-138 BT-143
      BasisAmount BT-137 BT-142
      ActualAmount BT-136 BT-141
      ReasonCode BT-140 BT-145
      Reason BT-139 BT-144
    SpecifiedTradeSettlementLineMonetarySummation BT-131
      LineTotalAmount BT-131
      TaxTotalAmount EXT-FR-FE-181
      GrandTotalAmount EXT-FR-FE-184
    InvoiceReferencedDocument EXT-FR-FE-136
      IssuerAssignedID EXT-FR-FE-136
      LineID EXT-FR-FE-139
      TypeCode EXT-FR-FE-137
      FormattedIssueDateTime EXT-FR-FE-138
    AdditionalReferencedDocument BT-128
      IssuerAssignedID BT-128
      TypeCode BT-128
      ReferenceTypeCode BT-128
    ReceivableSpecifiedTradeAccountingAccount BT-133
      ID BT-133
ApplicableHeaderTradeAgreement
  BuyerReference BT-10
  SellerTradeParty BG-4
    ID BT-29
    GlobalID BT-29
    Name BT-27
    Description BT-33
    SpecifiedLegalOrganization BT-30
      ID BT-30
      TradingBusinessName BT-28
    DefinedTradeContact BG-6
      PersonName BT-41
      DepartmentName BT-41
      TelephoneUniversalCommunication BT-42
        CompleteNumber BT-42
      EmailURIUniversalCommunication BT-43
        URIID BT-43
    PostalTradeAddress BG-5
      PostcodeCode BT-38
      LineOne BT-35
      LineTwo BT-36
      LineThree BT-162
      CityName BT-37
      CountryID BT-40
      CountrySubDivisionName BT-39
    URIUniversalCommunication BT-34
      URIID BT-34
    SpecifiedTaxRegistration BT-31 BT-32
      ID BT-31 BT-32
  BuyerTradeParty BG-7
    ID BT-46
    GlobalID BT-46
    Name BT-44
    SpecifiedLegalOrganization BT-47
      ID BT-47
      TradingBusinessName BT-45
    DefinedTradeContact BG-9
      PersonName BT-56
      DepartmentName BT-56
      TelephoneUniversalCommunication BT-57
        CompleteNumber BT-57
      EmailURIUniversalCommunication BT-58
        URIID BT-58
    PostalTradeAddress BG-8
      PostcodeCode BT-53
      LineOne BT-50
      LineTwo BT-51
      LineThree BT-163
      CityName BT-52
      CountryID BT-55
      CountrySubDivisionName BT-54
    URIUniversalCommunication BT-49
      URIID BT-49
    SpecifiedTaxRegistration BT-48
      ID BT-48
  SalesAgentTradeParty EXT-FR-FE-BG-03
    ID EXT-FR-FE-69
    GlobalID EXT-FR-FE-69
    URIUniversalCommunication EXT-FR-FE-75
      URIID EXT-FR-FE-75
  BuyerAgentTradeParty EXT-FR-FE-BG-01
    ID EXT-FR-FE-06
    GlobalID EXT-FR-FE-06
    URIUniversalCommunication EXT-FR-FE-12
      URIID EXT-FR-FE-12
  SellerTaxRepresentativeTradeParty BG-11
    Name BT-62
    PostalTradeAddress BG-12
      PostcodeCode BT-67
      LineOne BT-64
      LineTwo BT-65
      LineThree BT-164
      CityName BT-66
      CountryID BT-69
      CountrySubDivisionName BT-68
    SpecifiedTaxRegistration BT-63
      ID BT-63
  SellerOrderReferencedDocument BT-14
    IssuerAssignedID BT-14
  BuyerOrderReferencedDocument BT-13
    IssuerAssignedID BT-13
  ContractReferencedDocument BT-12
    IssuerAssignedID BT-12
    ReferenceTypeCode EXT-FR-FE-01
  AdditionalReferencedDocument BG-24
    IssuerAssignedID BT-122 BT-17 BT-18
    URIID BT-124
    TypeCode BT-122 BT-17 BT-18
    Name BT-123
    AttachmentBinaryObject BT-125
    ReferenceTypeCode BT-18
  SpecifiedProcuringProject BT-11
    ID BT-11
    Name BT-11
ApplicableHeaderTradeDelivery
  ShipToTradeParty BG-13
    ID BT-71
    GlobalID BT-71
    Name BT-70
    PostalTradeAddress BG-15
      PostcodeCode BT-78
      LineOne BT-75
      LineTwo BT-76
      LineThree BT-165
      CityName BT-77
      CountryID BT-80
      CountrySubDivisionName BT-79
  ActualDeliverySupplyChainEvent BT-72
    OccurrenceDateTime BT-72
  DespatchAdviceReferencedDocument BT-16
    IssuerAssignedID BT-16
  ReceivingAdviceReferencedDocument BT-15
    IssuerAssignedID BT-15
ApplicableHeaderTradeSettlement
  CreditorReferenceID BT-90
  PaymentReference BT-83
  TaxCurrencyCode BT-6
  InvoiceCurrencyCode BT-5
  InvoicerTradeParty EXT-FR-FE-BG-05
    ID EXT-FR-FE-115
    GlobalID EXT-FR-FE-115
    URIUniversalCommunication EXT-FR-FE-121
      URIID EXT-FR-FE-121
  InvoiceeTradeParty EXT-FR-FE-BG-04
    ID EXT-FR-FE-92
    GlobalID EXT-FR-FE-92
    URIUniversalCommunication EXT-FR-FE-98
      URIID EXT-FR-FE-98
  PayerTradeParty EXT-FR-FE-BG-02
    ID EXT-FR-FE-46
    GlobalID EXT-FR-FE-46
    URIUniversalCommunication EXT-FR-FE-52
      URIID EXT-FR-FE-52
  PayeeTradeParty BG-10
    ID BT-60
    GlobalID BT-60
    Name BT-59
    SpecifiedLegalOrganization BT-61
      ID BT-61
    URIUniversalCommunication EXT-FR-FE-29
      URIID EXT-FR-FE-29
  SpecifiedTradeSettlementPaymentMeans BG-16
    TypeCode BT-81
    Information BT-82
    ApplicableTradeSettlementFinancialCard BG-18
      ID BT-87
      CardholderName BT-88
    PayerPartyDebtorFinancialAccount BT-91
      IBANID BT-91
    PayeePartyCreditorFinancialAccount BG-17
      IBANID BT-84
      AccountName BT-85
      ProprietaryID BT-84
    PayeeSpecifiedCreditorFinancialInstitution BT-86
      BICID BT-86
  ApplicableTradeTax BG-23
    CalculatedAmount BT-117
    ExemptionReason BT-120
    BasisAmount BT-116
    CategoryCode BT-118
    ExemptionReasonCode BT-121
    TaxPointDate BT-7
    DueDateTypeCode BT-8
    RateApplicablePercent BT-119
  BillingSpecifiedPeriod BG-14
    StartDateTime BT-73
    EndDateTime BT-74
  SpecifiedTradeAllowanceCharge BG-20 BG-21
    CalculationPercent BT-94 BT-101
    BasisAmount BT-93 BT-100
    ActualAmount BT-92 BT-99
    ReasonCode BT-98 BT-105
    Reason BT-97 BT-104
    CategoryTradeTax BT-95 BT-102
      CategoryCode BT-95 BT-102
      RateApplicablePercent BT-96 BT-103
  SpecifiedTradePaymentTerms BT-20
    Description BT-20
    DueDateDateTime BT-9
    DirectDebitMandateID BT-89
  SpecifiedTradeSettlementHeaderMonetarySummation BG-22
    LineTotalAmount BT-106
    ChargeTotalAmount BT-108
    AllowanceTotalAmount BT-107
    TaxBasisTotalAmount BT-109
    TaxTotalAmount BT-110 BT-111
    RoundingAmount BT-114
    GrandTotalAmount BT-112
    TotalPrepaidAmount BT-113
    DuePayableAmount BT-115
  InvoiceReferencedDocument BG-3
    IssuerAssignedID BT-25
    TypeCode EXT-FR-FE-02
    FormattedIssueDateTime BT-26
  ReceivableSpecifiedTradeAccountingAccount BT-19
    ID BT-19
"""
