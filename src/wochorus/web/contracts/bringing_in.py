"""Contracts from a workbook, or from up to three CSV files: all of it, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render

from wochorus.accounts.users.models import Role
from wochorus.contracts.table_import import import_contracts
from wochorus.core.errors import InvalidInput
from wochorus.web.access import company_page
from wochorus.web.failures import UNPROCESSABLE, add_refusal
from wochorus.web.records import TABLE_WIDGET, TableFileForm, told_errors
from wochorus.web.said import on_screen
from wochorus.web.uploads import as_files

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.contracts.table_import import ContractReport
    from wochorus.web.access import CompanyRequest

PAGE = "web/contracts/import.html"


class ContractFilesForm(TableFileForm):
    """A table of contracts; beside a CSV, those of its lines and of its sites."""

    lignes = forms.FileField(
        label="Lignes, à côté d'un CSV", required=False, widget=forms.FileInput(TABLE_WIDGET)
    )
    chantiers = forms.FileField(
        label="Chantiers, à côté d'un CSV", required=False, widget=forms.FileInput(TABLE_WIDGET)
    )


@company_page(Role.CLERK)
def receive(request: CompanyRequest) -> HttpResponse:
    """Take the files in."""
    form = ContractFilesForm(request.POST or None, request.FILES or None)
    shown: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            report = _imported(request, form)
        except InvalidInput as refused:
            error = on_screen(refused)
            what = f"{error.where} : {error.what}" if error.where else error.what
            add_refusal(form, InvalidInput(what, remedy=error.remedy), "fichier")
        else:
            if report.imported:
                _say(request, report)
                return redirect("contracts", request.company.code)
            shown |= told_errors(report.errors)
    status = UNPROCESSABLE if form.errors or "errors" in shown else 200
    return render(request, PAGE, shown, status=status)


def _imported(request: CompanyRequest, form: ContractFilesForm) -> ContractReport:
    names = [name for name in ("fichier", "lignes", "chantiers") if form.cleaned_data[name]]
    with as_files(form.cleaned_data[name] for name in names) as paths:
        laid = dict(zip(names, paths, strict=True))
        return import_contracts(
            request.company,
            laid["fichier"],
            actor=request.user.email,
            lines_path=laid.get("lignes"),
            sites_path=laid.get("chantiers"),
        )


def _say(request: CompanyRequest, report: ContractReport) -> None:
    text = (
        f"{report.rows} contrat(s) lu(s) : {report.added} ajouté(s), {report.changed} modifié(s), "
        f"{report.unchanged} inchangé(s)."
    )
    if report.ignored_columns:
        text += f" Colonnes inconnues, non lues : {', '.join(report.ignored_columns)}."
    messages.success(request, text)
