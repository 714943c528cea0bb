"""Payments from a bank's statement or a table: looked at first, then recorded."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from wochorus.accounts.users.models import Role
from wochorus.billing.models import Invoice
from wochorus.billing.payments.camt import LARGEST_FILE, read_camt
from wochorus.billing.payments.importing import import_payments, preview_payments
from wochorus.billing.payments.models import PaymentOrigin
from wochorus.billing.payments.table import PAYMENTS, read_payments
from wochorus.core.errors import InvalidInput
from wochorus.deposits.events import acting
from wochorus.spreadsheets.writing import new_sheet
from wochorus.web.access import company_page
from wochorus.web.failures import UNPROCESSABLE, add_refusal
from wochorus.web.kept_files import keep_file, kept_file
from wochorus.web.payments.forms import FileForm
from wochorus.web.said import on_screen
from wochorus.web.streaming import disposition

if TYPE_CHECKING:
    from wochorus.billing.payments.bank_lines import BankFile
    from wochorus.billing.payments.importing import PaymentsReport
    from wochorus.web.access import CompanyRequest

SHOWN = 200
_SUFFIXES = (".xml", ".csv", ".xlsx")


@company_page(Role.CLERK)
def receive(request: CompanyRequest) -> HttpResponse:
    """Take a file; show what it would record."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["fichier"]
        suffix = Path(upload.name or "").suffix.lower()
        if suffix not in _SUFFIXES:
            form.add_error("fichier", "Un relevé finit par .xml, un tableau par .csv ou .xlsx.")
        elif upload.size > LARGEST_FILE:
            form.add_error("fichier", f"Ce fichier dépasse {LARGEST_FILE // 1_000_000} Mo.")
        else:
            key = keep_file(request, upload, suffix)
            return _looked_at(request, form, key)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "web/payments/import.html", {"form": form}, status=status)


def _looked_at(request: CompanyRequest, form: FileForm, key: str) -> HttpResponse:
    """Lead to the preview, once the file is known to be readable."""
    path = kept_file(request, key)
    try:
        if path is not None:
            _read(path)
    except InvalidInput as refused:
        add_refusal(form, on_screen(refused), "fichier")
        shown = {"form": form}
        return render(request, "web/payments/import.html", shown, status=UNPROCESSABLE)
    return redirect("payment-import-preview", request.company.code, key)


@company_page(Role.CLERK)
def preview(request: CompanyRequest, key: str) -> HttpResponse:
    """Show what a kept file would record; record it."""
    path = kept_file(request, key)
    if path is None:
        messages.error(request, "Ce fichier n'est plus là : choisissez-le de nouveau.")
        return redirect("payment-import", request.company.code)
    any_account = "autre-compte" in (request.POST or request.GET)
    read, origin = _read(path)
    act = import_payments if request.method == "POST" else preview_payments
    try:
        report = act(request.company, read, origin, actor=acting(), any_account=any_account)
    except InvalidInput as refused:
        shown = {"refused": refused, "asks_account": "compte" in refused.what}
        return render(request, "web/payments/import_preview.html", shown, status=UNPROCESSABLE)
    if request.method == "POST":
        path.unlink(missing_ok=True)
        _tell(request, report)
        return redirect("payments", request.company.code)
    shown = _shown(report) | {"any_account": any_account}
    return render(request, "web/payments/import_preview.html", shown)


def _tell(request: CompanyRequest, report: PaymentsReport) -> None:
    messages.success(
        request,
        f"{report.recorded} règlement(s) enregistré(s) : {len(report.matched)} affecté(s), "
        f"{len(report.waiting)} à affecter ; {report.known} déjà connu(s).",
    )


def _shown(report: PaymentsReport) -> dict[str, Any]:
    waiting = report.waiting[:SHOWN]
    ids = {pk for each in waiting for pk, _ in each.match.shares}
    numbers = dict(Invoice.objects.filter(pk__in=ids).values_list("pk", "number"))
    return {
        "report": report,
        "matched": [_sure(payment) for payment in report.matched[:SHOWN]],
        "waiting": [
            {
                "payment": each.payment,
                "told": each.match,
                "shares": [(numbers[pk], amount) for pk, amount in each.match.shares],
            }
            for each in waiting
        ],
        "left_aside": report.left_aside[:SHOWN],
        "shown": SHOWN,
    }


def _sure(payment: Any) -> dict[str, Any]:  # noqa: ANN401 - a payment that is nowhere
    return {"payment": payment, "who": payment.payer or payment.text}


def _read(path: Path) -> tuple[BankFile, PaymentOrigin]:
    if path.suffix == ".xml":
        return read_camt(path.read_bytes()), PaymentOrigin.BANK
    return read_payments(path), PaymentOrigin.TABLE


@company_page()
def template(request: CompanyRequest) -> HttpResponse:  # noqa: ARG001 - the same for all
    """Give an empty table of payments."""
    with tempfile.TemporaryDirectory(prefix="wochorus-") as folder:
        path = Path(folder) / "reglements.xlsx"
        with new_sheet(path, PAYMENTS.headers, "Règlements"):
            pass
        content = path.read_bytes()
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = HttpResponse(content, content_type=media)
    answer["Content-Disposition"] = disposition("reglements.xlsx")
    return answer
