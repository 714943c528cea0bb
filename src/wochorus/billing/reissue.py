"""Cancelling an invoice that its buyer rejected, and issuing it anew under another number.

A rejected invoice stays for ever under its number. The answer is an internal credit note, which
cancels it in our books and goes nowhere, and a new invoice that owes nothing to the first: a
corrective invoice would cite it, and public buyers are not shown that link (AIFE external
specification of 30/04/2026, §3.4.1.1.2 and chapter 6).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from wochorus.billing.models import (
    FREE_STATES,
    DepositState,
    DocumentRole,
    Invoice,
    InvoiceDocument,
    InvoiceKind,
    InvoiceLine,
    Reissue,
    TaxBreakdown,
)
from wochorus.billing.payments.moving import move_payments, settled_under
from wochorus.billing.reissue_numbers import NewNumbers, check_free
from wochorus.core.errors import InvalidInput
from wochorus.core.identifiers import compact_identifier
from wochorus.customers.service_choice import check_code_service

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import Model

    from wochorus.customers.models import Customer

_NEVER_COPIED = frozenset(
    {
        "id",
        "number",
        "issue_date",
        "issue_year",
        "searchable",
        "created_at",
        "updated_at",
        "paid",
    }
)
_OF_THE_DEPOSIT = frozenset(
    {
        "deposit_state",
        "flow_number",
        "deposited_at",
        "chorus_id",
        "chorus_status",
        "chorus_status_at",
        "chorus_comment",
        "refusal",
    }
)
_COPIED = tuple(
    column.attname
    for column in Invoice._meta.concrete_fields  # noqa: SLF001 - Django's documented API
    if column.name not in _NEVER_COPIED | _OF_THE_DEPOSIT
)
_OPPOSITE = {
    InvoiceKind.INVOICE: InvoiceKind.CREDIT_NOTE,
    InvoiceKind.CREDIT_NOTE: InvoiceKind.INVOICE,
}


@dataclass(frozen=True, slots=True)
class Corrections:
    """What the replacement says otherwise; ``None`` keeps what the rejected invoice said."""

    customer: Customer | None = None
    code_service: str | None = None
    engagement: str | None = None
    marche: str | None = None
    subject: str | None = None
    due_date: date | None = None

    @property
    def are_none(self) -> bool:
        """Whether nothing is corrected."""
        return all(getattr(self, name) is None for name in Corrections.__slots__)


@dataclass(frozen=True, slots=True)
class ReissueWish:
    """How to reissue: the two new numbers, the date of both, and what to correct.

    ``moves_payments`` brings what was paid under the old number to the new one.
    """

    numbers: NewNumbers
    day: date
    corrections: Corrections = Corrections()
    reason: str = ""
    moves_payments: bool = False


def reissue_invoice(original: Invoice, wish: ReissueWish, *, actor: str) -> Reissue:
    """Cancel ``original`` by an internal credit note and copy it under a new number: all or none.

    Amounts, VAT, lines and attachments are copied to the cent and the byte; its own PDF is not,
    as it bears the old number. The term of payment keeps its length. The caller knows that the
    buyer rejected it. Raises `InvalidInput` when it was reissued already, when a number is taken,
    when the date comes before that of the original, or when the annuaire does not show the service
    typed for it as open.
    """
    try:
        with transaction.atomic():
            locked = Invoice.objects.select_for_update().get(pk=original.pk)
            _check_not_reissued(locked)
            _check_day(locked, wish.day)
            check_free(locked, wish.numbers)
            check_corrected_service(locked, wish.corrections)
            done = Reissue.objects.create(
                original=locked,
                credit_note=_cancellation(locked, wish),
                replacement=_replacement(locked, wish),
                reason=wish.reason,
                actor=actor,
            )
            if wish.moves_payments and settled_under(locked).payments:
                move_payments(locked, actor=actor)
                done.replacement.refresh_from_db()
            return done
    except IntegrityError as error:
        raise InvalidInput(
            "Un des nouveaux numéros vient d'être pris",
            where=f"{wish.numbers.replacement}, {wish.numbers.credit_note}",
            remedy="Relancez la commande ; rien n'a été enregistré.",
        ) from error


def _check_not_reissued(invoice: Invoice) -> None:
    done = Reissue.objects.filter(original=invoice).select_related("replacement").first()
    if done is not None:
        raise InvalidInput(
            f"La facture {invoice.number} est déjà remplacée par {done.replacement.number}",
            remedy="Déposez celle-ci, ou défaites la réémission : --undo.",
        )
    if invoice.deposit_state == DepositState.INTERNAL:
        raise InvalidInput(
            f"{invoice.number} est une annulation interne : elle n'a jamais été déposée",
            remedy="Donnez le numéro de la facture rejetée.",
        )


def check_corrected_service(invoice: Invoice, corrections: Corrections) -> None:
    """Refuse a routing typed anew whose service the annuaire does not show open there.

    What is not corrected is not judged: the checks before the deposit do it. Raises `InvalidInput`
    with the services that are close.
    """
    if corrections.customer is None and corrections.code_service is None:
        return
    customer = corrections.customer or invoice.customer
    typed = corrections.code_service
    code = invoice.code_service if typed is None else typed
    try:
        check_code_service(compact_identifier(customer.siret), code)
    except InvalidInput as error:
        error.remedy += " Corrigez --service ; rien n'a été fait."
        raise


def _check_day(invoice: Invoice, day: date) -> None:
    if day < invoice.issue_date:
        raise InvalidInput(
            f"La date de la nouvelle facture ({day:%d/%m/%Y}) est avant celle de la facture "
            f"rejetée ({invoice.issue_date:%d/%m/%Y})",
            remedy="Donnez une date d'aujourd'hui ou proche : --date.",
        )


def _cancellation(original: Invoice, wish: ReissueWish) -> Invoice:
    """Write the internal document of the opposite kind, with the same amounts."""
    counter = Invoice.objects.create(
        **_copied(original)
        | {
            "number": wish.numbers.credit_note,
            "issue_date": wish.day,
            "due_date": None,
            "kind": _OPPOSITE[InvoiceKind(original.kind)],
            "preceding_invoice": original.number,
            "preceding_invoice_date": original.issue_date,
            "subject": f"Annulation interne de {original.number}"[:255],
            "deposit_state": DepositState.INTERNAL,
        }
    )
    _copy_content(original, counter)
    return counter


def _replacement(original: Invoice, wish: ReissueWish) -> Invoice:
    renewed = Invoice.objects.create(
        **_copied(original)
        | {
            "number": wish.numbers.replacement,
            "issue_date": wish.day,
            "due_date": _shifted_due_date(original, wish.day),
        }
        | _corrected(wish.corrections)
    )
    _copy_content(original, renewed)
    annexes = original.documents.filter(role=DocumentRole.ANNEX)
    _copy_rows(InvoiceDocument, list(annexes), renewed)
    return renewed


def _shifted_due_date(original: Invoice, day: date) -> date | None:
    if original.due_date is None:
        return None
    return day + (original.due_date - original.issue_date)


def _corrected(corrections: Corrections) -> dict[str, Any]:
    names = ("code_service", "engagement", "marche", "subject", "due_date")
    told = {name: getattr(corrections, name) for name in names}
    columns = {name: value for name, value in told.items() if value is not None}
    if corrections.customer is not None:
        # A service belongs to its structure: that of the former recipient means nothing here.
        columns = {"customer_id": corrections.customer.pk, "code_service": "", **columns}
    return columns


def _copied(invoice: Invoice) -> dict[str, Any]:
    return {name: getattr(invoice, name) for name in _COPIED}


def _copy_content(source: Invoice, target: Invoice) -> None:
    _copy_rows(InvoiceLine, list(source.invoice_lines.all()), target)
    _copy_rows(TaxBreakdown, list(source.tax_breakdown.all()), target)


def _copy_rows(model: type[Model], rows: list[Any], target: Invoice) -> None:
    for row in rows:
        row.pk, row.invoice_id = None, target.pk
    model._default_manager.bulk_create(rows)  # noqa: SLF001 - Django's documented API


def undo_reissue(original: Invoice) -> Reissue:
    """Remove the credit note and the replacement of ``original``, as if nothing had been done.

    Gives the reissue as it was. Raises `InvalidInput` when there is none, or when the replacement
    was deposited, or made ready for a deposit: its number has begun to live.
    """
    with transaction.atomic():
        Invoice.objects.select_for_update().get(pk=original.pk)
        done = (
            Reissue.objects.filter(original=original)
            .select_related("credit_note", "replacement")
            .first()
        )
        if done is None:
            raise InvalidInput(
                f"La facture {original.number} n'a pas été réémise",
                remedy="Il n'y a rien à défaire.",
            )
        replacement = Invoice.objects.select_for_update().get(pk=done.replacement_id)
        if replacement.deposit_state not in FREE_STATES:
            raise _lives_already(replacement, replacement.get_deposit_state_display().lower())
        Reissue.objects.filter(pk=done.pk).delete()
        try:
            with transaction.atomic():
                Invoice.objects.filter(pk__in=(replacement.pk, done.credit_note_id)).delete()
        except ProtectedError as error:
            raise _lives_already(
                replacement, "déjà passée par un ordre de dépôt, ou liée à un règlement"
            ) from error
    return done


def _lives_already(replacement: Invoice, why: str) -> InvalidInput:
    return InvalidInput(
        f"La réémission ne peut plus être défaite : {replacement.number} est {why}",
        remedy="Corrigez la nouvelle facture et déposez-la ; si elle est de trop une fois "
        "déposée, faites un avoir.",
    )
