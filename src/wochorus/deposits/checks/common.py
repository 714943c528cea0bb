"""What keeps every invoice back alike: told once, beside the anomalies of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.core.identifiers import SiretDefect, siret_defect
from wochorus.deposits.checks.anomaly import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.accounts.models import Company


def common_findings(company: Company, *, annuaire_is_empty: bool) -> Iterator[Finding]:
    """The issuing company has its SIRET, and the annuaire was imported."""
    if siret_defect(company.siret) in (SiretDefect.EMPTY, SiretDefect.NOT_FOURTEEN_DIGITS):
        yield Finding(
            "ISSUER_SIRET_MISSING",
            f"La société émettrice {company.name} n'a pas de SIRET",
            f"Donnez-le : wochorus company set {company.code} --siret …",
        )
    if annuaire_is_empty:
        yield Finding(
            "ANNUAIRE_MISSING",
            "L'annuaire des structures publiques n'est pas importé : aucun destinataire ne peut "
            "être contrôlé",
            "Importez-le : wochorus directory import FICHIER",
        )
