"""Typing a draft: made, changed, copied, deleted; it binds nobody until it is issued."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from wochorus.accounts.columns import check_columns
from wochorus.accounts.services import CADRES
from wochorus.billing.drafts.models import InvoiceDraft, InvoiceDraftFile, InvoiceDraftLine
from wochorus.billing.models import InvoiceSource, OperationCategory
from wochorus.contracts.selling import REVERSE_CHARGE_CODE, REVERSE_CHARGE_MENTION
from wochorus.core.errors import InvalidInput
from wochorus.core.identifiers import compact_identifier
from wochorus.core.money import ZERO
from wochorus.core.tax_categories import TaxCategory, category_defect, usual_category
from wochorus.core.units import ONE
from wochorus.customers.service_choice import check_code_service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wochorus.accounts.models import Company
    from wochorus.contracts.models import Contract
    from wochorus.customers.models import Customer

_EMPTY: dict[str, Any] = {
    "delivery_date": None,
    "period_start": None,
    "period_end": None,
    "prepaid": ZERO,
    "operation_category": OperationCategory.SERVICES.value,
}
_EMPTY_LINE: dict[str, Any] = {
    "period_start": None,
    "period_end": None,
    "quantity": 1,
    "unit": ONE,
    "exemption": ("", ""),
    "tax_category": "",
}
_REQUIRED = {"name": "Désignation", "price": "Prix unitaire HT", "tax_rate": "Taux TVA"}
_NOTHING_SAVED = "Corrigez ; rien n'a été enregistré."


def draft_by_number(company: Company, number: int) -> InvoiceDraft:
    """Find a draft by its number. Raises `InvalidInput` when the company has none of it."""
    drafts = InvoiceDraft.objects.filter(company=company)
    found = drafts.filter(pk=number).select_related("company", "customer", "contract").first()
    if found is None:
        raise InvalidInput(
            f"Le brouillon {number} n'existe pas",
            where=f"société {company.code}",
            remedy="Voyez-les : wochorus billing draft list",
        )
    return found


@transaction.atomic
def create_draft(
    customer: Customer,
    source: InvoiceSource,
    *,
    actor: str,
    contract: Contract | None = None,
    **fields: Any,  # noqa: ANN401 - fields of any type
) -> InvoiceDraft:
    """Begin a free invoice or an invoice of extra works, for a contract of the customer or none.

    ``fields`` are those of `drafts.format`. Raises `InvalidInput` when a value is refused.
    """
    if contract is not None and contract.customer_id != customer.pk:
        raise InvalidInput(
            f"Le contrat {contract.number} n'est pas celui du client {customer.code}",
            remedy="Donnez le contrat, ou le client, qu'il faut.",
        )
    draft = InvoiceDraft(
        company_id=customer.company_id,
        customer=customer,
        contract=contract,
        source=source.value,
        actor=actor,
    )
    _write(draft, fields)
    draft.save()
    return draft


@transaction.atomic
def change_draft(draft: InvoiceDraft, **fields: Any) -> InvoiceDraft:  # noqa: ANN401 - same
    """Change what is typed of a draft; ``None`` empties a field. Raises `InvalidInput`."""
    draft = locked_draft(draft)
    _write(draft, fields)
    draft.save()
    return draft


def locked_draft(draft: InvoiceDraft) -> InvoiceDraft:
    """Lock a draft that is not issued yet. Raises `InvalidInput` when it is, or is gone."""
    # Joined rows would be those of before the wait: the lock is taken alone.
    list(InvoiceDraft.objects.select_for_update().filter(pk=draft.pk).values_list("pk"))
    known = InvoiceDraft.objects.select_related("company", "customer", "contract", "invoice")
    found = known.filter(pk=draft.pk).first()
    if found is None:
        raise InvalidInput(f"Le brouillon {draft.pk} n'existe plus", remedy="Il a été supprimé.")
    if found.invoice is not None:
        raise InvalidInput(
            f"Le brouillon {draft.pk} est déjà émis : c'est la facture {found.invoice.number}",
            remedy="Une facture émise ne change plus : corrigez-la par un avoir (billing credit), "
            f"ou recopiez le brouillon (billing draft copy {draft.pk}).",
        )
    return found


def _write(draft: InvoiceDraft, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(draft, name, _EMPTY.get(name, "") if value is None else value)
    if draft.cadre and draft.cadre not in CADRES:
        raise InvalidInput(
            f"Cadre de facturation inconnu : « {draft.cadre} »",
            remedy=f"Choisissez parmi {', '.join(CADRES)}.",
        )
    if draft.prepaid < ZERO:
        raise InvalidInput("Un acompte est positif", remedy=_NOTHING_SAVED)
    _check_period(draft)
    check_columns(draft)
    if fields.get("code_service"):
        check_code_service(compact_identifier(draft.customer.siret), draft.code_service)


def _check_period(record: InvoiceDraft | InvoiceDraftLine) -> None:
    start, end = record.period_start, record.period_end
    if start and end and end < start:
        raise InvalidInput("La période finit avant de commencer", remedy=_NOTHING_SAVED)


@transaction.atomic
def add_line(draft: InvoiceDraft, **fields: Any) -> InvoiceDraftLine:  # noqa: ANN401 - same
    """Add a line at the end of a draft. Raises `InvalidInput` on a value refused or missing."""
    draft = locked_draft(draft)
    last = draft.lines.aggregate(last=Max("position"))["last"] or 0
    line = InvoiceDraftLine(draft=draft, position=last + 1)
    if missing := [label for name, label in _REQUIRED.items() if fields.get(name) is None]:
        raise InvalidInput(f"Il manque : {', '.join(missing)}", remedy=_NOTHING_SAVED)
    _write_line(line, fields)
    line.save()
    return line


@transaction.atomic
def change_line(draft: InvoiceDraft, rank: int, **fields: Any) -> InvoiceDraftLine:  # noqa: ANN401 - same
    """Change a line by its rank, from 1. Raises `InvalidInput`."""
    line = _line_at(locked_draft(draft), rank)
    if empty := [label for name, label in _REQUIRED.items() if fields.get(name, "") is None]:
        raise InvalidInput(f"« {empty[0]} » ne peut pas être vide", remedy=_NOTHING_SAVED)
    _write_line(line, fields)
    line.save()
    return line


@transaction.atomic
def remove_line(draft: InvoiceDraft, rank: int) -> InvoiceDraftLine:
    """Remove a line by its rank, from 1; those that follow take its place."""
    line = _line_at(locked_draft(draft), rank)
    InvoiceDraftLine.objects.filter(pk=line.pk).delete()
    return line


@transaction.atomic
def move_line(draft: InvoiceDraft, rank: int, step: int) -> int:
    """Move a line by its rank, from 1, ``step`` places down (up if negative); give its new rank.

    It stops at the ends. Raises `InvalidInput` when there is no line of that rank.
    """
    draft = locked_draft(draft)
    line = _line_at(draft, rank)
    lines = [each for each in draft.lines.all() if each.pk != line.pk]
    place = max(0, min(rank - 1 + step, len(lines)))
    lines.insert(place, line)
    # Positions are unique: all leave their place before any takes another.
    beyond = max(each.position for each in lines)
    for start in (beyond + 1, 1):
        for position, each in enumerate(lines, start=start):
            each.position = position
        InvoiceDraftLine.objects.bulk_update(lines, ["position"])
    return place + 1


def _line_at(draft: InvoiceDraft, rank: int) -> InvoiceDraftLine:
    lines = list(draft.lines.all())
    if not 1 <= rank <= len(lines):
        raise InvalidInput(
            f"Le brouillon {draft.pk} n'a pas de ligne {rank}",
            remedy=f"Ses lignes vont de 1 à {len(lines)}." if lines else "Il n'en a aucune.",
        )
    return lines[rank - 1]


def _write_line(line: InvoiceDraftLine, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        told = _EMPTY_LINE.get(name, "") if value is None else value
        if name == "exemption":
            line.exemption_code, line.exemption_reason = told
        else:
            setattr(line, name, told)
    _settle_tax(line, fields)
    if defect := category_defect(line.tax_category, line.tax_rate):
        raise InvalidInput(f"TVA : {defect}", remedy="Donnez la catégorie : --category.")
    if not line.tax_category:
        defect = category_defect(TaxCategory.STANDARD, line.tax_rate)
        raise InvalidInput(f"TVA : {defect}", remedy="Donnez la catégorie : --category.")
    if line.price < ZERO:
        raise InvalidInput(
            "Un prix n'est pas négatif", remedy="Une remise se saisit par une quantité négative."
        )
    _check_period(line)
    check_columns(line)


def _settle_tax(line: InvoiceDraftLine, fields: Mapping[str, Any]) -> None:
    """Take the category that the rate tells; no other is ever guessed."""
    if not fields.get("tax_category") and ("tax_rate" in fields or "tax_category" in fields):
        line.tax_category = usual_category(line.tax_rate)
    if line.tax_category == TaxCategory.STANDARD:
        line.exemption_code = line.exemption_reason = ""
    elif line.tax_category == TaxCategory.REVERSE_CHARGE and not line.exemption_reason:
        line.exemption_code, line.exemption_reason = REVERSE_CHARGE_CODE, REVERSE_CHARGE_MENTION


@transaction.atomic
def copy_draft(draft: InvoiceDraft, *, actor: str) -> InvoiceDraft:
    """Make another draft that says the same, be the first one issued or not."""
    lines, files = list(draft.lines.all()), list(draft.files.all())
    fresh = InvoiceDraft.objects.get(pk=draft.pk)
    fresh.pk, fresh._state.adding = None, True  # noqa: SLF001 - how Django copies a row
    fresh.invoice, fresh.actor = None, actor
    fresh.save()
    for line in lines:
        line.pk, line.draft = None, fresh
    InvoiceDraftLine.objects.bulk_create(lines)
    for file in files:
        file.pk, file.draft = None, fresh
    InvoiceDraftFile.objects.bulk_create(files)
    return fresh


@transaction.atomic
def delete_draft(draft: InvoiceDraft) -> None:
    """Erase a draft that is not issued; no number was ever taken for it."""
    locked_draft(draft).delete()
