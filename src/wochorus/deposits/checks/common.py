"""What keeps every invoice back alike: told once, beside the anomalies of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.accounts.certificates import certificate_of, has_expired, validity_told
from wochorus.accounts.models import WayIn
from wochorus.core.identifiers import SiretDefect, siret_defect
from wochorus.deposits.checks.anomaly import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.accounts.models import Company


def common_findings(
    company: Company, way_in: str = WayIn.XML, *, annuaire_is_empty: bool
) -> Iterator[Finding]:
    """The issuing company has its SIRET and, to sign, its certificate; the annuaire is there."""
    if siret_defect(company.siret) in (SiretDefect.EMPTY, SiretDefect.NOT_FOURTEEN_DIGITS):
        yield Finding(
            "ISSUER_SIRET_MISSING",
            f"La société émettrice {company.name} n'a pas de SIRET",
            f"Donnez-le : wochorus company set {company.code} --siret …",
        )
    if way_in == WayIn.SIGNED_PDF:
        yield from _certificate_findings(company)
    if annuaire_is_empty:
        yield Finding(
            "ANNUAIRE_MISSING",
            "L'annuaire des structures publiques n'est pas importé : aucun destinataire ne peut "
            "être contrôlé",
            "Importez-le : wochorus directory import FICHIER",
        )


def _certificate_findings(company: Company) -> Iterator[Finding]:
    certificate = certificate_of(company)
    give = f"Donnez-le : wochorus company certificate {company.code} --file FICHIER.p12"
    if certificate is None:
        yield Finding(
            "CERTIFICATE_MISSING",
            f"La société {company.name} n'a pas de certificat pour signer ses PDF",
            f"{give}, ou déposez sans signature : --way pdf.",
        )
    elif has_expired(certificate):
        yield Finding(
            "CERTIFICATE_EXPIRED",
            f"Le certificat qui signe les PDF est {validity_told(certificate)}",
            f"Faites-le renouveler. {give}, ou déposez sans signature : --way pdf.",
        )
