"""Credit notes on screen: how an issued invoice is corrected, whole or in part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from wochorus.accounts.users.models import Role
from wochorus.billing.credits.left import credit_notes_of, left_of
from wochorus.billing.credits.services import CreditWish, issue_credit, preview_credit
from wochorus.billing.models import Invoice, InvoiceKind
from wochorus.core.errors import InvalidInput
from wochorus.core.money import ZERO, format_euros, format_number, parse_decimal
from wochorus.core.units import unit_word
from wochorus.deposits.events import acting
from wochorus.web.access import company_page
from wochorus.web.billing.choices import invoice_named
from wochorus.web.billing.forms import AmountField, day_field
from wochorus.web.failures import UNPROCESSABLE, add_refusal
from wochorus.web.said import on_screen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from django.http import HttpResponse

    from wochorus.billing.credits.left import Left
    from wochorus.billing.issuing.content import Amounts
    from wochorus.billing.models import InvoiceLine
    from wochorus.web.access import CompanyRequest

WHOLE, AMOUNT, LINES = "tout", "montant", "lignes"


class InvoiceForm(forms.Form):
    """Which invoice to correct."""

    facture = forms.CharField(label="Facture à corriger", max_length=80)


class CreditForm(forms.Form):
    """What to credit of an invoice, and why; a quantity field for each of its lines."""

    quoi = forms.ChoiceField(label="Avoir", widget=forms.RadioSelect, initial=WHOLE)
    montant = AmountField(label="Montant TTC", required=False)
    motif = forms.CharField(
        label="Motif",
        max_length=200,
        error_messages={"required": "Donnez le motif : il figure sur l'avoir."},
    )
    date = day_field("Date de l'avoir")
    garde = forms.BooleanField(
        label="Ne pas l'imputer sur la facture : il sera remboursé ou imputé ailleurs",
        required=False,
    )

    def __init__(self, lines: Sequence[InvoiceLine], left: Left, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as Django has it
        super().__init__(*args, **kwargs)
        self.lines, self.left = lines, left
        choices = [
            (WHOLE, f"Tout ce qui reste : {format_euros(left.with_tax)}"),
            (AMOUNT, "Un montant, réparti entre les taux de TVA"),
        ]
        if lines:
            choices.append((LINES, "Des lignes, par leurs quantités"))
        self.fields["quoi"].choices = choices  # type: ignore[attr-defined] # a ChoiceField
        self.fields["motif"].widget.attrs["autocomplete"] = "off"
        for line in lines:
            self.fields[f"ligne-{line.identifier}"] = forms.CharField(
                label=f"Quantité à créditer, ligne {line.identifier} : {line.name}",
                max_length=30,
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        """Read the quantities; want an amount, or one quantity, when that is what is credited."""
        told: dict[str, Any] = super().clean() or {}
        self.quantities: dict[str, Decimal] = {}
        for line in self.lines if told.get("quoi") == LINES else ():
            name = f"ligne-{line.identifier}"
            self._read(line.identifier, name, (told.get(name) or "").strip())
        if told.get("quoi") == LINES and not self.quantities and not self.errors:
            self.add_error("quoi", "Donnez la quantité d'une ligne au moins.")
        if told.get("quoi") == AMOUNT and not told.get("montant") and "montant" not in self.errors:
            self.add_error("montant", "Donnez le montant TTC à rendre, comme 120,00.")
        return told

    def _read(self, identifier: str, name: str, text: str) -> None:
        if not text:
            return
        try:
            self.quantities[identifier] = parse_decimal(text)
        except ValueError:
            self.add_error(name, f"« {text} » n'est pas une quantité : écrivez-la comme 1,5.")

    def wish(self) -> CreditWish:
        """Put what is asked into words of the service; the form is valid."""
        told = self.cleaned_data
        return CreditWish(
            told["date"],
            told["motif"],
            told["montant"] if told["quoi"] == AMOUNT else None,
            self.quantities,
            sets_off=not told["garde"],
        )

    def rows(self) -> list[dict[str, Any]]:
        """Give each line of the invoice with what is left of it and its field."""
        return [
            {
                "line": line,
                "unit": unit_word(line.unit),
                "quantity": format_number(line.quantity),
                "left": format_number(abs(self.left.quantities.get(line.identifier, ZERO))),
                "field": self[f"ligne-{line.identifier}"],
            }
            for line in self.lines
        ]


@company_page(Role.CLERK)
def choose(request: CompanyRequest) -> HttpResponse:
    """Ask which invoice is to be corrected."""
    form = InvoiceForm(request.GET or None)
    if form.is_bound and form.is_valid():
        try:
            found = invoice_named(request.company, form.cleaned_data["facture"])
        except InvalidInput as refused:
            add_refusal(form, refused, "facture")
        else:
            if found is not None:
                return redirect("credit-note", request.company.code, found.pk)
            form.add_error("facture", "Aucune facture n'a ce numéro : choisissez dans la liste.")
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "web/billing/credit_choose.html", {"form": form}, status=status)


@company_page(Role.CLERK)
def credit(request: CompanyRequest, invoice: int) -> HttpResponse:
    """Ask what to credit of an invoice, show what it makes, then issue the credit note."""
    known = Invoice.objects.select_related("company", "customer")
    found = known.filter(company=request.company, pk=invoice).first()
    if found is None:
        raise Http404("Cette facture n'existe pas.")
    if found.kind != InvoiceKind.INVOICE:
        messages.error(request, f"{found.number} est un avoir : un avoir corrige une facture.")
        return redirect("credit-note", request.company.code)
    lines, left = list(found.invoice_lines.order_by("position")), left_of(found)
    start = {"date": timezone.localdate()}
    form = CreditForm(lines, left, request.POST or None, initial=start)
    amounts = None
    if request.method == "POST" and form.is_valid():
        try:
            amounts = preview_credit(found, form.wish())
            if request.POST.get("vu") == str(amounts.with_tax):
                return _issued(request, found, form.wish())
        except InvalidInput as refused:
            add_refusal(form, on_screen(refused, _way_on(refused)), _field_of(form, refused))
            amounts = None
    return _page(request, found, form, amounts)


def _page(
    request: CompanyRequest, found: Invoice, form: CreditForm, amounts: Amounts | None
) -> HttpResponse:
    shown = {
        "invoice": found,
        "form": form,
        "left": form.left,
        "notes": credit_notes_of(found),
        "amounts": amounts,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "web/billing/credit.html", shown, status=status)


def _way_on(refused: InvalidInput) -> str:
    return "Ouvrez-la au journal et choisissez « Réémettre »." if "rejeté" in refused.what else ""


def _field_of(form: CreditForm, refused: InvalidInput) -> str | None:
    if "avant sa facture" in refused.what or "date" in refused.what:
        return "date"
    if "dépasse" in refused.what or "montant" in refused.what:
        return "montant" if form.cleaned_data.get("quoi") == AMOUNT else "quoi"
    return None


def _issued(request: CompanyRequest, found: Invoice, wish: CreditWish) -> HttpResponse:
    made = issue_credit(found, wish, actor=acting())
    note = made.credit_note
    told = f"Avoir {note.number} de {format_euros(note.total_with_tax)} émis sur {found.number}."
    if made.payment:
        told += f" Imputé sur la facture : {format_euros(made.payment.amount)}."
    if left := note.amount_due - note.paid:
        told += f" Reste à rendre ou à imputer : {format_euros(left)} (Règlements, Avoirs)."
    messages.success(request, told)
    return redirect("credit-note", request.company.code, found.pk)
