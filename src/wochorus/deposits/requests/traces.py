"""The trace that a request leaves on the portal, by which a lost answer is made good.

What counts is new since the request was placed, and bears our own words, files or routing: a
person may have answered on the portal meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.core.identifiers import compact_identifier
from wochorus.deposits.models import RequestKind
from wochorus.deposits.requests.standing import new_actions, new_statuses

if TYPE_CHECKING:
    from wochorus.choruspro import ChorusClient, InvoiceHistory, StatusChange
    from wochorus.deposits.models import InvoiceRequest

COMPLETED, TO_RECYCLE, HANDLED = "COMPLETEE", "A_RECYCLER", "TRAITEMENT_REJET"
LEAST_CUT = 100
"""Characters from which a comment that begins ours may be ours, cut by the portal."""


def trace_of(request: InvoiceRequest, history: InvoiceHistory, client: ChorusClient) -> str:
    """Say in French by what the portal shows that ``request`` was done, or nothing.

    The sheet of the invoice is read when the history does not tell by itself.
    """
    if request.kind == RequestKind.HANDLE_REJECTION:
        handled = any(action.code == HANDLED for action in new_actions(history, request.before))
        return "le rejet y est déclaré traité" if handled else ""
    fresh = new_statuses(history, request.before)
    if request.kind == RequestKind.COMPLETE:
        return _trace_of_completion(request, fresh, client)
    if not fresh:
        return ""
    if request.kind == RequestKind.RECYCLE:
        return _trace_of_recycling(request, fresh, client)
    return _trace_of_validator(request, client)


def _trace_of_completion(
    request: InvoiceRequest, fresh: list[StatusChange], client: ChorusClient
) -> str:
    comment = _plain(request.body.get("commentaire", ""))
    if any(_is_ours(_plain(entry.comment), comment) for entry in fresh):
        return "l'historique y porte notre commentaire"
    if request.files and _shows_our_files(request, client):
        return "nos pièces y sont"
    silent = [entry for entry in fresh if entry.status == COMPLETED and not entry.comment]
    found = bool(silent) and not request.files
    return "elle y est complétée, sans que l'on voie par quels mots" if found else ""


def _is_ours(shown: str, comment: str) -> bool:
    if not shown or not comment:
        return False
    return shown == comment or (len(shown) >= LEAST_CUT and comment.startswith(shown))


def _shows_our_files(request: InvoiceRequest, client: ChorusClient) -> bool:
    ids = {given["file_id"] for given in request.files}
    names = {given["name"] for given in request.files}
    own = set(request.invoice.documents.values_list("file_name", flat=True))
    shown = client.invoice_sheet(request.chorus_id).attachments
    return any(each.file_id in ids or each.name in names - own for each in shown)


def _trace_of_recycling(
    request: InvoiceRequest, fresh: list[StatusChange], client: ChorusClient
) -> str:
    if all(entry.status == TO_RECYCLE for entry in fresh):
        return ""
    sheet = client.invoice_sheet(request.chorus_id)
    recipient, references = request.body["destinataire"], request.body.get("reference", {})
    asked_and_shown = (
        (recipient["codeDestinataire"], compact_identifier(sheet.recipient.siret)),
        (recipient.get("codeServiceExecutant"), sheet.recipient.code_service),
        (references.get("numeroBonCommande"), sheet.references.engagement),
        (references.get("numeroMarche"), sheet.references.marche),
    )
    if all(not asked or asked == shown for asked, shown in asked_and_shown):
        return "elle y est repartie avec cet aiguillage"
    return ""


def _trace_of_validator(request: InvoiceRequest, client: ChorusClient) -> str:
    cadre = client.invoice_sheet(request.chorus_id).cadre
    shown = map(compact_identifier, (cadre.first_validator, cadre.second_validator))
    return "ce valideur y est désigné" if request.body["identifiantStructure"] in shown else ""


def _plain(text: str) -> str:
    return " ".join(text.split())
