"""What is typed of a customer, each value judged by the rules of `customers`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from wochorus.core.errors import InvalidInput
from wochorus.core.identifiers import format_siret
from wochorus.customers.models import (
    AddressPurpose,
    BuyerKind,
    Contact,
    Customer,
    CustomerAddress,
    InvoiceLanguage,
    KindSource,
)
from wochorus.customers.payment_means import PaymentMeans
from wochorus.customers.terms import suggested_term, term_of
from wochorus.customers.values import cleaned, cleaned_fields
from wochorus.web.failures import add_refusal
from wochorus.web.records import Tab, combobox

if TYPE_CHECKING:
    from django.db.models import Model

IDENTITY = Tab(
    "identite",
    "Identité",
    ("code", "name", "address", "address_line_2", "postcode", "town", "country", "email"),
)
COMMERCIAL = Tab(
    "commercial",
    "Commercial",
    (
        *("siret", "siren", "vat_number", "ape", "ape_2025", "legal_category", "kind"),
        "electronic_address",
    ),
)
BILLING = Tab(
    "facturation",
    "Facturation",
    ("code_service", "term", "payment_means", "language", "group", "sector"),
)
PEOPLE = Tab("contacts", "Adresses et contacts")
CONTRACTS = Tab("contrats", "Contrats")
FORM_TABS = (IDENTITY, COMMERCIAL, BILLING)
TABS = (*FORM_TABS, PEOPLE, CONTRACTS)

_LABELS = {
    "name": "Nom",
    "address_line_2": "Complément d'adresse",
    "postcode": "Code postal",
    "code_service": "Code service facturation",
    "siren": "SIREN",
    "siret": "SIRET",
    "email": "Courriel",
    "label": "Nom de l'adresse",
    "role": "Fonction",
    "phone": "Téléphone",
}
_HINTS = {
    "siret": "14 chiffres ; demandé avant tout dépôt.",
    "siren": "Vient du SIRET.",
    "country": "FR, BE, ES…",
    "ape": "En vigueur jusqu'au 31/12/2026, comme 84.11Z.",
    "ape_2025": "En vigueur à partir du 01/01/2027.",
    "legal_category": "Quatre chiffres de l'Insee, comme 7210 pour une commune.",
    "electronic_address": "Celle de la facturation électronique, si ce n'est pas SIREN_SIRET.",
    "code_service": "Les services ouverts de l'annuaire s'offrent dès que vous tapez.",
}


def _text(model: type[Model], name: str, **options: Any) -> forms.CharField:  # noqa: ANN401 - Django's own
    column = model._meta.get_field(name)  # noqa: SLF001 - Django's documented API
    label = _LABELS.get(name) or str(column.verbose_name)  # type: ignore[union-attr] # no relation
    known = {
        "label": label[0].upper() + label[1:],
        "required": False,
        "max_length": max(getattr(column, "max_length", None) or 40, 40),
        "help_text": _HINTS.get(name, ""),
        "widget": forms.TextInput(attrs={"autocomplete": "off"}),
    }
    return forms.CharField(**{**known, **options})


class JudgedForm(forms.Form):
    """A form whose values are cleaned as the services clean them."""

    def clean(self) -> dict[str, Any]:
        """Have what changed judged; a refusal stands beside its field.

        A value that is kept and wrong is told above the record: it does not stop another change.
        """
        typed = super().clean() or {}
        for name in self.changed_data:
            try:
                self._judge(name, typed.get(name, ""), typed)
            except InvalidInput as refused:
                add_refusal(self, InvalidInput(refused.what), name)
        return typed

    def _judge(self, name: str, value: object, typed: dict[str, Any]) -> None:
        typed[name] = cleaned(name, value)

    def given(self) -> dict[str, Any]:
        """Give the values that were changed."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class CustomerForm(JudgedForm):
    """The record of a customer; ``register`` is the SIRET that the register filled it from."""

    code = _text(Customer, "code", required=True, max_length=30)
    name = _text(Customer, "name", required=True)
    address = _text(Customer, "address")
    address_line_2 = _text(Customer, "address_line_2")
    postcode = _text(Customer, "postcode")
    town = _text(Customer, "town")
    country = _text(Customer, "country")
    email = _text(Customer, "email")
    siret = _text(Customer, "siret")
    siren = _text(Customer, "siren")
    vat_number = _text(Customer, "vat_number")
    ape = _text(Customer, "ape")
    ape_2025 = _text(Customer, "ape_2025")
    legal_category = _text(Customer, "legal_category")
    kind = forms.ChoiceField(label="Public / Privé", required=False)
    electronic_address = _text(Customer, "electronic_address")
    code_service = _text(Customer, "code_service")
    term = forms.CharField(label="Échéance", required=False, max_length=60)
    payment_means = forms.ChoiceField(
        label="Mode de règlement",
        required=False,
        choices=[("", "Non choisi"), *PaymentMeans.choices],
    )
    language = forms.ChoiceField(label="Langue des factures", choices=InvoiceLanguage.choices)
    group = _text(Customer, "group", widget=forms.TextInput(attrs={"list": "groupes"}))
    sector = _text(Customer, "sector", widget=forms.TextInput(attrs={"list": "secteurs"}))
    register = forms.CharField(required=False, max_length=14, widget=forms.HiddenInput)
    onglet = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own
        services: str,
        customer: Customer,
        may_change: bool = True,
        **kwargs: Any,  # noqa: ANN401 - same
    ) -> None:
        """Draw the record of ``customer``, which may be new; ``services`` is an address."""
        super().__init__(*args, **kwargs)
        self.fields["code_service"].widget = combobox(services, "id_code_service", "id_siret")
        self.fields["kind"].choices = _kinds(customer)  # type: ignore[attr-defined] # a choice
        self.fields[
            "term"
        ].help_text = f"Comme « 30 jours fin de mois ». Proposée : {suggested_term(customer)}."
        for name in self.fields if not may_change else ():
            self.fields[name].disabled = True

    def _judge(self, name: str, value: object, typed: dict[str, Any]) -> None:
        if name == "term":
            cleaned_fields({"term": value})
        elif name not in {"register", "onglet"}:
            typed[name] = cleaned(name, value)

    def given(self) -> dict[str, Any]:
        """Give the values of the record that were changed."""
        news = super().given()
        return {name: value for name, value in news.items() if name not in {"register", "onglet"}}


def _kinds(customer: Customer) -> list[tuple[str, str]]:
    guessed = customer.kind if customer.kind_source != KindSource.USER else ""
    source = customer.get_kind_source_display()
    told = f" : {BuyerKind(guessed).label}, {source}" if guessed and source else " : à indiquer"
    return [("", f"Automatique{told}"), *BuyerKind.choices]


def values_of(customer: Customer) -> dict[str, Any]:
    """Give what the form shows of a customer."""
    names = [name for tab in FORM_TABS for name in tab.fields if name not in {"term", "kind"}]
    is_told = customer.kind_source in {"", KindSource.USER}
    return {name: getattr(customer, name) for name in names} | {
        "siret": format_siret(customer.siret),
        "term": str(term_of(customer) or ""),
        "kind": customer.kind if is_told else "",
    }


class ContactForm(JudgedForm):
    """Somebody at a customer."""

    name = _text(Contact, "name", required=True, label="Nom")
    role = _text(Contact, "role")
    email = _text(Contact, "email")
    phone = _text(Contact, "phone")


class AddressForm(JudgedForm):
    """Another address of a customer."""

    label = _text(CustomerAddress, "label", required=True)
    purpose = forms.ChoiceField(label="Usage", choices=AddressPurpose.choices)
    siret = _text(CustomerAddress, "siret", label="SIRET du site", help_text="")
    address = _text(CustomerAddress, "address")
    address_line_2 = _text(CustomerAddress, "address_line_2")
    postcode = _text(CustomerAddress, "postcode")
    town = _text(CustomerAddress, "town")
    country = _text(CustomerAddress, "country", help_text="", initial="FR")
