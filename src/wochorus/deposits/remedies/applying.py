"""Doing a remedy: all that it changes in one transaction, with what everything was before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from wochorus.billing.issuing.engagements import cite_engagement
from wochorus.billing.models import (
    FREE_STATES,
    DepositState,
    DocumentRole,
    Invoice,
    InvoiceDocument,
)
from wochorus.contracts.models import Contract
from wochorus.contracts.reference_terms import set_references
from wochorus.contracts.references import References, reference_defects
from wochorus.core.errors import InvalidInput
from wochorus.customers.models import BuyerKind, Customer
from wochorus.customers.service_choice import check_code_service
from wochorus.customers.services import change_customer
from wochorus.deposits.events import acting
from wochorus.deposits.models import AppliedRemedy, Event
from wochorus.deposits.remedies.offers import REFERENCES, RemedyKind
from wochorus.deposits.remedies.scopes import Scope, plans_for, present_reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.deposits.remedies.scopes import Asked, Plan, Target

_NOTHING_CHANGED = "Rien n'a changé."
_FOLLOWING = (
    *("siret", "siren", "kind", "kind_source", "vat_number"),
    *("closed_on", "is_partly_disclosed", "register_read_at"),
)
"""What follows when the SIRET of a customer, or its kind, is changed."""
_MOST_NAMED = 3


@transaction.atomic
def apply_remedy(
    company: Company,
    pool: QuerySet[Invoice],
    asked: Asked,
    scope: Scope,
    *,
    expected: int | None = None,
) -> AppliedRemedy:
    """Do what `plans_for` told of ``scope``, all of it or nothing.

    ``expected`` is the number of invoices that the user was told. Raises `InvalidInput` when it is
    another one now, when the value is refused, or when an invoice is no longer free.
    """
    plan = _chosen(plans_for(pool, asked), scope)
    if expected is not None and expected != len(plan.invoices):
        raise InvalidInput(
            f"La liste a changé depuis : {len(plan.invoices)} facture(s) au lieu de {expected}",
            remedy="Regardez à nouveau ce qui change, puis appliquez.",
        )
    hold_free(each.pk for each in plan.invoices)
    check_value(asked, plan)
    changes = _WRITERS[asked.kind](asked, plan)
    return note_applied(company, asked, plan.scope, changes, [each.pk for each in plan.invoices])


def _chosen(plans: list[Plan], scope: Scope) -> Plan:
    """Find the plan of ``scope``; one that changes the same as a narrower one bears its name."""
    found = [plan for plan in plans if plan.scope == scope]
    if found:
        return found[0]
    narrower = [plan for plan in plans if list(Scope).index(plan.scope) < list(Scope).index(scope)]
    if not narrower:
        raise InvalidInput(
            "Cette correction ne s'applique pas à cette étendue", remedy=_NOTHING_CHANGED
        )
    return narrower[-1]


def hold_free(ids: Iterable[int]) -> list[Invoice]:
    """Lock invoices against any deposit. Raises `InvalidInput` when one is no longer free."""
    held = list(
        Invoice.objects.select_for_update()
        .only("number", "deposit_state", "company_id")
        .filter(pk__in=list(ids))
        .order_by("pk")
    )
    taken = [each for each in held if each.deposit_state not in FREE_STATES]
    if taken:
        state = DepositState(taken[0].deposit_state).label.lower()
        named = ", ".join(each.number for each in taken[:_MOST_NAMED])
        more = "…" if len(taken) > _MOST_NAMED else ""
        raise InvalidInput(
            f"{named}{more} : {state}. Ce qui part, ou est parti, ne change plus",
            remedy=_NOTHING_CHANGED,
        )
    return held


def check_value(asked: Asked, plan: Plan) -> None:
    """Refuse a value that Chorus Pro could not take. Raises `InvalidInput`."""
    value = asked.value
    if not value and asked.kind in REFERENCES and asked.kind is not RemedyKind.MARCHE:
        raise InvalidInput(f"{asked.kind.label} : rien n'est saisi", remedy="Tapez-le.")
    if asked.kind is RemedyKind.SIRET and not value:
        raise InvalidInput("Le SIRET n'est pas saisi", remedy="Tapez ses 14 chiffres.")
    told = References(**{asked.kind.column: value}) if asked.kind in REFERENCES else References()
    if defects := reference_defects(told):
        raise InvalidInput(" ; ".join(defects), remedy="Corrigez cette valeur.")
    if asked.kind is RemedyKind.SERVICE:
        for siret in {each.siret for each in plan.invoices}:
            check_code_service(siret, value)


def _write_reference(asked: Asked, plan: Plan) -> dict[str, Any]:
    changes = {"invoices": {each.pk: each.own for each in plan.invoices}}
    write_reference(asked.kind, {each.pk: asked.value for each in plan.invoices})
    contracts, customers = {}, {}
    known = Contract.objects.filter(pk__in=[each.pk for each in plan.contracts])
    for contract in known.prefetch_related("references"):
        contracts[contract.pk] = present_reference(contract, asked.kind)
        set_contract_reference(contract, asked.kind, asked.value)
    for customer in Customer.objects.filter(pk__in=[each.pk for each in plan.customers]):
        customers[customer.pk] = customer_as_json(customer, ("code_service",))
        change_customer(customer, code_service=asked.value)
    return {**changes, "contracts": contracts, "customers": customers}


def write_reference(kind: RemedyKind, values: dict[int, str]) -> None:
    """Write a reference on invoices that are held, in one statement for each value."""
    by_value: dict[str, list[int]] = {}
    for pk, value in values.items():
        by_value.setdefault(value, []).append(pk)
    for value, ids in by_value.items():
        Invoice.objects.filter(pk__in=ids).update(
            **{kind.column: value, "updated_at": timezone.now()}
        )
        if kind is RemedyKind.ENGAGEMENT:
            cite_engagement(ids, value)


def set_contract_reference(contract: Contract, kind: RemedyKind, value: str) -> None:
    """Put right the latest references of a contract, with a line in its history."""
    set_references(contract, actor=acting(), **{kind.column: value})


def _write_siret(asked: Asked, plan: Plan) -> dict[str, Any]:
    customer = Customer.objects.get(pk=plan.customers[0].pk)
    change_customer(customer, siret=asked.value)
    return {"customers": {customer.pk: customer_as_json(customer, _FOLLOWING)}}


def _write_public(_: Asked, plan: Plan) -> dict[str, Any]:
    customer = Customer.objects.get(pk=plan.customers[0].pk)
    change_customer(customer, kind=BuyerKind.PUBLIC)
    return {"customers": {customer.pk: customer_as_json(customer, _FOLLOWING)}}


def customer_as_json(customer: Customer, names: Sequence[str]) -> dict[str, str | None]:
    """Write fields of a customer as they are, so that they can be given back."""
    fields = [field for field in Customer._meta.concrete_fields if field.name in names]  # noqa: SLF001 - Django's documented API
    return {
        field.name: None
        if getattr(customer, field.name) is None
        else field.value_to_string(customer)
        for field in fields
    }


def _drop_attachment(asked: Asked, plan: Plan) -> dict[str, Any]:
    links = InvoiceDocument.objects.filter(
        invoice__in=[each.pk for each in plan.invoices],
        role=DocumentRole.ANNEX,
        file_name=asked.attachment,
    )
    before = links_as_json(links)
    links.delete()
    return {"links": before}


def links_as_json(links: QuerySet[InvoiceDocument]) -> list[dict[str, Any]]:
    """Describe documents of invoices, so that they can be given back."""
    columns = ("invoice_id", "document_id", "role", "kind", "file_name", "position")
    return list(links.order_by("pk").values(*columns))


_WRITERS = {
    **dict.fromkeys(REFERENCES, _write_reference),
    RemedyKind.SIRET: _write_siret,
    RemedyKind.PUBLIC: _write_public,
    RemedyKind.DROP: _drop_attachment,
}


def note_applied(
    company: Company,
    asked: Asked,
    scope: Scope,
    changes: dict[str, Any],
    invoice_ids: Sequence[int],
) -> AppliedRemedy:
    """Keep what was done, and an event on each invoice; in the transaction of the remedy."""
    applied = AppliedRemedy.objects.create(
        company=company,
        kind=asked.kind,
        scope=scope,
        code=asked.code,
        value=asked.value or asked.attachment,
        changes={"touched": list(invoice_ids), **changes},
        actor=acting(),
    )
    told = f"{asked.kind.label} : {applied.value}" if applied.value else asked.kind.label
    note_events(applied, "remedied", told, invoice_ids)
    return applied


def note_events(
    applied: AppliedRemedy, kind: str, message: str, invoice_ids: Iterable[int]
) -> None:
    """Write the same event on each invoice, with what it bore before."""
    before = {int(pk): value for pk, value in applied.changes.get("invoices", {}).items()}
    Event.objects.bulk_create(
        Event(
            company_id=applied.company_id,
            invoice_id=pk,
            kind=kind,
            message=message,
            payload={"remedy": applied.pk, "code": applied.code, "before": before.get(pk, "")},
            actor=acting(),
        )
        for pk in invoice_ids
    )


def touched_ids(applied: AppliedRemedy, pool: QuerySet[Invoice]) -> list[int]:
    """Name the invoices of ``pool`` that must be looked at again: its own, those of its customers.

    A change of service on a customer reaches only the invoices that take theirs from it.
    """
    own = set(applied.changes["touched"])
    customers = [int(pk) for pk in applied.changes.get("customers", {})]
    if customers:
        others = pool.filter(customer__in=customers)
        if applied.kind == RemedyKind.SERVICE:
            others = others.filter(code_service="")
        own.update(others.values_list("pk", flat=True))
    return sorted(own)


def named(targets: Iterable[Target]) -> str:
    """Name a few invoices of a plan."""
    numbers = [each.number for each in targets]
    more = "…" if len(numbers) > _MOST_NAMED else ""
    return ", ".join(numbers[:_MOST_NAMED]) + more
