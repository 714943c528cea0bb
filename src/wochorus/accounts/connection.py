"""Trying the Chorus Pro access of a company, and keeping what is learned on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.accounts.password_expiry import note_password_expiry, password_expiry
from wochorus.accounts.services import chorus_client, chorus_endpoints
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.choruspro.connection_test import Diagnosis


def tested_connection(company: Company, environment: str) -> Diagnosis:
    """Try the access of ``company`` to ``environment``, layer by layer; nothing is deposited.

    The end of the technical password is kept when the portal tells it. Raises `InvalidInput` on an
    unknown environment, a missing address or a company without SIRET, and `Permanent` when no
    credentials are stored or when they cannot be read.
    """
    from wochorus.choruspro.connection_test import Subject, diagnose

    endpoints = chorus_endpoints(environment)
    if not company.siret:
        raise InvalidInput(
            "Le SIRET de la société manque : on ne peut pas savoir si elle peut déposer",
            where=f"société {company.code}",
            remedy=f"Donnez-le : wochorus company set {company.code} --siret …",
        )
    known = password_expiry(company, environment)
    subject = Subject(environment, endpoints, company.siret, known.expires_on if known else None)
    with chorus_client(company, environment=environment) as client:
        diagnosis = diagnose(client, subject, today=timezone.localdate())
    if diagnosis.password_expires_on is not None:
        note_password_expiry(company, environment, diagnosis.password_expires_on)
    return diagnosis
