"""A stand-alone client of Chorus Pro, the State's invoicing portal.

It turns calls into typed answers, and failures into errors that say what the caller may do. It
knows no database, no settings and no clock of its own.

    with ChorusClient(endpoints("simulator", simulator_url=…), credentials) as chorus:
        deposit = chorus.deposit_flow("lot.xml", path, "IN_DP_E2_CPP_FACTURE_MIN")
        report = chorus.flow_report(deposit.flow_number)
        for row in chorus.search_invoices(InvoiceSearch(flow_number=deposit.flow_number)):
            if row.status == "SUSPENDUE" and row.chorus_id:
                print(chorus.invoice_history(row.chorus_id).statuses[-1].comment)
                file = chorus.add_file("bon-de-livraison.pdf", path_of_the_file)
                piece = SubmittedAttachment(file_id=file.file_id, name="bon-de-livraison.pdf")
                answer = InvoiceCompletion(chorus_id=row.chorus_id, attachments=(piece,))
                chorus.complete_invoice(answer)

A call that changes something is never made twice by itself. When its answer is lost, it raises an
`UncertainOutcome`: ask Chorus Pro what it has before anything else.
"""

from wochorus.choruspro.catalogue import (
    FLOW_STATES,
    FlowStateKind,
    FlowStateMeaning,
    flow_state_meaning,
)
from wochorus.choruspro.client import ChorusClient
from wochorus.choruspro.credentials import Credentials
from wochorus.choruspro.environments import ENDPOINTS, ENVIRONMENTS, Endpoints, endpoints
from wochorus.choruspro.errors import (
    AccessDenied,
    BusinessRefusal,
    CredentialsRefused,
    FlowNotFoundYet,
    IncompleteSearch,
    NoAnswer,
    TechnicalAccountRefused,
    TooLarge,
    TooManyCalls,
    UncertainChange,
    UncertainDeposit,
    UncertainOutcome,
    UncertainSubmission,
    UnexpectedAnswer,
    Unreachable,
)
from wochorus.choruspro.evidence import Evidence
from wochorus.choruspro.invoice_files import InvoiceFileFormat
from wochorus.choruspro.messages.accounts import AttachedService, Attachment, SupplierStructure
from wochorus.choruspro.messages.corrections import (
    InvoiceCompletion,
    InvoiceRecycling,
    RejectionsHandled,
    ValidatorCorrection,
)
from wochorus.choruspro.messages.engagements import EngagementRow
from wochorus.choruspro.messages.flows import (
    FlowDeposit,
    FlowReport,
    FlowReportFile,
    InvoiceError,
    TechnicalError,
)
from wochorus.choruspro.messages.health import Health
from wochorus.choruspro.messages.invoice_histories import (
    InvoiceEvent,
    InvoiceHistory,
    LastAction,
    StatusChange,
    UserAction,
)
from wochorus.choruspro.messages.invoice_sheets import (
    InvoiceAttachment,
    InvoiceCadre,
    InvoiceLine,
    InvoiceRecipient,
    InvoiceReferences,
    InvoiceSheet,
    InvoiceSupplier,
    InvoiceTotals,
    InvoiceVat,
    MainAttachment,
)
from wochorus.choruspro.messages.invoices import InvoiceRow, InvoiceSearch
from wochorus.choruspro.messages.receipts import ChangeReceipt, DepositedPdf, SubmissionReceipt
from wochorus.choruspro.messages.reference_lists import ReferenceEntry
from wochorus.choruspro.messages.services import (
    ServiceDetails,
    ServiceIdentity,
    ServiceRow,
    ServiceSettings,
)
from wochorus.choruspro.messages.structures import (
    PostalAddress,
    StructureDetails,
    StructureDuplicate,
    StructureIdentity,
    StructureRow,
    StructureSearch,
    StructureSettings,
)
from wochorus.choruspro.messages.submissions import (
    InvoiceSubmission,
    SubmissionCadre,
    SubmissionMode,
    SubmittedAttachment,
    SubmittedCadre,
    SubmittedLine,
    SubmittedMain,
    SubmittedRecipient,
    SubmittedReferences,
    SubmittedSupplier,
    SubmittedTotals,
    SubmittedVat,
)
from wochorus.choruspro.messages.uploads import AddedFile
from wochorus.choruspro.pacing import Turn
from wochorus.choruspro.pdf_deposits import PdfFormat
from wochorus.choruspro.received_files import DownloadedFile
from wochorus.choruspro.reference_lists import ReferenceList
from wochorus.choruspro.timeouts import Timeouts
from wochorus.choruspro.tokens import TokenCache

__all__ = [
    "ENDPOINTS",
    "ENVIRONMENTS",
    "FLOW_STATES",
    "AccessDenied",
    "AddedFile",
    "AttachedService",
    "Attachment",
    "BusinessRefusal",
    "ChangeReceipt",
    "ChorusClient",
    "Credentials",
    "CredentialsRefused",
    "DepositedPdf",
    "DownloadedFile",
    "Endpoints",
    "EngagementRow",
    "Evidence",
    "FlowDeposit",
    "FlowNotFoundYet",
    "FlowReport",
    "FlowReportFile",
    "FlowStateKind",
    "FlowStateMeaning",
    "Health",
    "IncompleteSearch",
    "InvoiceAttachment",
    "InvoiceCadre",
    "InvoiceCompletion",
    "InvoiceError",
    "InvoiceEvent",
    "InvoiceFileFormat",
    "InvoiceHistory",
    "InvoiceLine",
    "InvoiceRecipient",
    "InvoiceRecycling",
    "InvoiceReferences",
    "InvoiceRow",
    "InvoiceSearch",
    "InvoiceSheet",
    "InvoiceSubmission",
    "InvoiceSupplier",
    "InvoiceTotals",
    "InvoiceVat",
    "LastAction",
    "MainAttachment",
    "NoAnswer",
    "PdfFormat",
    "PostalAddress",
    "ReferenceEntry",
    "ReferenceList",
    "RejectionsHandled",
    "ServiceDetails",
    "ServiceIdentity",
    "ServiceRow",
    "ServiceSettings",
    "StatusChange",
    "StructureDetails",
    "StructureDuplicate",
    "StructureIdentity",
    "StructureRow",
    "StructureSearch",
    "StructureSettings",
    "SubmissionCadre",
    "SubmissionMode",
    "SubmissionReceipt",
    "SubmittedAttachment",
    "SubmittedCadre",
    "SubmittedLine",
    "SubmittedMain",
    "SubmittedRecipient",
    "SubmittedReferences",
    "SubmittedSupplier",
    "SubmittedTotals",
    "SubmittedVat",
    "SupplierStructure",
    "TechnicalAccountRefused",
    "TechnicalError",
    "Timeouts",
    "TokenCache",
    "TooLarge",
    "TooManyCalls",
    "Turn",
    "UncertainChange",
    "UncertainDeposit",
    "UncertainOutcome",
    "UncertainSubmission",
    "UnexpectedAnswer",
    "Unreachable",
    "UserAction",
    "ValidatorCorrection",
    "endpoints",
    "flow_state_meaning",
]
