"""The addresses of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chorus_simulator.pages import desk, desk_acts, home, home_acts
from chorus_simulator.pages.frame import (
    form_route,
    no_icon_route,
    redirect_route,
    route,
    style_route,
)

if TYPE_CHECKING:
    from starlette.routing import Route

    from chorus_simulator.simulator import Simulator

_INVOICE = "/acheteur/{siret}/factures/{invoice_id:int}"


def page_routes(simulator: Simulator) -> list[Route]:
    """Build the routes of the pages."""
    looked_at = {
        "/simulator/": home.home,
        "/acheteur/": desk.choose,
        "/acheteur/{siret}/": desk.received,
        _INVOICE: desk.invoice,
        f"{_INVOICE}/pieces/{{document_id:int}}": desk.document,
    }
    forms = {
        "/simulator/page/clock": home_acts.change_clock,
        "/simulator/page/faults": home_acts.order_fault,
        "/simulator/page/faults/cancel": home_acts.cancel_fault,
        "/simulator/page/settings": home_acts.change_settings,
        f"{_INVOICE}/decision": desk_acts.decide,
        f"{_INVOICE}/validation": desk_acts.validate,
    }
    redirects = {"/": "/simulator/", "/simulator": "/simulator/", "/acheteur": "/acheteur/"}
    return [
        style_route(),
        no_icon_route(),
        *(route(simulator, path, handler) for path, handler in looked_at.items()),
        *(form_route(simulator, path, handler) for path, handler in forms.items()),
        *(redirect_route(path, target) for path, target in redirects.items()),
    ]
