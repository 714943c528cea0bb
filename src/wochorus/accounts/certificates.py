"""The certificate with which a company signs its PDFs: a PKCS#12 file, kept encrypted.

It is looked at when it comes in, so that no deposit fails on it later: its key is there, it is
valid today, and it is made to sign.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.utils import timezone

from wochorus.accounts.models import SigningCertificate
from wochorus.accounts.services import secret_box
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from datetime import datetime

    from wochorus.accounts.models import Company

LARGEST_BYTES = 1_000_000
WARNED_BEFORE = timedelta(days=30)
SMALLEST_RSA_BITS = 2048
_LONGEST_NAME = 500
_OTHER_FILE = (
    "Demandez à qui l'a délivré un fichier .p12 ou .pfx de signature, clé privée comprise."
)


@dataclass(frozen=True, slots=True)
class OpenedCertificate:
    """A PKCS#12 file and its password, out of the box."""

    content: bytes
    password: str

    def __repr__(self) -> str:
        return "OpenedCertificate(…)"


def store_certificate(company: Company, content: bytes, password: str) -> SigningCertificate:
    """Keep a PKCS#12 file as the certificate of ``company``, in place of the one it had.

    Raises `InvalidInput` when it cannot sign: wrong password, no key, expired, not made to sign.
    """
    found = _read(content, password)
    _check(found)
    sealed = json.dumps({"file": base64.b64encode(content).decode(), "password": password})
    certificate, _ = SigningCertificate.objects.update_or_create(
        company=company,
        defaults={
            "sealed": secret_box().seal(sealed, place=_place(company)),
            "subject": _name(found.subject),
            "issuer": _name(found.issuer),
            "valid_from": found.not_valid_before_utc,
            "valid_to": found.not_valid_after_utc,
        },
    )
    return certificate


def remove_certificate(company: Company) -> bool:
    """Forget the certificate of ``company``; tell whether there was one."""
    count, _ = SigningCertificate.objects.filter(company=company).delete()
    return bool(count)


def certificate_of(company: Company) -> SigningCertificate | None:
    """Find the certificate of ``company``; its key stays in the box."""
    return SigningCertificate.objects.filter(company=company).first()


def opened(certificate: SigningCertificate) -> OpenedCertificate:
    """Take a certificate out of the box. Raises `Permanent` when its key is not ours."""
    sealed = secret_box().open(bytes(certificate.sealed), place=_place(certificate.company))
    kept = json.loads(sealed)
    return OpenedCertificate(base64.b64decode(kept["file"]), kept["password"])


def validity_told(certificate: SigningCertificate, now: datetime | None = None) -> str:
    """Say in French until when it signs, or that it does no more."""
    now, day = now or timezone.now(), format_date(timezone.localtime(certificate.valid_to).date())
    if has_expired(certificate, now):
        return f"expiré depuis le {day}"
    last, today = (timezone.localtime(each).date() for each in (certificate.valid_to, now))
    days = (last - today).days
    return f"expire le {day}, dans {days} jours" if ends_soon(certificate, now) else f"au {day}"


def has_expired(certificate: SigningCertificate, now: datetime | None = None) -> bool:
    """Tell whether it signs no more."""
    return certificate.valid_to <= (now or timezone.now())


def ends_soon(certificate: SigningCertificate, now: datetime | None = None) -> bool:
    """Tell whether its end is near enough to be told."""
    return certificate.valid_to - (now or timezone.now()) <= WARNED_BEFORE


def _place(company: Company) -> str:
    return f"accounts_signingcertificate/{company.pk}/sealed"


def _read(content: bytes, password: str) -> x509.Certificate:
    if len(content) > LARGEST_BYTES:
        raise InvalidInput("Ce fichier est trop gros pour un certificat", remedy=_OTHER_FILE)
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(content, password.encode() or None)
    except (ValueError, TypeError) as error:
        raise InvalidInput(
            "Ce certificat ne s'ouvre pas : le mot de passe est faux, ou ce n'est pas un fichier "
            "PKCS#12 (.p12, .pfx)",
            remedy="Retapez le mot de passe. " + _OTHER_FILE,
        ) from error
    if certificate is None or key is None:
        raise InvalidInput(
            "Ce fichier n'a pas de certificat accompagné de sa clé privée", remedy=_OTHER_FILE
        )
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) or (
        isinstance(key, rsa.RSAPrivateKey) and key.key_size < SMALLEST_RSA_BITS
    ):
        raise InvalidInput(
            "La clé de ce certificat ne convient pas à une signature",
            remedy=f"Il faut RSA, {SMALLEST_RSA_BITS} bits au moins, ou une courbe elliptique. "
            + _OTHER_FILE,
        )
    return certificate


def _check(certificate: x509.Certificate) -> None:
    """Refuse what would make a signature that nobody accepts."""
    now = timezone.now()
    end, start = certificate.not_valid_after_utc, certificate.not_valid_before_utc
    if end <= now:
        raise InvalidInput(
            f"Ce certificat est expiré depuis le {_day(end)}",
            remedy="Demandez-en le renouvellement.",
        )
    if start > now:
        raise InvalidInput(
            f"Ce certificat n'est valable qu'à partir du {_day(start)}",
            remedy="Attendez ce jour, ou vérifiez l'horloge de cette machine.",
        )
    if not _may_sign(certificate):
        raise InvalidInput(
            "Ce certificat n'est pas fait pour signer des documents", remedy=_OTHER_FILE
        )


def _may_sign(certificate: x509.Certificate) -> bool:
    """Tell whether its key usage, when it states one, includes signing (RFC 5280 §4.2.1.3)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def _day(moment: datetime) -> str:
    return format_date(timezone.localtime(moment).date())


def _name(name: x509.Name) -> str:
    """Say who it is: the common name and the organisation, else all that is there."""
    found = [
        str(attribute.value)
        for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
        for attribute in name.get_attributes_for_oid(oid)
    ]
    return (" · ".join(dict.fromkeys(found)) or name.rfc4514_string())[:_LONGEST_NAME]
