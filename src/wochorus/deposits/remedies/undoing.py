"""Taking a remedy back: everything as it was, as long as nothing was deposited since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from wochorus.billing.models import DocumentRole, Invoice, InvoiceDocument
from wochorus.contracts.models import Contract
from wochorus.core.errors import InvalidInput
from wochorus.core.identifiers import compact_identifier
from wochorus.customers.models import BuyerKind, Customer
from wochorus.deposits.events import acting
from wochorus.deposits.models import AppliedRemedy, FlowLine
from wochorus.deposits.remedies.applying import (
    hold_free,
    note_events,
    set_contract_reference,
    write_reference,
)
from wochorus.deposits.remedies.offers import REFERENCES, RemedyKind
from wochorus.deposits.remedies.scopes import present_reference
from wochorus.deposits.states import LineState

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEFT = "Corrigez à nouveau ce qui doit l'être ; rien n'a été annulé."


@transaction.atomic
def undo_remedy(applied: AppliedRemedy) -> list[int]:
    """Take ``applied`` back, all of it or nothing; give the ids of its invoices.

    Raises `InvalidInput` when it was taken back already, when one of its invoices was deposited
    or changed since.
    """
    held = AppliedRemedy.objects.select_for_update().get(pk=applied.pk)
    if held.undone_at is not None:
        raise InvalidInput("Cette correction est déjà annulée", remedy="Rien d'autre à faire.")
    ids: list[int] = held.changes["touched"]
    hold_free(ids)
    _refuse_what_left(held, ids)
    kind = RemedyKind(held.kind)
    if kind in REFERENCES:
        _undo_references(held, kind)
    _undo_customers(held)
    _undo_links(held, ids)
    held.undone_at, held.undone_by = timezone.now(), acting()
    held.save(update_fields=["undone_at", "undone_by"])
    note_events(held, "remedy_undone", kind.label, ids)
    return ids


def _refuse_what_left(held: AppliedRemedy, ids: Sequence[int]) -> None:
    """An invoice that was sent and refused is free again, but its file bore the new value."""
    customers = [int(pk) for pk in held.changes.get("customers", {})]
    concerned = Q(invoice__in=ids) | Q(invoice__customer__in=customers)
    lines = FlowLine.objects.filter(concerned, flow__sent_at__gte=held.at)
    sent = lines.exclude(state=LineState.PLANNED).values_list("invoice__number", flat=True).first()
    if sent is not None:
        raise InvalidInput(f"La facture {sent} a été envoyée depuis", remedy=_LEFT)


def _undo_references(held: AppliedRemedy, kind: RemedyKind) -> None:
    before = {int(pk): value for pk, value in held.changes["invoices"].items()}
    now = Invoice.objects.filter(pk__in=before)
    other = now.exclude(**{kind.column: held.value}).values_list("number", flat=True).first()
    if other is not None:
        raise _changed(f"La facture {other}")
    write_reference(kind, before)
    contracts: dict[str, str] = held.changes["contracts"]
    known = Contract.objects.filter(pk__in=map(int, contracts)).prefetch_related("references")
    for contract in known:
        if present_reference(contract, kind) != held.value:
            raise _changed(f"Le contrat {contract.number}")
        set_contract_reference(contract, kind, contracts[str(contract.pk)])


def _undo_customers(held: AppliedRemedy) -> None:
    """Write back what customers had, as it was: it may well be what was wrong."""
    former: dict[str, dict[str, str | None]] = held.changes.get("customers", {})
    fields = {field.name: field for field in Customer._meta.concrete_fields}  # noqa: SLF001 - Django's documented API
    for customer in Customer.objects.select_for_update().filter(pk__in=map(int, former)):
        if _was_changed(held, customer):
            raise _changed(f"Le client {customer.code}")
        values = former[str(customer.pk)]
        for name, text in values.items():
            setattr(customer, name, None if text is None else fields[name].to_python(text))
        customer.save(update_fields=[*values, "updated_at"])


def _was_changed(held: AppliedRemedy, customer: Customer) -> bool:
    if held.kind == RemedyKind.SERVICE:
        return customer.code_service != held.value
    if held.kind == RemedyKind.SIRET:
        return customer.siret != compact_identifier(held.value)
    return customer.kind != BuyerKind.PUBLIC


def _undo_links(held: AppliedRemedy, ids: Sequence[int]) -> None:
    mains = InvoiceDocument.objects.filter(invoice__in=ids, role=DocumentRole.MAIN)
    given: dict[str, str] = held.changes.get("pages", {})
    if given:
        now = {str(pk): sha256 for pk, sha256 in mains.values_list("invoice", "document")}
        if now != given:
            raise _changed("Le PDF d'une facture")
        mains.delete()
    links = [InvoiceDocument(**link) for link in held.changes.get("links", ())]
    try:
        with transaction.atomic():
            InvoiceDocument.objects.bulk_create(links)
    except IntegrityError as error:
        raise _changed("Une pièce jointe") from error


def _changed(what: str) -> InvalidInput:
    return InvalidInput(f"{what} a changé depuis", remedy=_LEFT)
