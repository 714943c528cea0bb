"""Whether an invoice was issued by the company into whose journal it is to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.core.identifiers import compact_identifier, siren_of_vat_number
from wochorus.einvoice.dialects import siren_of, siret_of

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.einvoice.model import Seller


def seller_defect(company: Company, seller: Seller) -> str:
    """Say in French that another company issued the invoice, or nothing.

    Companies are told by their SIREN; an invoice that names none, or a company that has none yet,
    is taken at its word.
    """
    told = _siren(seller)
    if not told or not company.siren or told == company.siren:
        return ""
    return (
        f"elle est émise par {seller.name} (SIREN {told}), pas par {company.name} (SIREN "
        f"{company.siren}) : choisissez la société avec --company"
    )


def _siren(seller: Seller) -> str:
    siret = siret_of(seller)
    if siret:
        return compact_identifier(siret)[:9]
    return siren_of(seller) or siren_of_vat_number(seller.vat_identifier or "")
