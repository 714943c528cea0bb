"""The first start: while nobody has an account, every address leads to the page that opens one."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from django.conf import settings
from django.http.request import split_domain_port
from django.shortcuts import redirect
from django.urls import reverse

from wochorus.accounts.users.first_start import is_first_start

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

_OUR_NAMES = ("localhost", "127.0.0.1", "[::1]", "::1")
_PASSED_ON = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")
"""What a proxy writes: the person is then elsewhere, wherever the last call comes from."""


class LeadToFirstStart:
    """Middleware: lead there whoever comes, while nobody has an account."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Stand before the views."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on whoever is signed in, or may be; a query is spent on strangers alone."""
        place = reverse("first-start")
        if request.path != place and not request.user.is_authenticated and is_first_start():
            return redirect(place)
        return self._get_response(request)


def is_on_this_machine(request: HttpRequest) -> bool:
    """Tell whether the person sits at the machine itself, as far as can be known.

    Not behind a proxy: it would make all strangers look near.
    """
    try:
        near = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    name, _ = split_domain_port(request.get_host())
    is_public = settings.PUBLIC_URL.hostname not in _OUR_NAMES
    passed_on = any(name in request.headers for name in _PASSED_ON)
    return near and name in _OUR_NAMES and not is_public and not passed_on
