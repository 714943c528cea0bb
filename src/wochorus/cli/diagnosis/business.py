"""The work: companies and what they miss to deposit, and how old the directory is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from wochorus.accounts.certificates import (
    certificate_of,
    ends_soon,
    has_expired,
    validity_told,
)
from wochorus.accounts.key_match import accesses_of_another_key
from wochorus.accounts.models import ChorusAccess, ChorusEnvironment, Company, WayIn
from wochorus.accounts.password_expiry import password_expiry
from wochorus.cli.diagnosis import Finding, error, ok, warning
from wochorus.cli.diagnosis.machine import simulator_finding
from wochorus.core.dates import format_date
from wochorus.core.identifiers import format_siret
from wochorus.deposits.heartbeats import database_now, heartbeat, readings_of
from wochorus.deposits.models import ReadingKind
from wochorus.directory.age import HOW_TO_REFRESH, is_stale, read_at, told_age
from wochorus.directory.columns import COLUMNS
from wochorus.directory.models import Structure
from wochorus.directory.queries import last_imports

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

DIRECTORY = "Annuaire"
_AGAIN = {ReadingKind.DIRECTORY: "wochorus directory refresh"}
"""What makes the next try of a reading at once."""


def business_findings() -> Iterator[Finding]:
    """Examine the companies, the directory, and the simulator when a company uses it."""
    companies = list(Company.objects.order_by("code"))
    if not companies:
        yield warning(
            "Sociétés",
            "aucune n'est enregistrée",
            "wochorus company add CODE --name … --siret … (ou « wochorus demo » pour essayer)",
        )
    for company in companies:
        yield _company(company)
        yield from _technical_password(company)
        yield from _certificate(company)
        yield from _readings(company)
    yield from _unreadable_accesses()
    yield _directory(timezone.now())
    if any(company.environment == ChorusEnvironment.SIMULATOR for company in companies):
        yield simulator_finding(settings.ENVIRONMENT.simulator_url)


def _company(company: Company) -> Finding:
    subject = f"Société {company.code}"
    shown = company.get_environment_display()
    missing = list(_missing(company))
    if not missing:
        siret = format_siret(company.siret)
        return ok(subject, f"{company.name}, SIRET {siret}, environnement {shown}")
    what = ", ".join(label for label, _ in missing)
    return error(
        subject,
        f"{company.name}, environnement {shown} : il manque {what}",
        " ; ".join(remedy for _, remedy in missing),
    )


def _technical_password(company: Company) -> Iterator[Finding]:
    """Count the days left to the technical password, as the last connection test read them."""
    expiry = password_expiry(company, company.environment)
    if expiry is None:
        return
    subject, today = f"Société {company.code}, mot de passe technique", timezone.localdate()
    read_on = format_date(timezone.localtime(expiry.read_at).date())
    message = f"{expiry.told(today)} (lu le {read_on})"
    if not expiry.needs_warning(today):
        yield ok(subject, message)
        return
    remedy = (
        "Renouvelez-le sur le portail, « Raccordement EDI et API », puis : wochorus company access "
        f"{company.code} --environment {company.environment}"
    )
    ended = expiry.days_left(today) < 0
    yield error(subject, message, remedy) if ended else warning(subject, message, remedy)


def _readings(company: Company) -> Iterator[Finding]:
    """Say when Chorus Pro was last read, if ever it was."""
    subject, now = f"Société {company.code}, suivi", database_now()
    for kind, reading in readings_of(company).items():
        told = f"{kind.label} : {heartbeat(reading, now)}"
        if reading.trouble:
            again = _AGAIN.get(kind, "wochorus follow")
            remedy = f"Corrigez ce qui est dit, ou attendez le prochain essai : {again}"
            yield warning(subject, told, remedy)
        else:
            yield ok(subject, told)


def _certificate(company: Company) -> Iterator[Finding]:
    """Tell until when a company that signs its PDFs can do so."""
    if company.way_in != WayIn.SIGNED_PDF:
        return
    subject = f"Société {company.code}, certificat de signature"
    remedy = f"wochorus company certificate {company.code} --file FICHIER.p12"
    found = certificate_of(company)
    if found is None:
        yield error(subject, "aucun : ses PDF ne peuvent pas être signés", remedy)
        return
    message = f"{found.subject}, {validity_told(found)}"
    if has_expired(found):
        yield error(subject, message, remedy)
    else:
        yield warning(subject, message, remedy) if ends_soon(found) else ok(subject, message)


def _missing(company: Company) -> Iterator[tuple[str, str]]:
    """List what keeps the company from depositing, each with its remedy."""
    if not company.siret:
        yield "son SIRET", f"wochorus company set {company.code} --siret …"
    if not ChorusAccess.objects.filter(company=company, environment=company.environment).exists():
        yield "ses identifiants Chorus Pro", _access_command(company)
    environment = settings.ENVIRONMENT
    addresses = (environment.chorus_token_url, environment.chorus_api_url)
    if company.environment == ChorusEnvironment.OTHER and None in addresses:
        yield (
            "les adresses de l'environnement « autre »",
            "définissez WOCHORUS_CHORUS_TOKEN_URL et WOCHORUS_CHORUS_API_URL",
        )


def _access_command(company: Company) -> str:
    if company.environment == ChorusEnvironment.SIMULATOR:
        return f"wochorus company simulator {company.code} (« wochorus serve » ouvert à côté)"
    return f"wochorus company access {company.code} --environment {company.environment}"


def _unreadable_accesses() -> Iterator[Finding]:
    environment = settings.ENVIRONMENT
    for access in accesses_of_another_key(environment.home, environment.secret_key):
        yield error(
            f"Société {access.company.code}",
            f"identifiants {access.get_environment_display()} illisibles : "
            "chiffrés avec une autre clé",
            f"Remettez la clé ({environment.home / 'keys' / 'secret.key'}), ou ressaisissez-les : "
            f"wochorus company access {access.company.code} --environment {access.environment}",
        )


def _directory(now: datetime) -> Finding:
    imports = last_imports()
    absent = [kind for kind in COLUMNS if all(each.kind != kind for each in imports)]
    if absent:
        return warning(
            DIRECTORY,
            f"jamais importé : {', '.join(absent)}",
            "Téléchargez les fichiers publiés, puis : wochorus directory import FICHIER… ; ou "
            "demandez-le à Chorus Pro : wochorus directory refresh",
        )
    read = read_at(imports)
    count = f"{Structure.objects.count():,} structures".replace(",", " ")
    age = told_age(read, now)
    if is_stale(read, now):
        return warning(DIRECTORY, f"{count}, {age}", HOW_TO_REFRESH)
    return ok(DIRECTORY, f"{count}, {age}")
