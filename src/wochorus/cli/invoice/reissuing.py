"""`wochorus invoice reissue`: cancel a rejected invoice and issue it anew, in one action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from django.utils import timezone
from rich.markup import escape

from wochorus.accounts.services import chorus_client
from wochorus.billing.payments.moving import settled_under
from wochorus.billing.reissue import Corrections, ReissueWish
from wochorus.billing.reissue_numbers import new_numbers
from wochorus.cli.app import FrenchHelp
from wochorus.cli.filters import FrenchDate
from wochorus.cli.follow_requests import print_request, request_as_json
from wochorus.cli.found_invoice import year_option
from wochorus.cli.invoice.changing import (
    Asked,
    confirmed,
    fail_unless_done,
    number_argument,
    yes_option,
)
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import announce, company_option, json_option, needs_database
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput
from wochorus.core.money import format_euros
from wochorus.customers.models import Customer
from wochorus.deposits.reissuing import reissue_rejected, undo
from wochorus.deposits.requests.sending import ask
from wochorus.deposits.requests.services import handled_rejection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.accounts.models import Company
    from wochorus.billing.models import Invoice, Reissue
    from wochorus.deposits.models import InvoiceRequest

_CORRECTED = ("customer", "code_service", "engagement", "marche", "subject", "due_date")


@click.command("reissue", cls=FrenchHelp)
@number_argument
@click.option("--number", "new_number", default="", metavar="N°", help="N° de la nouvelle facture.")
@click.option("--credit-note", default="", metavar="N°", help="N° de l'avoir interne.")
@click.option(
    "--date", "day", type=FrenchDate(), metavar="DATE", help="Date des deux (aujourd'hui sinon)."
)
@click.option("--due-date", type=FrenchDate(), metavar="DATE", help="Échéance corrigée.")
@click.option("--customer", metavar="CODE", help="Destinataire corrigé : code du client.")
@click.option("--service", "code_service", metavar="CODE", help="Code service corrigé.")
@click.option("--engagement", metavar="N°", help="N° d'engagement corrigé.")
@click.option("--marche", metavar="N°", help="N° de marché corrigé.")
@click.option("--subject", metavar="TEXTE", help="Objet corrigé.")
@click.option("--reason", default="", metavar="TEXTE", help="Pourquoi, pour votre journal.")
@click.option(
    "--handled", is_flag=True, help="Déclarer ensuite à Chorus Pro que le rejet est traité."
)
@click.option(
    "--move-payments",
    "moves_payments",
    is_flag=True,
    help="Porter sous le nouveau numéro ce qui est réglé sous l'ancien.",
)
@click.option("--undo", "undoes", is_flag=True, help="Défaire, tant que rien n'est redéposé.")
@year_option
@company_option
@yes_option
@json_option
@needs_database
def reissue(**options: Any) -> None:  # noqa: ANN401 - the options above
    """Annuler une facture rejetée par un avoir interne et la réémettre sous un nouveau numéro.

    Le rejet est d'abord vérifié sur Chorus Pro. L'avoir n'est jamais déposé ; la nouvelle facture
    reprend lignes, TVA et pièces jointes, et se dépose comme une autre. Son PDF, qui porterait
    l'ancien numéro, n'est pas repris.
    """
    asked = Asked.of(options)
    if options.pop("undoes"):
        _undo(asked)
        return
    wish = _wish(asked, options)
    if not asked.as_json:
        announce(asked.company)
    confirmed(asked.company, _preview(asked, wish), yes=asked.yes, quiet=asked.as_json)
    request: InvoiceRequest | None = None
    with chorus_client(asked.company) as client:
        done = reissue_rejected(asked.company, asked.invoice, wish, client)
        if not asked.as_json:
            _tell(done, wish)
        if options["handled"]:
            reason = f"Remplacée par {done.replacement.number}"
            request = ask(asked.company, asked.invoice, handled_rejection(reason, ""), client)
    if asked.as_json:
        emit_json(_as_json(done, request))
    elif request:
        print_request(request)
    fail_unless_done([request] if request else [])


def _wish(asked: Asked, options: dict[str, Any]) -> ReissueWish:
    corrected = {name: options[name] for name in _CORRECTED}
    if corrected["customer"] is not None:
        corrected["customer"] = _customer(asked.company, corrected["customer"])
    for name in ("code_service", "engagement", "marche", "subject"):
        corrected[name] = _checked_text(corrected[name])
    return ReissueWish(
        new_numbers(asked.invoice, options["new_number"], options["credit_note"]),
        options["day"] or timezone.localdate(),
        Corrections(**corrected),
        options["reason"].strip(),
        options["moves_payments"],
    )


def _checked_text(text: str | None) -> str | None:
    if text is None:
        return None
    plain = " ".join(text.split())
    if len(plain) > 255:  # noqa: PLR2004 - the width of these columns
        raise InvalidInput(
            f"Une valeur a {len(plain)} caractères, le journal en garde 255",
            where=f"{plain[:40]}…",
            remedy="Raccourcissez-la ; rien n'a été fait.",
        )
    return plain


def _customer(company: Company, code: str) -> Customer:
    found = Customer.objects.filter(company=company, code__iexact=code.strip()).first()
    if found is None:
        raise InvalidInput(
            f"Le client « {code} » n'existe pas",
            where=f"société {company.code}",
            remedy="Créez-le (wochorus customer add), ou corrigez --customer.",
        )
    return found


def _preview(asked: Asked, wish: ReissueWish) -> str:
    invoice, numbers = asked.invoice, wish.numbers
    amount = format_euros(invoice.total_with_tax)
    changes = ", ".join(_corrections(wish.corrections)) or "rien de corrigé"
    return (
        f"annuler {invoice.number} ({amount} TTC) par l'écriture interne {numbers.credit_note}, "
        f"l'émettre à nouveau sous le n° {numbers.replacement} au {format_date(wish.day)} : "
        f"{changes}{_payments(invoice, wish)}"
    )


def _payments(invoice: Invoice, wish: ReissueWish) -> str:
    """Say what becomes of what was paid under the old number."""
    settled = settled_under(invoice)
    if not settled.payments:
        return ""
    old, new = invoice.number, wish.numbers.replacement
    named = ", ".join(str(each) for each in settled.payments)
    told = f" ; {format_euros(settled.total)} réglés sous {old} (payment show {named})"
    if wish.moves_payments:
        return f"{told} passent sous {new}"
    return (
        f"{told} y restent, et {new} sera due en entier : ajoutez --move-payments pour les porter "
        f"sous {new}, ou lancez ensuite « wochorus payment move {old} »"
    )


def _corrections(corrections: Corrections) -> Iterator[str]:
    customer, due = corrections.customer, corrections.due_date
    named = (
        ("client", customer and customer.name),
        ("service", corrections.code_service),
        ("engagement", corrections.engagement),
        ("marché", corrections.marche),
        ("objet", corrections.subject),
        ("échéance", due and format_date(due)),
    )
    return (f"{name} {value or 'retiré'}" for name, value in named if value is not None)


def _tell(done: Reissue, wish: ReissueWish) -> None:
    replacement = done.replacement
    out.print(
        f"{escape(done.original.number)} : annulée par {escape(done.credit_note.number)} (interne, "
        f"jamais déposée), remplacée par [bold]{escape(replacement.number)}[/], à déposer."
    )
    if wish.corrections.are_none:
        out.print(
            "[yellow]Rien n'a été corrigé :[/] un rejet a un motif. Pour le client ou les "
            "références, défaites (--undo) et réémettez avec --customer, --service, --engagement…"
            " ; pour les lignes ou les montants, corrigez la nouvelle facture (journal import)."
        )
    if not replacement.invoice_lines.exists():
        out.print(
            f"Son PDF est à fournir : wochorus archive attach {escape(replacement.number)} FICHIER"
        )


def _undo(asked: Asked) -> None:
    done = undo(asked.invoice)
    numbers = f"{done.replacement.number} et {done.credit_note.number}"
    if asked.as_json:
        emit_json({"original": asked.invoice.number, "undone": True, **_numbers(done)})
    else:
        out.print(
            f"Réémission de {escape(asked.invoice.number)} défaite : {escape(numbers)} "
            "sont retirées du journal."
        )


def _as_json(done: Reissue, request: InvoiceRequest | None) -> dict[str, Any]:
    return {
        "original": done.original.number,
        **_numbers(done),
        "date": done.replacement.issue_date,
        "due_date": done.replacement.due_date,
        "total_with_tax": done.replacement.total_with_tax,
        "paid": done.replacement.paid,
        "left_under_the_old_number": settled_under(done.original).total,
        "pdf_needed": not done.replacement.invoice_lines.exists(),
        "handled": request_as_json(request) if request else None,
    }


def _numbers(done: Reissue) -> dict[str, str]:
    return {"replacement": done.replacement.number, "credit_note": done.credit_note.number}
