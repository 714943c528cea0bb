"""The page of an order: its table that fills by itself, and what may be asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from wochorus.accounts.users.models import Role
from wochorus.billing.models import Invoice
from wochorus.core.errors import WoChorusError
from wochorus.deposits.background.alive import is_a_worker_alive
from wochorus.deposits.orders.drafts import left_drafts
from wochorus.deposits.orders.ending import ending_of, to_correct, to_send_again
from wochorus.deposits.orders.fates import fates_from, progress_of
from wochorus.deposits.orders.placing import ask_cancel, ask_pause
from wochorus.deposits.orders.queries import all_orders, counts_by_order, find_order
from wochorus.deposits.orders.resuming import may_resume, resume
from wochorus.deposits.queries import ambiguous_flows
from wochorus.deposits.services import obey_if_alone
from wochorus.deposits.states import OrderState
from wochorus.deposits.tasks import wake_workers
from wochorus.web.access import company_page
from wochorus.web.deposit.addresses import address_of
from wochorus.web.deposit.news import newest_event, summary_of
from wochorus.web.deposit.views import ambiguous_panel, order_address
from wochorus.web.deposit.words import on_screen
from wochorus.web.selections import keep_selection

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from wochorus.accounts.models import Company
    from wochorus.deposits.models import DepositOrder
    from wochorus.deposits.orders.fates import Progress
    from wochorus.web.access import CompanyRequest

ROWS_IN_A_BLOCK = 100
ORDERS_ON_A_PAGE = 30
_OPEN = (OrderState.DRAFT, OrderState.PLANNED, OrderState.RUNNING, OrderState.PAUSED)
_LARGEST_NUMBER = 2**63


@company_page()
@require_GET
def orders(request: CompanyRequest) -> HttpResponse:
    """List the latest orders."""
    pages = Paginator(all_orders(request.company), ORDERS_ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    found = list(page.object_list)
    counts = counts_by_order(found)
    shown = {
        "rows": [(each, dict(counts[each.pk]), counts[each.pk].total()) for each in found],
        "page": page,
    }
    return render(request, "web/deposit/orders.html", shown)


@company_page()
@require_GET
def order(request: CompanyRequest, number: int) -> HttpResponse:
    """Show an order: how far it is, and its first invoices."""
    found = found_order(request.company, number)
    # Read before the rows: what happens meanwhile is told again, never missed.
    since = newest_event(found)
    progress = progress_of(found, timezone.now())
    shown = {
        **summary_of(found, progress),
        **_controls(request, found, progress),
        **_block(found, 0, progress.total),
        "since": since,
        "stream": address_of(request.company, "order-stream", number, depuis=since),
    }
    return render(request, "web/deposit/order.html", shown)


@company_page()
@require_GET
def rows(request: CompanyRequest, number: int) -> HttpResponse:
    """Give one block of rows, and the place of the next one."""
    found = found_order(request.company, number)
    text = request.GET.get("debut", "0")
    start = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0  # noqa: PLR2004
    shown = {"order": found, **_block(found, start, found.items.count())}
    shown["is_reread"] = "relu" in request.GET
    return render(request, "web/deposit/_block.html", shown)


def _block(found: DepositOrder, start: int, total: int) -> dict[str, Any]:
    end = start + ROWS_IN_A_BLOCK
    return {
        "fates": fates_from(found, start, ROWS_IN_A_BLOCK),
        "start": start,
        "next_start": end if end < total else None,
    }


@company_page()
@require_GET
def controls(request: CompanyRequest, number: int) -> HttpResponse:
    """Say where the order stands, and show what this person may ask of it."""
    found = found_order(request.company, number)
    shown = _controls(request, found, progress_of(found, timezone.now()))
    return render(request, "web/deposit/_controls.html", shown)


def _controls(request: CompanyRequest, found: DepositOrder, progress: Progress) -> dict[str, Any]:
    is_open = found.state in _OPEN
    is_here = found.environment == request.company.environment
    is_clerk = request.role.includes(Role.CLERK)
    return {
        "order": found,
        "message": on_screen(found.message),
        "ending": ending_of(found, progress),
        "progress": progress,
        "is_left": bool(left_drafts([found])),
        "is_here": is_here,
        "lacks_worker": is_open and found.unattended and not is_a_worker_alive(),
        "may_pause": is_clerk and is_here and found.state == OrderState.RUNNING and not found.wish,
        "may_resume": is_clerk and is_here and may_resume(found),
        "may_cancel": is_clerk and is_open and not found.wish,
        "may_bill": is_clerk,
        "has_ambiguous": bool(progress.uncertain) and bool(ambiguous_flows(request.company)),
        **ambiguous_panel(request),
        "here": order_address(request, found.pk),
    }


def found_order(company: Company, number: int) -> DepositOrder:
    """Find an order of the company. Raises `Http404`."""
    found = find_order(company, number) if number < _LARGEST_NUMBER else None
    if found is None:
        raise Http404(f"L'ordre {number} n'existe pas pour cette société.")
    return found


@company_page(Role.CLERK)
@require_POST
def pause(request: CompanyRequest, number: int) -> HttpResponse:
    """Stop the order before its next flow."""
    return _asked(request, number, _pause)


@company_page(Role.CLERK)
@require_POST
def cancel(request: CompanyRequest, number: int) -> HttpResponse:
    """Cancel what has not left."""
    return _asked(request, number, _cancel)


@company_page(Role.CLERK)
@require_POST
def go_on(request: CompanyRequest, number: int) -> HttpResponse:
    """Give what is left to the workers again."""
    return _asked(request, number, resume)


def _asked(
    request: CompanyRequest, number: int, do: Callable[[DepositOrder], None]
) -> HttpResponse:
    found = found_order(request.company, number)
    try:
        do(found)
    except WoChorusError as refused:
        # Somebody else was quicker: the page shows where the order stands now.
        messages.warning(request, f"{refused.what}.")
    else:
        wake_workers()
    return redirect(order_address(request, number))


def _pause(found: DepositOrder) -> None:
    ask_pause(found)
    obey_if_alone(found)


def _cancel(found: DepositOrder) -> None:
    ask_cancel(found)
    obey_if_alone(found)


@company_page(Role.CLERK)
@require_POST
def take_up(request: CompanyRequest, number: int) -> HttpResponse:
    """Take what an order left to another screen: to be corrected, or to be deposited again."""
    found = found_order(request.company, number)
    is_wrong = request.POST.get("what") == "correct"
    ids = to_correct(found) if is_wrong else to_send_again(found)
    if not ids:
        messages.info(request, "Il n'en reste rien à reprendre : tout a été repris depuis.")
        return redirect(order_address(request, number))
    chosen = Invoice.objects.filter(company=request.company, pk__in=ids)
    selection = keep_selection(request, chosen)
    route = "anomalies" if is_wrong else "deposit"
    address = address_of(request.company, route, selection=selection.pk)
    return redirect(address or address_of(request.company, "deposit", selection=selection.pk))
