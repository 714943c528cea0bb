"""The attachments of an invoice: given by hand or by dropping files, taken away, read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.billing.attachments import add_attachment, remove_attachment
from wochorus.core.attachments import AttachmentKind
from wochorus.core.errors import InvalidInput
from wochorus.web.access import company_page
from wochorus.web.deposit.words import on_screen
from wochorus.web.failures import UNPROCESSABLE
from wochorus.web.journal.panel import draw_panel, found_invoice
from wochorus.web.uploads import as_files

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.billing.models import Invoice
    from wochorus.web.access import CompanyRequest

MOST_FILES = 50
_KINDS = {kind.value for kind in AttachmentKind}


@require_POST
@company_page(Role.CLERK)
def attach(request: CompanyRequest, pk: int) -> HttpResponse:
    """Add the files given; each that is refused is told, and stops no other."""
    invoice = found_invoice(request, pk)
    uploads = request.FILES.getlist("files")[:MOST_FILES]
    kind = request.POST.get("kind", "")
    kind = kind if kind in _KINDS else AttachmentKind.ANNEX.value
    added, refused = [], []
    with as_files(uploads) as paths:
        for path in paths:
            try:
                added.append(add_attachment(invoice, path, kind=kind).name)
            except InvalidInput as defect:
                refused.append(f"{path.name} : {defect.what}. {on_screen(defect.remedy)}".strip())
    if not uploads:
        refused.append("Aucun fichier n'a été choisi.")
    said = f"Joint : {', '.join(added)}." if added else ""
    return _drawn(request, invoice, said, refused)


@require_POST
@company_page(Role.CLERK)
def detach(request: CompanyRequest, pk: int) -> HttpResponse:
    """Take an attachment away."""
    invoice = found_invoice(request, pk)
    try:
        removed = remove_attachment(invoice, request.POST.get("name", ""))
    except InvalidInput as defect:
        return _drawn(request, invoice, "", [f"{defect.what}. {on_screen(defect.remedy)}".strip()])
    return _drawn(request, invoice, f"Retiré : {removed.name}.", [])


def _drawn(
    request: CompanyRequest, invoice: Invoice, said: str, refused: list[str]
) -> HttpResponse:
    return draw_panel(
        request,
        invoice,
        status=UNPROCESSABLE if refused and not said else 200,
        said=said,
        said_kind="success",
        refused=refused,
        files_open=True,
    )
