"""The two files of a company: its logo, and the certificate that signs its PDFs."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from wochorus.accounts.certificates import (
    LARGEST_BYTES,
    certificate_of,
    ends_soon,
    remove_certificate,
    store_certificate,
    validity_told,
)
from wochorus.accounts.logo import LARGEST_LOGO, NO_LOGO, kept_logo, logo_content
from wochorus.accounts.services import change_company
from wochorus.accounts.users.audit import note
from wochorus.accounts.users.models import AuditKind, Role
from wochorus.core.errors import InvalidInput
from wochorus.web.access import company_page
from wochorus.web.company.forms import CertificateForm, LogoForm
from wochorus.web.failures import UNPROCESSABLE, add_refusal

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from wochorus.web.access import CompanyRequest


@company_page(Role.ADMINISTRATOR)
def logo(request: CompanyRequest) -> HttpResponse:
    """Show the logo; keep another, or none."""
    company = request.company
    if request.method == "POST" and "retirer" in request.POST:
        change_company(company, **NO_LOGO)
        return _done(request, AuditKind.SETTINGS, "logo retiré", "settings-logo")
    form = LogoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_company(company, **_kept(form.cleaned_data["logo"]))
        except InvalidInput as refused:
            add_refusal(form, InvalidInput(refused.what, remedy=refused.remedy), "logo")
        else:
            return _done(request, AuditKind.SETTINGS, "logo enregistré", "settings-logo")
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "web/company/logo.html", {"form": form}, status=status)


def _kept(upload: UploadedFile[bytes]) -> dict[str, str]:
    """Keep the picture under the name that it was given; no more of it is read than is allowed."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(upload.name or "logo").name[:200] or "logo")
        path.write_bytes(upload.read(LARGEST_LOGO + 1))
        return kept_logo(path)


def _done(request: CompanyRequest, kind: AuditKind, what: str, route: str) -> HttpResponse:
    note(kind, request.user, what, request.company)
    messages.success(request, f"{what.capitalize()}.")
    return redirect(route, request.company.code)


@company_page()
def logo_image(request: CompanyRequest) -> HttpResponse:
    """Give the picture itself."""
    content = logo_content(request.company)
    if content is None:
        raise Http404("La société n'a pas de logo.")
    return HttpResponse(content, content_type=request.company.logo_media_type)


@sensitive_post_parameters("password")
@company_page(Role.ADMINISTRATOR)
def certificate(request: CompanyRequest) -> HttpResponse:
    """Show the certificate; keep another, or none."""
    company = request.company
    if request.method == "POST" and "retirer" in request.POST:
        remove_certificate(company)
        return _done(request, AuditKind.CERTIFICATE, "certificat retiré", "settings-certificate")
    form = CertificateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read(LARGEST_BYTES + 1)
        try:
            store_certificate(company, content, form.cleaned_data["password"])
        except InvalidInput as refused:
            about_password = "mot de passe" in refused.what
            add_refusal(form, refused, "password" if about_password else "file")
        else:
            what = "certificat enregistré"
            return _done(request, AuditKind.CERTIFICATE, what, "settings-certificate")
    found = certificate_of(company)
    shown = {
        "form": form,
        "found": found,
        "validity": validity_told(found) if found else "",
        "warns": found is not None and ends_soon(found),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "web/company/certificate.html", shown, status=status)
