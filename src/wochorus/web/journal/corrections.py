"""Correcting from the panel: one request to Chorus Pro, told in the panel once it is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils import timezone
from django.views.decorators.http import require_POST

from wochorus.accounts.services import chorus_client
from wochorus.accounts.users.models import Role
from wochorus.billing.reissue import Corrections, ReissueWish
from wochorus.billing.reissue_numbers import new_numbers
from wochorus.core.errors import InvalidInput
from wochorus.customers.models import Customer
from wochorus.deposits.models import InvoiceRequest, RequestState
from wochorus.deposits.reissuing import reissue_rejected, undo
from wochorus.deposits.requests.sending import ask
from wochorus.deposits.requests.services import (
    completion,
    handled_rejection,
    other_validator,
    recycling,
)
from wochorus.deposits.requests.wishes import Recycling
from wochorus.deposits.statuses.telling import standing_of
from wochorus.web.access import company_page
from wochorus.web.deposit.words import on_screen
from wochorus.web.failures import UNPROCESSABLE
from wochorus.web.journal.correction_forms import ACTIONS, form_posted, offered_forms
from wochorus.web.journal.panel import draw_panel, found_invoice
from wochorus.web.uploads import as_files

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wochorus.billing.models import Invoice
    from wochorus.deposits.requests.wishes import Wish
    from wochorus.web.access import CompanyRequest

_TOLD = {
    RequestState.DONE: "C'est fait sur Chorus Pro.",
    RequestState.REFUSED: "Chorus Pro a refusé la demande.",
    RequestState.AMBIGUOUS: "Sans réponse de Chorus Pro : ne la refaites pas, sa trace est "
    "cherchée d'office.",
    RequestState.NOT_DONE: "La demande n'a pas été faite.",
    RequestState.SENDING: "La demande est en cours.",
}


@require_POST
@company_page(Role.CLERK)
def correct(request: CompanyRequest, pk: int, action: str) -> HttpResponse:
    """Do what a form of the panel asks; what is refused stands in the form."""
    if action not in ACTIONS:
        raise Http404
    invoice = found_invoice(request, pk)
    form = form_posted(invoice, action, request.POST)
    if form.is_valid():
        try:
            said, is_done = _DOING[action](request, invoice, form.cleaned_data)
        except InvalidInput as refused:
            form.add_error(None, f"{refused.what}. {on_screen(refused.remedy)}".strip())
        else:
            found = found_invoice(request, pk)
            answer = draw_panel(
                request, found, said=said, said_kind="success" if is_done else "warning"
            )
            answer["HX-Trigger"] = "invoice-changed"
            return answer
    forms = offered_forms(invoice, standing_of(invoice), (action, form))
    return draw_panel(request, invoice, status=UNPROCESSABLE, forms=forms)


def _ask(request: CompanyRequest, invoice: Invoice, wish: Wish) -> tuple[str, bool]:
    with chorus_client(request.company) as client:
        return _told(ask(request.company, invoice, wish, client))


def _told(made: InvoiceRequest) -> tuple[str, bool]:
    state = RequestState(made.state)
    said = " ".join(part for part in (_TOLD[state], on_screen(made.message)) if part)
    return said, state is RequestState.DONE


def _complete(request: CompanyRequest, invoice: Invoice, told: dict[str, Any]) -> tuple[str, bool]:
    uploads = request.FILES.getlist("files")
    if not uploads and not told["comment"].strip():
        raise InvalidInput(
            "Il n'y a ni pièce ni commentaire à ajouter",
            remedy="Donnez l'un, l'autre, ou les deux.",
        )
    with as_files(uploads) as paths:
        wish = completion(invoice, paths, told["comment"])
    return _ask(request, invoice, wish)


def _recycle(request: CompanyRequest, invoice: Invoice, told: dict[str, Any]) -> tuple[str, bool]:
    names = ("siret", "code_service", "engagement", "marche", "comment")
    asked = Recycling(**{name: told[name].strip() for name in names})
    if not any((asked.siret, asked.code_service, asked.engagement, asked.marche)):
        raise InvalidInput(
            "Rien ne change dans l'aiguillage", remedy="Donnez ce que le destinataire demande."
        )
    wish = recycling(request.company, invoice, asked, timezone.localdate())
    return _ask(request, invoice, wish)


def _handle(request: CompanyRequest, invoice: Invoice, told: dict[str, Any]) -> tuple[str, bool]:
    return _ask(request, invoice, handled_rejection(told["reason"], told["details"]))


def _validator(request: CompanyRequest, invoice: Invoice, told: dict[str, Any]) -> tuple[str, bool]:
    return _ask(request, invoice, other_validator(told["siret"]))


def _reissue(request: CompanyRequest, invoice: Invoice, told: dict[str, Any]) -> tuple[str, bool]:
    wish = _reissue_wish(request, invoice, told)
    with chorus_client(request.company) as client:
        done = reissue_rejected(request.company, invoice, wish, client)
        new, note = done.replacement.number, done.credit_note.number
        said = f"Annulée par {note} (interne, jamais déposée), remplacée par {new}, à déposer."
        if not told["handled"]:
            return said, True
        more, is_done = _told(
            ask(request.company, invoice, handled_rejection(f"Remplacée par {new}", ""), client)
        )
    return f"{said} {more}", is_done


def _reissue_wish(request: CompanyRequest, invoice: Invoice, told: dict[str, Any]) -> ReissueWish:
    names = ("code_service", "engagement", "marche", "subject")
    kept = {name: " ".join(told[name].split()) or None for name in names}
    customer = _customer(request, told["customer"].strip())
    return ReissueWish(
        new_numbers(invoice, told["number"], ""),
        timezone.localdate(),
        Corrections(customer=customer, due_date=told["due_date"], **kept),
        told["reason"].strip(),
        told["moves_payments"],
    )


def _customer(request: CompanyRequest, code: str) -> Customer | None:
    if not code:
        return None
    found = Customer.objects.filter(company=request.company, code__iexact=code).first()
    if found is None:
        raise InvalidInput(f"Le client « {code} » n'existe pas", remedy="Corrigez son code.")
    return found


def _undo(_: CompanyRequest, invoice: Invoice, __: dict[str, Any]) -> tuple[str, bool]:
    done = undo(invoice)
    numbers = f"{done.replacement.number} et {done.credit_note.number}"
    return f"Réémission défaite : {numbers} sont retirées du journal.", True


_DOING = {
    "completer": _complete,
    "reemettre": _reissue,
    "traite": _handle,
    "recycler": _recycle,
    "valideur": _validator,
    "defaire": _undo,
}
