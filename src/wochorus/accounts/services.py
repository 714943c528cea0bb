"""What may be done with issuing companies: register, correct, give their Chorus Pro access."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction

from wochorus.accounts.columns import check_columns
from wochorus.accounts.company_values import cleaned
from wochorus.accounts.models import ChorusAccess, ChorusEnvironment, Company
from wochorus.accounts.pace import AccountPace, account_name
from wochorus.accounts.secrets import SecretBox, load_key
from wochorus.core.errors import InvalidInput, Permanent
from wochorus.core.identifiers import (
    SIREN_LENGTH,
    SiretDefect,
    compact_identifier,
    french_vat_number,
    siret_defect,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wochorus.choruspro import ChorusClient, Endpoints

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")
CADRES = ("A1", "A2", "A9", "A12")
"""Billing frames that an ordinary supplier may use (Chorus Pro, `codeCadreFacturation`)."""


def register_company(code: str, name: str, siret: str = "", **fields: object) -> Company:
    """Create an issuing company.

    ``code`` is its short name on the command line. ``siret`` may be typed with spaces, or left
    empty until known (the checks will say so). Raises `InvalidInput` when a value is refused.
    """
    if not _CODE.fullmatch(code):
        raise InvalidInput(
            f"Le code de société « {code} » est refusé",
            remedy="Lettres minuscules sans accent, chiffres, tirets ; 30 caractères au plus.",
        )
    company = Company(code=code, name=_required_name(name), siret=_checked_siret(siret))
    return _save(company, fields)


def change_company(company: Company, **fields: object) -> Company:
    """Change the fields given, and only those. Raises `InvalidInput` on a refused value."""
    if "siret" in fields:
        if company.vat_number == _vat_number_from(company.siret):
            company.vat_number = ""
        company.siret = _checked_siret(str(fields.pop("siret")))
    if "name" in fields:
        company.name = _required_name(str(fields.pop("name")))
    return _save(company, fields)


def lock_company(company: Company) -> None:
    """Keep every other program from changing ``company`` until the present transaction ends.

    Rows that refer to it may still be written.
    """
    Company.objects.select_for_update(no_key=True).values_list("pk").get(pk=company.pk)


def _save(company: Company, fields: Mapping[str, object]) -> Company:
    for field_name, value in fields.items():
        setattr(company, field_name, cleaned(field_name, value))
    _check_choice("environnement", company.environment, ChorusEnvironment.values)
    _check_choice("cadre", company.cadre, CADRES)
    company.vat_number = company.vat_number or _vat_number_from(company.siret)
    check_columns(company)
    try:
        with transaction.atomic():
            company.save()
    except IntegrityError as error:
        raise _already_registered(company) from error
    return company


def _already_registered(company: Company) -> InvalidInput:
    others = Company.objects.exclude(pk=company.pk)
    holder = others.filter(siret=company.siret).first() if company.siret else None
    if holder:
        return InvalidInput(
            f"Le SIRET {company.siret} est déjà celui de la société {holder.code}",
            where=holder.name,
            remedy="Vérifiez --siret, ou employez cette société : --company " + holder.code,
        )
    return InvalidInput(
        f"Le code {company.code} est déjà celui d'une société",
        remedy="Voyez « wochorus company list », ou choisissez un autre code.",
    )


def _vat_number_from(siret: str) -> str:
    return french_vat_number(siret[:SIREN_LENGTH]) if siret else ""


def _required_name(name: str) -> str:
    if not name.strip():
        raise InvalidInput("La raison sociale est vide", remedy="Donnez --name.")
    return str(cleaned("name", name))


def _checked_siret(siret: str) -> str:
    compact = compact_identifier(siret)
    if siret_defect(compact) is SiretDefect.NOT_FOURTEEN_DIGITS:
        raise InvalidInput(
            f"Le SIRET « {siret} » n'a pas 14 chiffres",
            remedy="Recopiez-le depuis l'avis de situation Insee.",
        )
    return compact


def _check_choice(label: str, value: str, choices: list[str] | tuple[str, ...]) -> None:
    if value not in choices:
        raise InvalidInput(
            f"{label.capitalize()} inconnu : « {value} »",
            remedy=f"Choisissez parmi {', '.join(choices)}.",
        )


@dataclass(frozen=True, slots=True)
class AccessForm:
    """What is typed to reach Chorus Pro; an empty secret keeps the one already stored."""

    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    technical_login: str = ""
    technical_password: str = field(default="", repr=False)


def store_access(company: Company, environment: str, form: AccessForm) -> ChorusAccess:
    """Store the credentials of ``company`` on ``environment``, secrets encrypted.

    What stands around a secret when it is pasted (spaces, line breaks) is dropped. Raises
    `InvalidInput` when a value is missing and none is stored yet.
    """
    _check_choice("environnement", environment, ChorusEnvironment.values)
    box = secret_box()
    access = ChorusAccess.objects.filter(
        company=company, environment=environment
    ).first() or ChorusAccess(company=company, environment=environment)
    access.client_id = form.client_id.strip() or access.client_id
    access.technical_login = form.technical_login.strip() or access.technical_login
    for column, secret in (
        ("client_secret", form.client_secret),
        ("technical_password", form.technical_password),
    ):
        if bare := secret.strip():
            setattr(access, column, box.seal(bare, place=_place(access, column)))
    if form.technical_password.strip() or form.technical_login.strip():
        access.password_expires_on = access.password_expiry_read_at = None
    missing = [
        label
        for label, value in (
            ("identifiant PISTE", access.client_id),
            ("secret PISTE", access.client_secret),
            ("compte technique", access.technical_login),
            ("mot de passe technique", access.technical_password),
        )
        if not value
    ]
    if missing:
        raise InvalidInput(
            f"Il manque : {', '.join(missing)}",
            where=f"accès de {company.code} à {environment}",
            remedy="Donnez ces valeurs ; rien n'a été enregistré.",
        )
    check_columns(access)
    access.save()
    return access


def _place(access: ChorusAccess, column: str) -> str:
    return f"accounts_chorusaccess/{access.company_id}/{access.environment}/{column}"


def _opened(access: ChorusAccess, column: str) -> str:
    return secret_box().open(bytes(getattr(access, column)), place=_place(access, column))


def secret_box() -> SecretBox:
    """Open the box of the secrets of this data folder."""
    environment = settings.ENVIRONMENT
    return SecretBox(load_key(environment.home, environment.secret_key))


def chorus_endpoints(environment: str) -> Endpoints:
    """Give the addresses of a Chorus Pro environment, as the settings have them.

    Raises `InvalidInput` on an unknown name, and when an address is missing or unsafe.
    """
    from wochorus.choruspro import endpoints

    here = settings.ENVIRONMENT
    return endpoints(
        environment,
        simulator_url=here.simulator_url,
        token_url=here.chorus_token_url,
        api_url=here.chorus_api_url,
    )


def chorus_client(
    company: Company,
    *,
    environment: str = "",
    interval_ms: int | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> ChorusClient:
    """Open a client of Chorus Pro for ``company`` in its environment, or in the one named.

    ``interval_ms`` is the least time between two calls of the technical account, whichever program
    makes them; the company's own by default. Raises `Permanent` when no credentials are stored, or
    when they cannot be read.
    """
    from wochorus.choruspro import ChorusClient, Credentials

    name = environment or company.environment
    access = ChorusAccess.objects.filter(company=company, environment=name).first()
    if access is None:
        raise Permanent(
            "Les identifiants Chorus Pro ne sont pas enregistrés",
            where=f"société {company.code}, environnement {ChorusEnvironment(name).label}",
            remedy=f"Saisissez-les : wochorus company access {company.code} --environment {name}",
        )
    interval = company.call_interval_ms if interval_ms is None else interval_ms
    return ChorusClient(
        chorus_endpoints(name),
        Credentials(
            client_id=access.client_id,
            client_secret=_opened(access, "client_secret"),
            technical_login=access.technical_login,
            technical_password=_opened(access, "technical_password"),
        ),
        sleep=sleep,
        pace=AccountPace(account_name(name, access.technical_login), interval / 1000, sleep),
    )
