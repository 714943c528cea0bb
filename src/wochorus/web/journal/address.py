"""The filter of the journal as it stands in the address, and as people set it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst

from wochorus.billing.journal_filter import JournalFilter, PaymentWanted
from wochorus.billing.journal_order import NEWEST_FIRST, JournalSort
from wochorus.billing.models import DepositState, InvoiceKind, InvoiceSource
from wochorus.choruspro.catalogue import INVOICE_STATUSES, invoice_status
from wochorus.core.dates import format_date
from wochorus.core.text import fold
from wochorus.customers.models import BuyerKind
from wochorus.customers.payment_means import PaymentMeans
from wochorus.web.journal.columns import SORT_OF, status_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date


def _statuses() -> list[tuple[str, str]]:
    """Name each status in a few words, or in full where several have the same few."""
    short = {code: status_name(code) for code in INVOICE_STATUSES}
    shared = Counter(short.values())
    names = {
        code: name if shared[name] == 1 else capfirst(invoice_status(code).label)
        for code, name in short.items()
    }
    return sorted(names.items(), key=lambda pair: fold(pair[1]))


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Une date s'écrit 24/11/2026."},
    )


def _several(
    label: str, choices: Iterable[tuple[Any, Any]], *, listed: bool = False
) -> forms.MultipleChoiceField:
    widget = forms.SelectMultiple(attrs={"size": 5}) if listed else forms.CheckboxSelectMultiple()
    message = "« %(value)s » n'est pas un choix de ce filtre."
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=widget,
        error_messages={"invalid_choice": message},
    )


class JournalForm(forms.Form):
    """The filters, by the names that they have in the address."""

    recherche = forms.CharField(
        label="Recherche",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "data-key": "/"}),
    )
    du = _day("Du")
    au = _day("Au")
    nature = forms.ChoiceField(
        label="Public / privé", required=False, choices=[("", "Tous"), *BuyerKind.choices]
    )
    client = forms.CharField(label="Client", max_length=200, required=False)
    secteur = forms.CharField(label="Secteur", max_length=200, required=False)
    chantier = forms.CharField(label="Chantier", max_length=200, required=False)
    groupe = forms.CharField(label="Groupe", max_length=200, required=False)
    numero_de = forms.CharField(label="N° de", max_length=60, required=False)
    numero_a = forms.CharField(label="N° à", max_length=60, required=False)
    type = _several(
        "Type", [(InvoiceKind.INVOICE, "Factures"), (InvoiceKind.CREDIT_NOTE, "Avoirs")]
    )
    origine = _several(
        "Origine",
        [
            (InvoiceSource.CONTRACT, "Contrats"),
            (InvoiceSource.EXTRA_WORK, "TC"),
            (InvoiceSource.FREE, "Libres"),
        ],
    )
    etat = _several("Démat.", DepositState.choices, listed=True)
    statut = _several("Statut Chorus", _statuses(), listed=True)
    paiement = _several("Paiement", PaymentWanted.choices)
    reglement = _several("Mode de règlement", PaymentMeans.choices, listed=True)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        told: dict[str, Any] = super().clean() or {}
        first, last = told.get("du"), told.get("au")
        if first and last and last < first:
            self.add_error("au", f"La période finit avant le {format_date(first)}.")
        return told


QUICK = ("recherche", "du", "au", "type", "origine")
"""The fields that stand on the line of the journal; the others open below."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter: what it says, and the address without it."""

    label: str
    value: str
    address: str


def form_of(query: QueryDict) -> JournalForm:
    """Read the address; what is wrong in it is told beside its field, and filters nothing."""
    form = JournalForm(query)
    form.is_valid()
    return form


def wanted_of(form: JournalForm) -> JournalFilter:
    """Turn the fields that are right into a filter."""
    told = {name: form.cleaned_data.get(name) for name in form.fields}
    return JournalFilter(
        date_from=told["du"],
        date_to=told["au"],
        buyer_kind=BuyerKind(told["nature"]) if told["nature"] else None,
        customer=told["client"] or "",
        number_from=told["numero_de"] or "",
        number_to=told["numero_a"] or "",
        search=told["recherche"] or "",
        kinds=tuple(InvoiceKind(value) for value in told["type"] or ()),
        sources=tuple(InvoiceSource(value) for value in told["origine"] or ()),
        sector=told["secteur"] or "",
        chantier=told["chantier"] or "",
        group=told["groupe"] or "",
        payment_means=tuple(PaymentMeans(value) for value in told["reglement"] or ()),
        states=tuple(DepositState(value) for value in told["etat"] or ()),
        chorus_statuses=tuple(told["statut"] or ()),
        payments=tuple(PaymentWanted(value) for value in told["paiement"] or ()),
    )


def wanted_in(query: QueryDict) -> JournalFilter:
    """Give the filter of an address. To read a form takes some ms: each address is read once."""
    told = [(name, each) for name in JournalForm.base_fields for each in query.getlist(name)]
    return _wanted(urlencode(told))


@lru_cache(maxsize=512)
def _wanted(query: str) -> JournalFilter:
    return wanted_of(form_of(QueryDict(query)))


def sort_of(text: str) -> JournalSort:
    """Read « -date », a column's key; anything else is the newest first."""
    by = SORT_OF.get(text.removeprefix("-"), "")
    return JournalSort(by, text.startswith("-")) if by else NEWEST_FIRST


def query_of(form: JournalForm) -> str:
    """Write the address of the filter, right fields only, nothing else."""
    query = QueryDict(mutable=True)
    for name, value in _told(form):
        query.appendlist(name, value)
    return query.urlencode()


def chips_of(form: JournalForm) -> list[Chip]:
    """List the active filters, each with the address that remains without it."""
    told = list(_told(form))
    return [
        Chip(str(form.fields[name].label), _shown(form, name, value), _without(told, at))
        for at, (name, value) in enumerate(told)
    ]


def _without(told: list[tuple[str, str]], left_out: int) -> str:
    query = QueryDict(mutable=True)
    for at, (name, value) in enumerate(told):
        if at != left_out:
            query.appendlist(name, value)
    return f"?{query.urlencode()}"


def _told(form: JournalForm) -> Iterator[tuple[str, str]]:
    for name in form.fields:
        value = form.cleaned_data.get(name)
        for each in value if isinstance(value, list) else [value]:
            if each:
                yield name, each if isinstance(each, str) else each.isoformat()


def _shown(form: JournalForm, name: str, value: str) -> str:
    field = form.fields[name]
    if isinstance(field, forms.DateField):
        day: date = form.cleaned_data[name]
        return format_date(day)
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(value, value))
