"""The message catalogue: what Chorus Pro's codes and labels mean, in plain French.

    explain("REJETEE"), explain("FichierXml.….BuyerReference.value est obligatoire|…")
    flow_state_meaning("IN_REJETE").remedy
    invoice_status("SUSPENDUE").actor

Every code that is known publicly has its entry: its meaning, who must act, and what to do. A code
that is not known is shown raw, as « inconnu »; it is never an error.
"""

from wochorus.choruspro.catalogue.chapters import CHAPTERS, Chapter
from wochorus.choruspro.catalogue.entry import Actor, Entry, Family, unknown
from wochorus.choruspro.catalogue.explaining import (
    Explanation,
    Message,
    entries_of_code,
    explain,
    in_plain_words,
    split_label,
)
from wochorus.choruspro.catalogue.flow_states import (
    FLOW_STATES,
    FlowStateKind,
    FlowStateMeaning,
    flow_state_meaning,
)
from wochorus.choruspro.catalogue.invoice_statuses import INVOICE_STATUSES, invoice_status
from wochorus.choruspro.catalogue.payment_statuses import DEAD, PAID, PAYMENT_ORDERED
from wochorus.choruspro.catalogue.return_codes import ReturnCode, return_code_meaning
from wochorus.choruspro.catalogue.status import InvoiceStatus

__all__ = [
    "CHAPTERS",
    "DEAD",
    "FLOW_STATES",
    "INVOICE_STATUSES",
    "PAID",
    "PAYMENT_ORDERED",
    "Actor",
    "Chapter",
    "Entry",
    "Explanation",
    "Family",
    "FlowStateKind",
    "FlowStateMeaning",
    "InvoiceStatus",
    "Message",
    "ReturnCode",
    "entries_of_code",
    "explain",
    "flow_state_meaning",
    "in_plain_words",
    "invoice_status",
    "return_code_meaning",
    "split_label",
    "unknown",
]
