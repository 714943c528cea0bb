"""Settling what was refused as a duplicate: the portal may have this very invoice, or another.

Chorus Pro keeps one number per supplier (SIREN) and year of issue. An invoice that it refuses for
that is either there already (an answer lost long ago, an entry typed by hand), and then it is
adopted; or another one bears its number, and then it needs a new one. The portal is asked, nothing
is guessed: what it does not show yet is asked for again.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Concat
from django.utils import timezone

from wochorus.billing.models import DepositState, Invoice
from wochorus.choruspro import BusinessRefusal, IncompleteSearch, UnexpectedAnswer
from wochorus.choruspro.catalogue import explain
from wochorus.choruspro.catalogue.identity_labels import DUPLICATE
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput
from wochorus.core.text import fold, storable
from wochorus.deposits.adoption import StillFollowedError, adopt
from wochorus.deposits.comparing.entries import entry_of
from wochorus.deposits.comparing.pairing import pair
from wochorus.deposits.comparing.portal_rows import is_on_portal, status_in_words
from wochorus.deposits.comparing.portal_side import rows_numbered
from wochorus.deposits.events import record_event
from wochorus.deposits.models import Event, Flow, FlowLine
from wochorus.deposits.states import FlowState, LineState

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from wochorus.accounts.models import Company
    from wochorus.choruspro import ChorusClient, InvoiceRow
    from wochorus.deposits.patience import Patience

EVENT = "duplicate"
_LIKELY_WORDS = r"d[eéEÉ]j[aàAÀ]|doubl|unicit|(^|[^'’])exist"
"""Not "n'existe pas", which many other refusals say."""
_OWN_WORDS = re.compile(r"doublon|existe deja|deja (ete )?(deposee|employee?|utilisee?)")
"""Of a refusal that names no element of a file: a submission has none."""
_SEPARATOR = " | "


def says_duplicate(refusal: str) -> bool:
    """Tell whether the words of a refusal say that the number is already taken."""
    meanings = (entry.code for each in explain(refusal) for entry in each.entries)
    return DUPLICATE in meanings or _OWN_WORDS.search(fold(refusal)) is not None


def duplicates_everywhere() -> QuerySet[FlowLine]:
    """Give the refused lines that may be duplicates, and were not concluded upon.

    The words of the database are wider than those of `says_duplicate`.
    """
    concluded = Event.objects.filter(kind=EVENT, flow=OuterRef("flow"), invoice=OuterRef("invoice"))
    return FlowLine.objects.filter(
        ~Exists(concluded),
        state=LineState.REFUSED,
        message__iregex=_LIKELY_WORDS,
        invoice__deposit_state=DepositState.REFUSED,
        flow__environment=F("flow__company__environment"),
    )


def unconcluded(company: Company) -> list[FlowLine]:
    """List the lines of ``company`` refused as duplicates that were not concluded upon."""
    lines = duplicates_everywhere().filter(flow__company=company).order_by("pk")
    listed = lines.select_related("flow", "invoice__company").defer("flow__report")
    return [line for line in listed if says_duplicate(line.message)]


def conclude_duplicates(company: Company, client: ChorusClient, patience: Patience) -> int:
    """Ask the portal about each invoice refused as a duplicate; count those adopted.

    One about which it answers oddly waits, and stops no other. Raises `Transient` or `Permanent`
    when Chorus Pro cannot be asked at all.
    """
    adopted = Counter[int]()
    for line in unconcluded(company):
        Flow.objects.filter(pk=line.flow_id).update(asked_at=timezone.now())
        try:
            adopted[line.flow_id] += _conclude(line, client, patience)
        except (BusinessRefusal, IncompleteSearch, UnexpectedAnswer) as trouble:
            _tell(line, f"Chorus Pro dit doublon ; on n'a pas pu chercher la facture : {trouble}")
    for flow_id, count in (+adopted).items():
        told = Value(f" ; {count} facture(s) y étaient déjà : reprises")
        Flow.objects.filter(pk=flow_id).update(message=Concat(F("message"), told))
    return adopted.total()


def _conclude(line: FlowLine, client: ChorusClient, patience: Patience) -> bool:
    rows = rows_numbered(client, [line.invoice.number])
    found = [row for _, row in pair([entry_of(line.invoice)], rows).pairs]
    if found and is_on_portal(found[0]):
        return _adopted(line, found[0])
    if timezone.now() - _refused_at(line) < patience.delay:
        _tell(
            line,
            "Chorus Pro dit doublon, mais ne la montre pas encore ; la question lui sera "
            "posée à nouveau.",
        )
    else:
        _end(line, _nothing_shown(line.invoice, found))
    return False


def _adopted(line: FlowLine, row: InvoiceRow) -> bool:
    deposited = f" déposée le {format_date(row.deposit_date)}" if row.deposit_date else ""
    flow = f", flux {row.flow_number}" if row.flow_number else ""
    why = storable(
        f"Refusée comme doublon de la facture déjà enregistrée{deposited}{flow} : c'est elle, "
        "d'après son numéro, son montant et son destinataire."
    )
    try:
        with transaction.atomic():
            adopt(line.invoice, row, why)
            record_event(EVENT, line.flow, invoice=line.invoice, message=why)
            told = f"{_reason(line)}{_SEPARATOR}{why}"
            FlowLine.objects.filter(pk=line.pk).update(message=told)
    except StillFollowedError as still:
        _tell(line, f"{still.what} ; la question sera posée à nouveau.")
    except InvalidInput as difference:
        line.invoice.refresh_from_db()
        # Else another program has just adopted it, or a person has sent it again.
        if line.invoice.deposit_state == DepositState.REFUSED:
            _end(line, f"{difference.what}. {difference.remedy}")
    else:
        return True
    return False


def _nothing_shown(invoice: Invoice, unkept: list[InvoiceRow]) -> str:
    """Say what to do; ``unkept`` are drafts, or what the portal has refused."""
    if unkept:
        return (
            f"Chorus Pro dit doublon, et ne montre sous ce numéro que ceci : "
            f"{status_in_words(unkept[0])}. Réglez cela sur le portail, puis redéposez la facture."
        )
    return (
        f"Chorus Pro dit doublon, mais ne montre aucune facture {invoice.number} de "
        f"{invoice.issue_date.year} : cherchez-la sur le portail ; si elle n'y est pas, demandez à "
        "son assistance, ou donnez à la facture un nouveau numéro."
    )


def _end(line: FlowLine, told: str) -> None:
    """Conclude: the invoice stays refused, and is not asked about again for this flow."""
    told = storable(told)
    with transaction.atomic():
        _tell(line, told)
        record_event(EVENT, line.flow, invoice=line.invoice, message=told)


def _tell(line: FlowLine, told: str) -> None:
    """Write what was found after Chorus Pro's own words, wherever the refusal shows."""
    refusal = f"{_reason(line)}{_SEPARATOR}{storable(told)}"
    with transaction.atomic():
        held = Invoice.objects.select_for_update().filter(
            pk=line.invoice_id, deposit_state=DepositState.REFUSED, refusal=line.message
        )
        if held.update(refusal=refusal):
            line.message = refusal
            line.save(update_fields=["message"])


def _reason(line: FlowLine) -> str:
    """Give Chorus Pro's own words."""
    said = _refusals(line).last()
    return said.message if said else line.message


def _refused_at(line: FlowLine) -> datetime:
    said = _refusals(line).last()
    return said.at if said else line.flow.created_at


def _refusals(line: FlowLine) -> QuerySet[Event]:
    """Give the refusals of the invoice, or of its whole flow when it was not accepted."""
    events = Event.objects.filter(flow=line.flow).order_by("pk")
    own = events.filter(invoice=line.invoice, kind="refused")
    return own if own.exists() else events.filter(kind=FlowState.NOT_ACCEPTED)
