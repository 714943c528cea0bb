"""Customers from a table: all of it, or its good rows and a file of the others to correct."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from wochorus.accounts.users.models import Role
from wochorus.core.errors import InvalidInput
from wochorus.customers.table import import_customers
from wochorus.web.access import company_page
from wochorus.web.failures import UNPROCESSABLE, add_refusal
from wochorus.web.kept_files import keep_beside, keep_file, kept_file
from wochorus.web.records import TableFileForm, told_errors
from wochorus.web.said import on_screen

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpResponse

    from wochorus.customers.table import ImportReport
    from wochorus.web.access import CompanyRequest

PAGE = "web/customers/import.html"


@company_page(Role.CLERK)
def receive(request: CompanyRequest) -> HttpResponse:
    """Take a table in; with an error nothing comes in, and the file is kept for its good rows."""
    form = TableFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["fichier"]
        key = keep_file(request, sent, f".{sent.name.rpartition('.')[2].lower()}")
        path = _kept(request, key)
        try:
            report = import_customers(request.company, path)
        except InvalidInput as refused:
            path.unlink(missing_ok=True)
            add_refusal(form, on_screen(refused), "fichier")
        else:
            return _told(request, form, report, key)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, PAGE, {"form": form}, status=status)


def _told(
    request: CompanyRequest, form: TableFileForm, report: ImportReport, key: str
) -> HttpResponse:
    if report.imported:
        _kept(request, key).unlink(missing_ok=True)
        _say(request, report)
        return redirect("customers", request.company.code)
    shown = {
        "form": form,
        "key": key,
        "report": report,
        "good_rows": report.rows - len(report.refused_rows()),
        **told_errors(report.errors),
    }
    return render(request, PAGE, shown, status=UNPROCESSABLE)


def _say(request: CompanyRequest, report: ImportReport) -> None:
    text = (
        f"{report.rows} ligne(s) lue(s) : {report.added} client(s) ajouté(s), "
        f"{report.changed} modifié(s), {report.unchanged} inchangé(s)."
    )
    if report.ignored_columns:
        text += f" Colonnes inconnues, non lues : {', '.join(report.ignored_columns)}."
    messages.success(request, text)


@require_POST
@company_page(Role.CLERK)
def good_rows(request: CompanyRequest, key: str) -> HttpResponse:
    """Take the good rows of a kept file in; keep the others, to be corrected."""
    path = kept_file(request, key)
    if path is None:
        messages.error(request, "Ce fichier n'est plus là : choisissez-le de nouveau.")
        return redirect("customers-import", request.company.code)
    report = import_customers(request.company, path, partial=True)
    _say(request, report)
    shown = {"form": TableFileForm(), "report": report, **told_errors(report.errors)}
    if report.error_file is not None:
        shown["refused_key"] = keep_beside(path, report.error_file)
    path.unlink(missing_ok=True)
    return render(request, PAGE, shown)


@company_page(Role.CLERK)
def refused_rows(request: CompanyRequest, key: str) -> FileResponse:
    """Give the rows that did not come in, each with what is wrong."""
    path = _kept(request, key)
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"clients-refuses{path.suffix}"
    )


def _kept(request: CompanyRequest, key: str) -> Path:
    path = kept_file(request, key)
    if path is None:
        raise Http404("Ce fichier n'est plus là.")
    return path
