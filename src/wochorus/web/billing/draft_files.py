"""The files of a draft: given, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.billing.drafts.files import attach_to_draft, detach_from_draft
from wochorus.core.attachments import AttachmentKind
from wochorus.core.errors import InvalidInput
from wochorus.web.access import company_page
from wochorus.web.billing.drafts import found_draft
from wochorus.web.said import on_screen
from wochorus.web.uploads import as_files

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpResponse

    from wochorus.billing.drafts.models import InvoiceDraft
    from wochorus.web.access import CompanyRequest

MOST_FILES = 50
_KINDS = {kind.value for kind in AttachmentKind}


@require_POST
@company_page(Role.CLERK)
def change(request: CompanyRequest, number: int) -> HttpResponse:
    """Add the files that are sent, or take away the one that is named."""
    found = found_draft(request, number)
    leaving = request.POST.get("retirer", "")
    uploads = request.FILES.getlist("fichiers")[:MOST_FILES]
    kind = request.POST.get("type", "")
    kind = kind if kind in _KINDS else AttachmentKind.ANNEX.value
    if leaving:
        _detach(request, found, leaving)
    elif not uploads:
        messages.error(request, "Aucun fichier n'a été choisi.")
    with as_files(uploads) as paths:
        for path in paths:
            _attach(request, found, path, kind)
    return redirect("draft", request.company.code, number)


def _attach(request: CompanyRequest, found: InvoiceDraft, path: Path, kind: str) -> None:
    """Add a file; one that is refused stops no other."""
    try:
        attach_to_draft(found, path, kind=kind)
    except InvalidInput as refused:
        _tell(request, path.name, refused)
    else:
        messages.success(request, f"{path.name} joint : il suivra la facture.")


def _detach(request: CompanyRequest, found: InvoiceDraft, name: str) -> None:
    try:
        detach_from_draft(found, name)
    except InvalidInput as refused:
        _tell(request, name, refused)
    else:
        messages.success(request, f"{name} retiré.")


def _tell(request: CompanyRequest, name: str, refused: InvalidInput) -> None:
    told = on_screen(refused)
    messages.error(request, f"{name} : {told.what}. {told.remedy}".strip())
