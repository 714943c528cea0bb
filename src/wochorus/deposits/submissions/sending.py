"""One submission, from its frozen request to Chorus Pro's answer.

Its documents go first: they belong to no invoice until the request names them, so a program that
dies there has sent nothing. What Chorus Pro reads in the PDF is compared with the request; then
only is the call claimed and made, once, as that of a flow.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wochorus.choruspro import BusinessRefusal, PdfFormat
from wochorus.core.errors import InvalidInput, Permanent, Transient
from wochorus.deposits.comparing.portal_rows import storable_json
from wochorus.deposits.events import record_event
from wochorus.deposits.moves import TakenOverError, claim_sending
from wochorus.deposits.sending import abandon, record_refusal, send, send_once
from wochorus.deposits.submissions.freezing import document_path, request_of
from wochorus.deposits.submissions.reading import compare
from wochorus.deposits.submissions.recording import record_receipt
from wochorus.deposits.submissions.request import PortalNumbers
from wochorus.deposits.syntaxes import SubmittedFormat

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.choruspro import ChorusClient, DepositedPdf
    from wochorus.deposits.models import Flow
    from wochorus.deposits.packing import PackedFile
    from wochorus.deposits.submissions.codes import PortalCodes
    from wochorus.deposits.submissions.request import FrozenDocument, FrozenRequest

_PDF_FORMATS = {
    SubmittedFormat.PDF: PdfFormat.UNSIGNED,
    SubmittedFormat.SIGNED_PDF: PdfFormat.SIGNED_PADES,
}


_READ_OTHERWISE = (
    "Corrigez la facture ou son PDF ; si c'est Chorus Pro qui lit mal, déposez-la avec "
    "--accept-reading-differences."
)


class HeldBackError(Permanent):
    """This invoice was not submitted, for a reason of its own; the others may go on."""


class _RefusedDocument(Exception):
    """Chorus Pro does not take a document of the invoice."""

    def __init__(self, refusal: BusinessRefusal) -> None:
        super().__init__(refusal.what)
        self.refusal = refusal


def send_frozen(
    flow: Flow,
    packed: PackedFile,
    codes: PortalCodes,
    *,
    sleep: Callable[[float], None],
) -> None:
    """Send a reserved flow, whatever its way in; outcomes and errors as `send`.

    Raises `HeldBackError` when Chorus Pro reads in the PDF something else than the journal says,
    and the order does not accept it: the flow is abandoned, its invoice is free.
    """
    client = codes.client.with_correlation_id(f"flow-{flow.pk}")
    if not flow.is_submission:
        send(flow, packed, codes.client, sleep=sleep)
        return
    request = request_of(packed)
    try:
        numbers = _numbers(flow, request, codes, client)
    except _RefusedDocument as refused:
        record_refusal(flow, refused.refusal)
        return
    except (TakenOverError, HeldBackError):
        raise
    except (Transient, Permanent) as failure:
        abandon(flow, f"Rien n'est parti : {failure.what}")
        _raise_for_this_invoice(failure)
        raise
    except BaseException:
        abandon(flow, "Interrompu avant l'envoi ; rien n'est parti.")
        raise
    submission = request.submission(numbers)
    attempt = partial(client.submit_invoice, submission, claim=partial(claim_sending, flow))
    try:
        send_once(flow, attempt, partial(record_receipt, flow), sleep)
    except InvalidInput as defect:
        _raise_for_this_invoice(defect)


def _raise_for_this_invoice(failure: Transient | Permanent) -> None:
    """Hold back an invoice that can never leave as it is: it must not stop the others."""
    if isinstance(failure, InvalidInput):
        raise HeldBackError(failure.what, where=failure.where, remedy=failure.remedy) from failure


def _numbers(
    flow: Flow, request: FrozenRequest, codes: PortalCodes, client: ChorusClient
) -> PortalNumbers:
    """Give the documents to Chorus Pro, and ask for its own numbers; nothing is submitted."""
    supplier = codes.supplier(request.supplier_siret)
    numbers = PortalNumbers(
        supplier=supplier,
        bank_account=codes.bank_account(request),
        rate_codes=codes.rates,
        exemption=codes.exemption(request.exemption),
        files=tuple(_upload(flow, request, document, client) for document in request.documents),
    )
    record_event(
        "documents",
        flow,
        message=f"{len(numbers.files)} document(s) donné(s) à Chorus Pro.",
        payload={
            "supplier": numbers.supplier,
            "bank_account": numbers.bank_account,
            "rate_codes": {str(rate): code for rate, code in numbers.rate_codes.items()},
            "exemption": numbers.exemption,
            "files": list(numbers.files),
        },
    )
    return numbers


def _upload(
    flow: Flow, request: FrozenRequest, document: FrozenDocument, client: ChorusClient
) -> int:
    path = document_path(flow, document)
    try:
        if not document.is_main:
            return client.add_file(document.name, path).file_id or 0
        pdf_format = _PDF_FORMATS[SubmittedFormat(flow.document_format.value)]
        read = client.deposit_pdf(document.name, path, pdf_format)
    except BusinessRefusal as refusal:
        raise _RefusedDocument(refusal) from refusal
    _compare(flow, request, read)
    return read.file_id or 0


def _compare(flow: Flow, request: FrozenRequest, read: DepositedPdf) -> None:
    """Stop an invoice that Chorus Pro reads otherwise, unless the order accepts it."""
    found = compare(read, request)
    accepted = bool(found.differences) and flow.order is not None and flow.order.accepts_reading
    unread = f" Non lu : {', '.join(found.unread)}." if found.unread else ""
    said = found.told() or "comme le journal"
    record_event(
        "pdf_reading",
        flow,
        message=f"Chorus Pro lit le PDF {said}{' (accepté)' if accepted else ''}.{unread}",
        payload={
            "read": storable_json(read.raw),
            "differences": [[each.field, each.read, each.ours] for each in found.differences],
            "unread": list(found.unread),
            "accepted": accepted,
        },
    )
    if found.differences and not accepted:
        what = f"Chorus Pro ne lit pas dans le PDF ce que dit le journal : {found.told()}"
        abandon(flow, f"Rien n'est parti. {what}. {_READ_OTHERWISE}")
        raise HeldBackError(what, remedy=_READ_OTHERWISE)
