"""Certificates made for a test, signed by an authority made for it too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from django.utils import timezone

if TYPE_CHECKING:
    from datetime import datetime

    Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

PASSWORD = "sésame"


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Propre et Net"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _usage(*, signs: bool, certifies: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=not signs and not certifies,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certifies,
        crl_sign=certifies,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass(frozen=True)
class Authority:
    """A certification authority of one's own."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def made(cls) -> Authority:
        """Make one, valid for a few years."""
        key = ec.generate_private_key(ec.SECP256R1())
        now = timezone.now()
        certificate = (
            x509.CertificateBuilder()
            .subject_name(_name("Autorité d'essai"))
            .issuer_name(_name("Autorité d'essai"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=3650))
            .not_valid_after(now + timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs=False, certifies=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        return cls(key, certificate)

    @property
    def der(self) -> bytes:
        """Its certificate."""
        return self.certificate.public_bytes(Encoding.DER)

    def pkcs12(
        self,
        *,
        starts: datetime | None = None,
        days: int = 365,
        signs: bool = True,
        key: Key | None = None,
        with_key: bool = True,
        password: str = PASSWORD,
    ) -> bytes:
        """Issue a certificate of the company, valid ``days`` from ``starts``, in PKCS#12."""
        key = key or ec.generate_private_key(ec.SECP256R1())
        begins = starts or timezone.now() - timedelta(days=1)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(_name("Propre et Net, cachet"))
            .issuer_name(self.certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(begins + timedelta(days=days))
            .add_extension(_usage(signs=signs), critical=True)
            .sign(self.key, hashes.SHA256())
        )
        return pkcs12.serialize_key_and_certificates(
            b"cachet",
            key if with_key else None,
            certificate,
            [self.certificate],
            BestAvailableEncryption(password.encode()) if password else NoEncryption(),
        )
