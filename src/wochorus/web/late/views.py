"""Public payers that are late: who, since when, how it is reckoned, the letter that asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wochorus.accounts.users.models import Role
from wochorus.billing.delays import half_year_of
from wochorus.billing.delays.interest import POINTS
from wochorus.billing.models import Invoice
from wochorus.core.errors import InvalidInput
from wochorus.core.money import ZERO
from wochorus.deposits.lateness.claims import late_invoices, lateness_of
from wochorus.deposits.lateness.letter import letter
from wochorus.deposits.statuses.lives import life_of
from wochorus.spreadsheets.writing import csv_piece
from wochorus.web.access import company_page
from wochorus.web.late.forms import LateFilterForm
from wochorus.web.paging import page_of
from wochorus.web.said import on_screen, without_commands
from wochorus.web.streaming import disposition, streamed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import StreamingHttpResponse

    from wochorus.deposits.lateness.claims import Lateness
    from wochorus.web.access import CompanyRequest

_HEADER = (
    *("N° facture", "Client", "Nom", "Reçue le", "Limite légale", "Jours de retard", "Reste dû"),
    *("Payée le", "Taux", "Intérêts", "Indemnité", "Total", "À savoir"),
)


@company_page()
def index(request: CompanyRequest) -> HttpResponse:
    """List the late invoices that the filter keeps, the latest first."""
    form, found = _found(request)
    owed = sum((each.claim.total for each in found if each.claim), ZERO)
    missing = {half_year_of(day) for each in found if each.lacks_rate and (day := each.begins_on)}
    shown = {
        "form": form,
        "page": page_of(request, found),
        "count": len(found),
        "owed": owed,
        "missing": sorted(missing),
        "query": request.GET.urlencode(),
    }
    return render(request, "web/late/late.html", shown)


def _found(request: CompanyRequest) -> tuple[LateFilterForm, list[Lateness]]:
    form = LateFilterForm(request.GET)
    form.is_valid()
    with_paid = bool(form.cleaned_data.get("payees"))
    found = late_invoices(request.company, timezone.localdate(), with_paid=with_paid)
    return form, [each for each in found if form.keeps(each)]


@company_page()
def export(request: CompanyRequest) -> StreamingHttpResponse:
    """Write the late invoices that the filter keeps as a CSV."""
    _, found = _found(request)
    name = f"retards-{request.company.code}-{timezone.localdate():%Y-%m-%d}.csv"
    return streamed(request, _csv(found), media_type="text/csv; charset=utf-8", name=name)


def _csv(found: Sequence[Lateness]) -> Iterator[bytes]:
    yield "\ufeff".encode() + csv_piece([_HEADER])
    for each in found:
        claim = each.claim
        sums = (claim.rate, claim.interest, claim.fee, claim.total) if claim else (None,) * 4
        yield csv_piece(
            [
                [
                    each.invoice.number,
                    each.invoice.customer.code,
                    each.invoice.customer.name,
                    each.received_on,
                    each.clock.due,
                    str(each.days_late),
                    each.unpaid,
                    each.paid_on,
                    *sums,
                    without_commands(each.trouble),
                ]
            ]
        )


@company_page()
def invoice(request: CompanyRequest, number: int) -> HttpResponse:
    """Print line by line how the delay and the interest of one invoice are reckoned."""
    found = _invoice(request, number)
    lateness = _lateness(found)
    shown: dict[str, Any] = {"invoice": found, "lateness": lateness}
    if lateness is not None:
        due, begins = lateness.clock.due, lateness.begins_on
        claim = lateness.claim if lateness.is_late else None
        shown |= {
            "trouble": without_commands(lateness.trouble),
            "lacks_rate": lateness.lacks_rate,
            "is_postponed": due is not None
            and (due - lateness.opposable_on).days > lateness.payer.days,
            "half_year": half_year_of(begins) if begins else None,
            "points": POINTS,
            "refinancing": claim.rate - POINTS if claim else None,
        }
    return render(request, "web/late/invoice.html", shown)


def _invoice(request: CompanyRequest, number: int) -> Invoice:
    known = Invoice.objects.select_related("customer", "company")
    found = known.filter(company=request.company, pk=number).first()
    if found is None:
        raise Http404("Cette facture n'existe pas.")
    return found


def _lateness(found: Invoice) -> Lateness | None:
    life = life_of(found)
    return None if life is None else lateness_of(life, timezone.localdate())


@company_page(Role.CLERK)
def claim_letter(request: CompanyRequest, number: int) -> HttpResponse:
    """Give the letter that asks for interest and fee, as a PDF; or say why there is none."""
    found = _invoice(request, number)
    lateness = _lateness(found)
    try:
        if lateness is None:
            raise InvalidInput(f"{found.number} n'est pas encore suivie sur Chorus Pro")  # noqa: TRY301
        content = letter(lateness, timezone.localdate(), timezone.now())
    except InvalidInput as refused:
        told = on_screen(refused)
        messages.error(request, f"{told.what}. {told.remedy}".strip())
        return redirect("late-invoice", request.company.code, number)
    answer = HttpResponse(content, content_type="application/pdf")
    plain = "".join(char if char.isalnum() else "-" for char in found.number)
    answer["Content-Disposition"] = disposition(f"interets-{plain}.pdf")
    return answer
