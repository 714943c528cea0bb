"""Reissuing what a buyer rejected, once Chorus Pro has been asked whether it did.

Two invoices for one supply would be paid twice: the status is read anew, whatever the journal
says, for a recipient may set any status after any other (AIFE external specification of
30/04/2026, §3.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from wochorus.billing.models import Invoice
from wochorus.billing.reissue import (
    ReissueWish,
    check_corrected_service,
    reissue_invoice,
    undo_reissue,
)
from wochorus.choruspro import InvoiceSearch
from wochorus.choruspro.catalogue import invoice_status
from wochorus.core.errors import InvalidInput
from wochorus.core.identifiers import SIREN_LENGTH, compact_identifier
from wochorus.deposits.events import acting, record_invoice_event
from wochorus.deposits.matching import number_key
from wochorus.deposits.requests.conditions import check_on_chorus, chorus_id_of
from wochorus.deposits.requests.standing import note_standing, read_standing

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.billing.models import Reissue
    from wochorus.choruspro import ChorusClient, InvoiceRow

REJECTED = ("REJETEE", "REFUSEE_1", "REFUSEE_2")
"""Rejected by the recipient, or refused for good by a validator: the answer is a new number."""


def reissue_rejected(
    company: Company, invoice: Invoice, wish: ReissueWish, client: ChorusClient
) -> Reissue:
    """Cancel and issue anew an invoice that Chorus Pro shows as rejected, all or nothing.

    Raises `InvalidInput` when it is not rejected, when it was reissued already, when a new
    number is taken, here or on the portal, or when the annuaire does not show the service typed
    for it as open; `Transient` or `Permanent` when Chorus Pro cannot be asked. Nothing is changed
    then.
    """
    check_on_chorus(company, invoice)
    check_corrected_service(invoice, wish.corrections)
    standing = read_standing(client, chorus_id_of(company, invoice, client))
    note_standing(invoice, standing)
    if standing.status not in REJECTED:
        raise InvalidInput(
            f"On ne réémet qu'une facture rejetée, et Chorus Pro dit de {invoice.number} : "
            f"{standing.label}",
            remedy=f"Rien n'a été fait. {invoice_status(standing.status).remedy}",
        )
    _check_unknown_to_portal(company, wish.numbers.replacement, client)
    with transaction.atomic():
        # Set free while the portal was asked, it might leave before it is replaced.
        check_on_chorus(company, Invoice.objects.select_for_update().get(pk=invoice.pk))
        done = reissue_invoice(invoice, wish, actor=acting())
        record_invoice_event(
            invoice,
            "reissued",
            message=f"annulée par {done.credit_note.number}, remplacée par "
            f"{done.replacement.number}",
            payload={
                "credit_note": done.credit_note.number,
                "replacement": done.replacement.number,
                "status": standing.status,
                "comment": standing.comment,
                "reason": wish.reason,
            },
        )
    return done


def undo(invoice: Invoice) -> Reissue:
    """Undo the reissue of ``invoice`` while its replacement was never deposited.

    Gives the reissue as it was. Raises `InvalidInput` as `undo_reissue`.
    """
    with transaction.atomic():
        done = undo_reissue(invoice)
        record_invoice_event(
            invoice,
            "reissue_undone",
            message=f"{done.replacement.number} et {done.credit_note.number} sont retirées",
        )
    return done


def _check_unknown_to_portal(company: Company, number: str, client: ChorusClient) -> None:
    """Refuse a number that the portal already holds for this seller: it may not be in our journal.

    Any year counts: a number is not used twice.
    """
    for row in client.search_invoices(InvoiceSearch(invoice_number=number)):
        if number_key(row.invoice_number) == number_key(number) and _is_ours(company, row):
            raise InvalidInput(
                f"Le numéro {number} est déjà celui d'une facture sur Chorus Pro",
                where=f"{row.issue_date:%d/%m/%Y}" if row.issue_date else "",
                remedy="Donnez-en un autre avec --number ; rien n'a été fait.",
            )


def _is_ours(company: Company, row: InvoiceRow) -> bool:
    return compact_identifier(row.supplier_siret)[:SIREN_LENGTH] in ("", company.siren)
