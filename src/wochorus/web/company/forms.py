"""What is set of a company, one form for each page of its settings.

Each value is judged by the rules of `accounts`, so that its refusal stands beside its field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from wochorus.accounts.company_values import WITHOUT_END, cleaned
from wochorus.accounts.models import ChorusEnvironment, Company, WayIn
from wochorus.accounts.services import CADRES
from wochorus.core.banking import format_iban
from wochorus.core.dates import format_date
from wochorus.core.errors import InvalidInput
from wochorus.core.identifiers import format_siret
from wochorus.web.failures import add_refusal

if TYPE_CHECKING:
    from wochorus.accounts.models import ChorusAccess

_HINTS = {
    "siret": "14 chiffres, espaces permis.",
    "vat_number": "Laissez vide : il se calcule depuis le SIRET.",
    "legal_form": "SARL, SAS, EI…",
    "share_capital": "En euros, comme 120000.",
    "trade_register": "Comme « RCS Orléans 732 829 320 ».",
    "country": "Code à deux lettres : FR, BE…",
    "electronic_address": "Celle de la facturation électronique, si ce n'est pas SIREN_SIRET.",
    "iban": "Imprimé sur chaque facture ; sa clé est vérifiée.",
    "recycling_until": "Une date comme 31/08/2026, ou « sans fin ».",
    "flow_size_limit": "En octets, une fois codé ; 30 000 000 d'ordinaire.",
    "flow_invoice_limit": "500 d'ordinaire.",
    "call_interval_ms": "En millisecondes entre deux appels ; 1000 d'ordinaire.",
    "late_penalties": "Vide : la phrase de la loi.",
    "recovery_fee": "Vide : la phrase de la loi.",
    "early_payment": "Vide : « Pas d'escompte pour paiement anticipé. »",
}


def _text(name: str, widget: forms.Widget | None = None) -> forms.CharField:
    """Make the field of a text column, with its French name and its longest text."""
    column = Company._meta.get_field(name)  # noqa: SLF001 - Django's documented API
    label = str(column.verbose_name)  # type: ignore[union-attr] # no relation
    return forms.CharField(
        label=label if label.isupper() else label[0].upper() + label[1:],
        required=name == "name",
        max_length=getattr(column, "max_length", None) or 40,
        help_text=_HINTS.get(name, ""),
        widget=widget or forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _figure(name: str, least: int, most: int) -> forms.IntegerField:
    column = Company._meta.get_field(name)  # noqa: SLF001 - Django's documented API
    label = str(column.verbose_name)  # type: ignore[union-attr] # no relation
    return forms.IntegerField(
        label=label[0].upper() + label[1:],
        min_value=least,
        max_value=most,
        help_text=_HINTS[name],
    )


class CompanySettings(forms.Form):
    """A page of settings: it reads a company, and gives the fields that changed."""

    title: ClassVar[str]

    @classmethod
    def values_of(cls, company: Company) -> dict[str, Any]:
        """Give what the form shows of ``company``."""
        return {name: _shown(company, name) for name in cls.base_fields}

    def clean(self) -> dict[str, Any]:
        """Have each value judged; a refusal stands beside its field."""
        typed = super().clean() or {}
        for name, value in list(typed.items()):
            try:
                typed[name] = cleaned(name, value)
            except InvalidInput as refused:
                add_refusal(self, refused, name)
        return typed


def _shown(company: Company, name: str) -> object:
    value = getattr(company, name)
    if name == "siret":
        return format_siret(value)
    if name == "iban":
        return format_iban(value)
    if name == "recycling_until":
        return format_date(value) if value else WITHOUT_END
    if name == "share_capital" and value is not None:
        return f"{value:f}".replace(".", ",").removesuffix(",00")
    return value


class IdentityForm(CompanySettings):
    """Who the company is: what its invoices print."""

    title = "Identité"
    name = _text("name")
    siret = _text("siret", forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "20"}))
    vat_number = _text("vat_number")
    legal_form = _text("legal_form")
    share_capital = _text("share_capital")
    trade_register = _text("trade_register")
    address = _text("address")
    address_line_2 = _text("address_line_2")
    postcode = _text("postcode")
    town = _text("town")
    country = _text("country")
    email = _text("email", forms.EmailInput())
    phone = _text("phone")
    electronic_address = _text("electronic_address")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        self.fields["siret"].max_length = 30  # type: ignore[attr-defined] # spaces are permitted
        self.fields["siret"].validators = []


class BankForm(CompanySettings):
    """Where the company is paid."""

    title = "Banque"
    iban = _text("iban")
    bic = _text("bic")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        self.fields["iban"].validators = []
        self.fields["iban"].widget.attrs["maxlength"] = "50"


class LegalTextsForm(CompanySettings):
    """The sentences that invoices must carry."""

    title = "Mentions légales"
    late_penalties = _text("late_penalties", forms.Textarea(attrs={"rows": 4}))
    recovery_fee = _text("recovery_fee", forms.Textarea(attrs={"rows": 4}))
    early_payment = _text("early_payment", forms.Textarea(attrs={"rows": 2}))
    vat_on_debits = forms.BooleanField(
        label="TVA payée d'après les débits",
        required=False,
        help_text="Sinon à l'encaissement, pour des services.",
    )


class DepositForm(CompanySettings):
    """How the company deposits."""

    title = "Dépôt"
    way_in = forms.ChoiceField(label="Voie d'entrée sur Chorus Pro", choices=WayIn)
    cadre = forms.ChoiceField(
        label="Cadre de facturation", choices=[(code, code) for code in CADRES]
    )
    recycling_until = _text("recycling_until")
    flow_size_limit = _figure("flow_size_limit", 100_000, 1_000_000_000)
    flow_invoice_limit = _figure("flow_invoice_limit", 1, 100_000)
    call_interval_ms = _figure("call_interval_ms", 0, 600_000)


FORMS: dict[str, type[CompanySettings]] = {
    "identite": IdentityForm,
    "banque": BankForm,
    "mentions": LegalTextsForm,
    "depot": DepositForm,
}
"""By the last word of the address."""


class EnvironmentForm(forms.Form):
    """On which portal the company deposits; the real one is confirmed."""

    environment = forms.ChoiceField(
        label="Portail sur lequel la société dépose",
        choices=ChorusEnvironment,
        widget=forms.RadioSelect,
    )
    confirmed = forms.BooleanField(
        label="Je confirme : ce qui sera déposé réclamera vraiment de l'argent", required=False
    )


class AccessFields(forms.Form):
    """The credentials of one portal; a blank secret keeps the stored one."""

    client_id = forms.CharField(label="Identifiant OAuth de l'application PISTE", max_length=200)
    client_secret = forms.CharField(
        label="Secret OAuth de l'application PISTE", max_length=500, required=False
    )
    technical_login = forms.CharField(
        label="Compte technique",
        max_length=200,
        help_text="TECH_…@cpro.fr, donné par le portail.",
    )
    technical_password = forms.CharField(
        label="Mot de passe du compte technique", max_length=500, required=False
    )

    def __init__(self, *args: Any, stored: ChorusAccess | None, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        if stored is not None:
            known = {"client_id": stored.client_id, "technical_login": stored.technical_login}
            self.initial.update(known)
        for name in ("client_secret", "technical_password"):
            self.fields[name].widget = forms.PasswordInput(attrs={"autocomplete": "off"})
            self.fields[name].required = stored is None
            self.fields[name].help_text = (
                "Enregistré, jamais remontré. Laissez vide pour le garder."
                if stored
                else "Chiffré dès qu'il est enregistré, jamais remontré."
            )


class LogoForm(forms.Form):
    """The picture of the invoices."""

    logo = forms.FileField(label="Logo", help_text="PNG, JPEG ou SVG, 1 Mo au plus.")


class CertificateForm(forms.Form):
    """What signs the PDFs."""

    file = forms.FileField(label="Certificat et sa clé", help_text="Fichier .p12 ou .pfx.")
    password = forms.CharField(
        label="Mot de passe du fichier",
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
