"""A contract made like another: its terms, sites, lines in force and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from wochorus.contracts.history import record
from wochorus.contracts.models import Chantier, ContractLine
from wochorus.contracts.services import create_contract

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from wochorus.contracts.models import Contract
    from wochorus.customers.models import Customer


@transaction.atomic
def copy_contract(
    contract: Contract,
    number: str,
    starts_on: date,
    *,
    actor: str,
    customer: Customer | None = None,
) -> Contract:
    """Make a draft like ``contract`` under another number, from another day.

    The lines in force at its end or later come with their prices of now, the sites and the files
    too; references, dates of signature and revisions do not.
    """
    copied = (
        *("subject", "kind", "salesperson", "quotation", "sector", "duration_months"),
        *("renewal_months", "most_renewals", "notice_months", "timing", "every_months"),
        *("payment_term", "cadre", "subcontract", "note"),
    )
    fields = {name: getattr(contract, name) for name in copied}
    fresh = create_contract(
        customer or contract.customer,
        number,
        starts_on,
        actor=actor,
        is_draft=True,
        **fields,
    )
    sites = _copy_sites(contract, fresh)
    _copy_lines(contract, fresh, sites)
    for file in contract.files.all():
        file.pk, file.contract = None, fresh
        file.save(force_insert=True)
    record(fresh, f"Copie du contrat {contract.number}", actor)
    return fresh


def _copy_sites(contract: Contract, fresh: Contract) -> dict[int, Chantier]:
    sites = {}
    for site in contract.chantiers.all():
        old, site.pk, site.contract = site.pk, None, fresh
        site.save(force_insert=True)
        sites[old] = site
    return sites


def _copy_lines(contract: Contract, fresh: Contract, sites: Mapping[int, Chantier]) -> None:
    latest = ContractLine.objects.filter(contract=contract, next__isnull=True)
    final = contract.term.last_day
    for line in latest:
        if line.ends_on is not None and line.ends_on != final:
            continue
        site = sites[line.chantier_id] if line.chantier_id else None
        line.pk, line.contract, line.chantier = None, fresh, site
        line.starts_on, line.ends_on = fresh.starts_on, None
        line.base_price, line.base_on = line.price, fresh.starts_on
        line.previous = line.revision = line.price_before = None
        line.save(force_insert=True)
