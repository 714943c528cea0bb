"""A company as the command line shows it: to people, and to programs. Secrets are never there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from rich.markup import escape
from rich.table import Table

from wochorus.accounts.models import ChorusAccess
from wochorus.accounts.password_expiry import PasswordExpiry, password_expiry
from wochorus.accounts.ways import Advice, advice
from wochorus.cli.company_certificate import certificate_as_json, certificate_told
from wochorus.cli.output import out
from wochorus.core.banking import format_iban
from wochorus.core.countries import FRANCE, NAMES
from wochorus.core.dates import format_date
from wochorus.core.identifiers import format_siret
from wochorus.core.money import format_euros
from wochorus.core.sizes import format_megabytes
from wochorus.deposits.submissions.volume import sending_of

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

_DESCRIBED = (
    "code",
    "name",
    "siret",
    "vat_number",
    "legal_form",
    "share_capital",
    "trade_register",
    "legal_information",
    "address",
    "address_line_2",
    "postcode",
    "town",
    "country",
    "email",
    "phone",
    "electronic_address",
    "routing_address",
    "logo_name",
    "logo_sha256",
    "logo_media_type",
    "iban",
    "bic",
    "late_penalties",
    "recovery_fee",
    "early_payment",
    "vat_on_debits",
    "environment",
    "cadre",
    "way_in",
    "flow_size_limit",
    "flow_invoice_limit",
    "recycling_until",
    "call_interval_ms",
)
"""The fields told to programs, under their own names."""


def company_as_json(company: Company) -> dict[str, Any]:
    """Describe a company for programs."""
    return {
        **{name: getattr(company, name) for name in _DESCRIBED},
        "way_advice": _advice_as_json(company),
        "signing_certificate": certificate_as_json(company),
        "accesses": _accesses(company),
        "technical_passwords": [
            {
                "environment": expiry.environment,
                "expires_on": expiry.expires_on,
                "days_left": expiry.days_left(timezone.localdate()),
                "read_at": expiry.read_at,
            }
            for expiry in _expiries(company)
        ],
    }


def print_company(company: Company) -> None:
    """Print what is known of a company; what invoices lack is said."""
    table = Table(show_header=False, box=None)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in (*_identity(company), *_payment(company), *_deposit(company)):
        table.add_row(label, escape(value))
    out.print(table)


def _accesses(company: Company) -> list[str]:
    accesses = ChorusAccess.objects.filter(company=company).order_by("environment")
    return [access.environment for access in accesses]


def _identity(company: Company) -> tuple[tuple[str, str], ...]:
    capital = company.share_capital
    return (
        ("Code", company.code),
        ("SIRET", format_siret(company.siret) or "manquant"),
        ("N° de TVA", company.vat_number or "manquant"),
        ("Forme juridique", company.legal_form or "non indiquée"),
        ("Capital social", "non indiqué" if capital is None else format_euros(capital)),
        ("Immatriculation", company.trade_register or "non indiquée"),
        ("Adresse", _address(company) or "manquante"),
        ("Courriel", company.email or "non indiqué"),
        ("Téléphone", company.phone or "non indiqué"),
        ("Adresse électronique", company.routing_address or "manquante"),
        ("Logo", company.logo_name or "aucun"),
    )


def _address(company: Company) -> str:
    town = f"{company.postcode} {company.town}".strip()
    country = "" if company.country == FRANCE else NAMES.get(company.country, company.country)
    parts = (company.address, company.address_line_2, town, country)
    return ", ".join(part for part in parts if part)


def _payment(company: Company) -> tuple[tuple[str, str], ...]:
    return (
        ("IBAN", format_iban(company.iban) or "manquant"),
        ("BIC", company.bic or "non indiqué"),
        ("TVA", "d'après les débits" if company.vat_on_debits else "à l'encaissement"),
        ("Pénalités de retard", company.late_penalties),
        ("Indemnité de recouvrement", company.recovery_fee),
        ("Escompte", company.early_payment),
    )


def _deposit(company: Company) -> tuple[tuple[str, str], ...]:
    return (
        ("Cadre de facturation", company.cadre),
        ("Voie d'entrée", company.get_way_in_display()),
        *((("Conseil", told(advised)),) if (advised := way_advice(company)) else ()),
        ("Certificat de signature", certificate_told(company)),
        ("Taille maximale d'un flux", format_megabytes(company.flow_size_limit)),
        ("Factures par flux, au plus", str(company.flow_invoice_limit)),
        ("Recyclage offert jusqu'au", _recycling(company)),
        ("Attente internet", f"{company.call_interval_ms} ms"),
        ("Accès enregistrés", ", ".join(_accesses(company)) or "aucun"),
        *((f"Mot de passe ({one.environment})", _told(one)) for one in _expiries(company)),
    )


def way_advice(company: Company) -> Advice | None:
    """Advise a way in, from what the journal holds of the last year; nothing on an empty one."""
    sending = sending_of(company, timezone.localdate())
    return None if sending is None else advice(sending)


def told(advised: Advice) -> str:
    """Say an advice in French."""
    return f"{advised.way_in.label}. {advised.why}"


def _advice_as_json(company: Company) -> dict[str, str] | None:
    advised = way_advice(company)
    return None if advised is None else {"way_in": advised.way_in.value, "why": advised.why}


def _expiries(company: Company) -> list[PasswordExpiry]:
    """Give what the connection tests have read of its technical passwords."""
    found = (password_expiry(company, environment) for environment in _accesses(company))
    return [expiry for expiry in found if expiry is not None]


def _told(expiry: PasswordExpiry) -> str:
    read_on = format_date(timezone.localtime(expiry.read_at).date())
    return f"{expiry.told(timezone.localdate())} (lu le {read_on})"


def _recycling(company: Company) -> str:
    return format_date(company.recycling_until) if company.recycling_until else "sans fin"
