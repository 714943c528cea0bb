"""What refused a request, told on the page: what, where, what to do, and a reference to quote."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import structlog
from django.shortcuts import render

from wochorus.core.errors import WoChorusError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse

UNPROCESSABLE = 422


class TellFailures:
    """Middleware: what a service refused, and no view foresaw, becomes a page that says so."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand before the views."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Tell what was refused; what is no refusal goes on its way."""
        return tell_failure(request, error) if isinstance(error, WoChorusError) else None


def tell_failure(
    request: HttpRequest, error: WoChorusError, *, status: int = UNPROCESSABLE
) -> HttpResponse:
    """Answer with the sentence of ``error``: a box for htmx, else a whole page."""
    reference = secrets.token_hex(4).upper()
    structlog.get_logger().info("refused", reference=reference, what=error.what, path=request.path)
    whole = "web/_failure.html" if getattr(request, "htmx", False) else "web/failure.html"
    answer = render(request, whole, {"error": error, "reference": reference}, status=status)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#messages", "beforeend"
    return answer


def add_refusal(form: BaseForm, error: WoChorusError, field: str | None = None) -> None:
    """Put the sentence of ``error`` beside a field of ``form``, or above them all."""
    known = field if field in form.fields else None
    form.add_error(known, " ".join(part for part in (f"{error.what}.", error.remedy) if part))
