"""The frame around every page: companies, environment, rail, last reading of Chorus Pro."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from wochorus.accounts.models import Company
from wochorus.accounts.users.models import Role
from wochorus.accounts.users.queries import companies_of

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the rail. ``key``: the letter typed after G. ``route``: its first page."""

    name: str
    route: str
    key: str
    icon: str
    needed: Role = Role.READER


RAIL = (
    Section("Accueil", "home", "a", "home"),
    Section("Journal", "journal", "j", "table"),
    Section("À déposer", "deposit", "d", "send"),
    Section("Anomalies", "anomalies", "n", "alert-triangle"),
    Section("Flux", "flows", "x", "arrows-transfer-up"),
    Section("Clients", "customers", "c", "users"),
    Section("Contrats", "contracts", "o", "file-text"),
    Section("Facturation", "billing", "f", "file-invoice"),
    Section("Règlements", "payments", "p", "cash"),
    Section("Retards", "late", "r", "clock-exclamation"),
    Section("Annuaire", "directory", "u", "building-bank"),
    Section("Réglages", "settings", "s", "settings", Role.ADMINISTRATOR),
    Section("Aide", "help", "h", "help"),
)

THEMES = ("light", "dark")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give the templates what stands around the page; nothing without a company."""
    theme = request.COOKIES.get("theme", "")
    around: dict[str, Any] = {"theme": theme if theme in THEMES else ""}
    company = getattr(request, "company", None)
    if not isinstance(company, Company):
        return around
    role: Role = request.role  # type: ignore[attr-defined] # set with the company
    return around | {
        "company": company,
        "role": role,
        "may_bill": role.includes(Role.CLERK),
        "may_administer": role.includes(Role.ADMINISTRATOR),
        "companies": companies_of(request.user),  # type: ignore[arg-type] # a member
        "rail": [entry for section in RAIL if (entry := _entry(section, company, role, request))],
    }


def _entry(
    section: Section, company: Company, role: Role, request: HttpRequest
) -> dict[str, Any] | None:
    if not role.includes(section.needed):
        return None
    address = reverse(section.route, args=[company.code])
    here = request.path.startswith(address) and (section.route != "home" or request.path == address)
    return {"section": section, "address": address, "here": here}
