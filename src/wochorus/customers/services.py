"""What may be done with a customer: create, change, archive, take back into use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from wochorus.accounts.columns import check_columns
from wochorus.core.countries import FRANCE
from wochorus.core.errors import InvalidInput
from wochorus.core.identifiers import french_vat_number
from wochorus.customers.kinds import apply_guess
from wochorus.customers.models import BuyerKind, Customer, KindSource
from wochorus.customers.service_choice import check_code_service
from wochorus.customers.values import cleaned_fields, siren_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wochorus.accounts.models import Company

_CODE = re.compile(r"\S(?:.{0,28}\S)?")
_READ_AT_REGISTER = {"closed_on": None, "is_partly_disclosed": False, "register_read_at": None}


def create_customer(company: Company, code: str, name: str, **fields: Any) -> Customer:  # noqa: ANN401 - fields of any type
    """Record a customer of ``company`` under its ``code``.

    ``fields`` are those of `Customer`, ``term`` a text as `customers.terms` reads. A kind that is
    not given is guessed. Raises `InvalidInput` when a value is refused or the code is taken.
    """
    customer = Customer(company=company, code=checked_code(code))
    write_fields(customer, {"name": name, **fields})
    try:
        with transaction.atomic():
            customer.save()
    except IntegrityError as error:
        raise InvalidInput(
            f"Le code {customer.code} est déjà celui d'un client",
            where=f"société {company.code}",
            remedy=f"Voyez « wochorus customer show {customer.code} », ou choisissez-en un autre.",
        ) from error
    return customer


def checked_code(code: str) -> str:
    """Clean the code of a customer. Raises `InvalidInput` when it is refused."""
    clean = " ".join(code.split())
    if not _CODE.fullmatch(clean) or not clean.isprintable():
        raise InvalidInput(
            f"Le code client « {clean} » est refusé", remedy="De 1 à 30 caractères visibles."
        )
    return clean


@transaction.atomic
def change_customer(customer: Customer, **fields: Any) -> Customer:  # noqa: ANN401 - same
    """Change the fields given, and only those. Raises `InvalidInput` on a refused value.

    A ``kind`` given is the user's choice; given empty, it is guessed again. Another SIRET forgets
    what the register said of the former one.
    """
    held = Customer.objects.select_for_update().get(pk=customer.pk)
    write_fields(held, fields)
    held.save()
    return held


def archive_customer(customer: Customer) -> Customer:
    """Set aside a customer that is no longer billed: lists and choices leave it out."""
    return _set_archived(customer, archived=True)


def reactivate_customer(customer: Customer) -> Customer:
    """Take an archived customer back into use."""
    return _set_archived(customer, archived=False)


def _set_archived(customer: Customer, *, archived: bool) -> Customer:
    with transaction.atomic():
        held = Customer.objects.select_for_update().get(pk=customer.pk)
        if archived != (held.archived_at is not None):
            held.archived_at = timezone.now() if archived else None
            held.save(update_fields=["archived_at", "updated_at"])
    return held


def write_fields(customer: Customer, fields: Mapping[str, Any]) -> None:
    """Write the ``fields`` given on ``customer``, and what follows from them; it is not saved.

    Raises `InvalidInput` when a value is refused.
    """
    clean = cleaned_fields(fields)
    former = customer.siret
    for name, value in clean.items():
        setattr(customer, name, value)
    if not customer.name:
        raise InvalidInput("Le nom du client est vide", remedy="Donnez --name.")
    if customer.siret != former and not clean.keys() & _READ_AT_REGISTER.keys():
        for name, nothing in _READ_AT_REGISTER.items():
            setattr(customer, name, nothing)
    _follow_siren(customer, typed="siren" in clean)
    _follow_kind(customer, clean)
    if clean.keys() & {"siret", "code_service"}:
        check_code_service(customer.siret, customer.code_service)
    check_columns(customer)


def _follow_siren(customer: Customer, *, typed: bool) -> None:
    inside = siren_of(customer.siret)
    if typed and customer.siren and inside and customer.siren != inside:
        raise InvalidInput(
            f"Le SIREN {customer.siren} n'est pas celui du SIRET {customer.siret}",
            where=f"client {customer.code}",
            remedy="Donnez le SIRET seul : le SIREN en vient.",
        )
    customer.siren = inside or customer.siren


def _follow_kind(customer: Customer, clean: Mapping[str, Any]) -> None:
    """Keep a user's choice, else guess; compute the VAT number of a private French customer."""
    if clean.get("kind"):
        customer.kind_source = KindSource.USER
    else:
        if "kind" in clean:
            customer.kind_source = ""
        apply_guess(customer)
    is_french_company = customer.kind == BuyerKind.PRIVATE and customer.country == FRANCE
    if is_french_company and not customer.vat_number and "vat_number" not in clean:
        customer.vat_number = french_vat_number(customer.siren) if customer.siren else ""
