"""What is typed of a contract, of its lines and of the rest: read as the cells of its file are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from wochorus.accounts.services import CADRES
from wochorus.contracts.amounts import PriceBasis
from wochorus.contracts.calendar import Timing
from wochorus.contracts.contract_format import FIELD
from wochorus.contracts.history import told
from wochorus.contracts.line_format import LINE_FIELD, SITE_FIELD
from wochorus.contracts.models import CeilingBasis, Follows
from wochorus.core.attachments import LONGEST_NAME, AttachmentKind
from wochorus.core.money import format_number
from wochorus.core.tax_categories import TAX_CATEGORIES, TaxCategory
from wochorus.core.units import unit_word
from wochorus.spreadsheets import cells, line_cells
from wochorus.spreadsheets.columns import Column
from wochorus.web.records import ColumnField, Tab, combobox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wochorus.contracts.models import Contract, ContractLine, ContractReferences

HEAD = (
    *("number", "customer", "subject", "signed_on", "starts_on", "duration_months", "kind"),
    *("salesperson", "quotation", "timing", "every_months", "next_start", "renewal_months"),
    *("returned_on", "is_draft"),
)
LINES = Tab("lignes", "Lignes")
REFERENCES = Tab(
    "references",
    "Références",
    (
        *("marche", "engagement", "code_service", "ceiling", "ceiling_basis"),
        *("engagement_ends_on", "references_from"),
    ),
)
TERMS = Tab(
    "conditions",
    "Conditions",
    (
        *("payment_term", "cadre", "sector", "subcontract", "most_renewals", "notice_months"),
        *("anchor_day", "anchor", "note"),
    ),
)
SITES = Tab("chantiers", "Chantiers")
REVISION = Tab("revision", "Révision des prix")
FILES = Tab("pieces", "Pièces jointes")
LIFE = Tab("vie", "Vie du contrat")
FORM_TABS = (LINES, REFERENCES, TERMS)
TABS = (*FORM_TABS, SITES, REVISION, FILES, LIFE)

_LABELS = {
    "signed_on": "Signature",
    "returned_on": "Restitué le",
    "duration_months": "Durée (mois)",
    "every_months": "Tous les … mois",
    "next_start": "Prochaine facture du",
    "renewal_months": "Reconduction (mois)",
    "most_renewals": "Reconductions, au plus",
    "anchor_day": "Jour de période",
    "anchor": "Mois de période",
    "is_draft": "Brouillon",
    "marche": "Code marché",
    "engagement": "N° d'engagement",
    "code_service": "Code service",
    "ceiling": "Montant de l'engagement",
    "ceiling_basis": "HT ou TTC",
    "engagement_ends_on": "Fin de l'engagement",
    "references_from": "À compter du",
}
_HINTS = {
    "anchor_day": "Vide : celui de l'effet.",
    "anchor": "Un jour du mois où commence une période, pour caler des trimestres.",
    "references_from": "Une date plus tard garde les anciennes sur ce qu'elles couvraient.",
    "payment_term": "Vide : celle du client.",
    "code_service": "Vide : celui du client.",
    "subcontract": "Contrat écrit, pour les lignes en autoliquidation.",
}
_NUMBER = Column("number", "N° contrat", cells.code(30), "", required=True)
_CUSTOMER = Column("customer", "Client", cells.code(30), "", required=True)


def _field(name: str, **options: Any) -> ColumnField:  # noqa: ANN401 - Django's own
    column = {"number": _NUMBER, "customer": _CUSTOMER}.get(name) or FIELD[name]
    known = {
        "label": _LABELS.get(name, column.header),
        "help_text": _HINTS.get(name, ""),
        "widget": forms.TextInput(attrs={"autocomplete": "off"}),
    }
    return ColumnField(column, **{**known, **options})


class YesBox(forms.CheckboxInput):
    """A box whose column reads « oui », or nothing."""

    def __init__(self) -> None:
        """Draw it ticked for « oui »."""
        super().__init__(check_test=lambda value: value == "oui")

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> str:  # type: ignore[override] # a text of the column
        """Give « oui » when it is ticked."""
        del files
        return "oui" if data.get(name) else ""


class ContractForm(forms.Form):
    """A contract and its references, in the order of its printed form."""

    onglet = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own
        customers: str,
        services: str,
        may_change: bool = True,
        **kwargs: Any,  # noqa: ANN401 - same
    ) -> None:
        """Draw it; ``customers`` and ``services`` are the addresses of what may be chosen."""
        super().__init__(*args, **kwargs)
        for name in (*HEAD, *REFERENCES.fields, *TERMS.fields):
            self.fields[name] = _field(name)
        cadres = [("", "Celui de la société"), *((each, each) for each in CADRES)]
        for name, widget in (
            ("customer", combobox(customers, "id_customer")),
            ("code_service", combobox(services, "id_code_service", "id_customer")),
            ("timing", forms.Select(choices=[(each.value, each.label) for each in Timing])),
            ("ceiling_basis", forms.Select(choices=CeilingBasis.choices)),
            ("cadre", forms.Select(choices=cadres)),
            ("is_draft", YesBox()),
            ("note", forms.Textarea(attrs={"rows": 3})),
        ):
            self.fields[name].widget = widget
        for name, usual in (("duration_months", "indéterminée"), ("renewal_months", "aucune")):
            self.fields[name].widget.attrs["placeholder"] = usual
        for name, field in self.fields.items():
            field.disabled = not may_change and name != "onglet"
            if name != "onglet":
                field.widget.attrs["form"] = "fiche"

    def given(self, *names: str) -> dict[str, Any]:
        """Give the values among ``names`` that were changed; `None` for one that was emptied."""
        return {name: self.cleaned_data[name] for name in names if name in self.changed_data}


_NONE_IS_ZERO = ("renewal_months", "notice_months")


def values_of(contract: Contract, references: ContractReferences | None) -> dict[str, Any]:
    """Give what the form shows of a contract and of its references."""
    names = [name for name in (*HEAD, *TERMS.fields) if name not in {"customer", "is_draft"}]
    values = {name: _shown(getattr(contract, name)) for name in names}
    values |= {name: "" for name in _NONE_IS_ZERO if values[name] == "0"}
    values |= {"customer": contract.customer.code, "is_draft": "oui" if contract.is_draft else ""}
    if references is not None:
        values |= {name: _shown(getattr(references, name)) for name in REFERENCES.fields[:-1]}
        values["references_from"] = told(references.starts_on)
        if references.ceiling is not None:
            values["ceiling"] = format_number(references.ceiling, 2)
    return values


def _shown(value: object) -> str:
    return str(value) if isinstance(value, str) else told(value)


_BASES = [(basis.value, basis.label.removeprefix("par ")) for basis in PriceBasis]
_CATEGORIES = [("", "taxée"), *((code, label) for code, label in TAX_CATEGORIES if code != "S")]
LINE_NAMES = (
    *("name", "chantier", "quantity", "unit", "basis", "price", "tax_rate", "tax_category"),
    *("exemption", "starts_on", "ends_on", "is_revised"),
)
_TITLES = {
    "name": "Désignation",
    "chantier": "Chantier",
    "quantity": "Quantité",
    "unit": "Unité",
    "basis": "Par",
    "price": "Prix HT",
    "tax_rate": "TVA %",
    "tax_category": "Catégorie de TVA",
    "exemption": "Mention",
    "starts_on": "Du",
    "ends_on": "Au",
    "is_revised": "Révisable",
}
_SHORT = {"tax_category": "Catégorie", "is_revised": "Rév."}
LINE_TITLES = tuple((_SHORT.get(name, _TITLES[name]), _TITLES[name]) for name in LINE_NAMES)
"""The head of each column, and its whole title."""


class LineForm(forms.Form):
    """One row of the table of lines; an empty one that nobody touched counts for nothing."""

    def __init__(
        self,
        sent: Mapping[str, Any] | None = None,
        *,
        rank: str,
        is_new: bool,
        initial: dict[str, Any],
    ) -> None:
        """Draw the row of this ``rank``."""
        super().__init__(
            sent,
            initial=initial,
            prefix=f"ligne-{rank}",
            empty_permitted=is_new,
            use_required_attribute=False,
        )
        self.rank = rank
        for name in LINE_NAMES:
            self.fields[name] = _line_field(name, rank)
        if not is_new:
            self.fields["starts_on"].widget.attrs["readonly"] = True


def _line_field(name: str, rank: str) -> ColumnField:
    widget: forms.Widget = forms.TextInput(attrs={"autocomplete": "off"})
    if name == "basis":
        widget = forms.Select(choices=_BASES)
    elif name == "tax_category":
        widget = forms.Select(choices=_CATEGORIES)
    elif name == "is_revised":
        widget = YesBox()
    elif name == "chantier":
        widget.attrs["list"] = "chantiers"
    elif name in {"quantity", "price", "tax_rate"}:
        widget.attrs["inputmode"] = "decimal"
    widget.attrs |= {"form": "fiche", "aria-label": f"{_TITLES[name]}, ligne {rank}"}
    return ColumnField(LINE_FIELD[name], label=_TITLES[name], widget=widget)


NEW_LINE = {"basis": PriceBasis.MONTH.value, "tax_rate": "20", "is_revised": "oui", "quantity": "1"}


def line_values(line: ContractLine) -> dict[str, Any]:
    """Give what a row shows of a line."""
    plain = line.tax_category == TaxCategory.STANDARD
    return {
        "name": line.name,
        "chantier": line.chantier.name if line.chantier else "",
        "quantity": told(line.quantity),
        "unit": unit_word(line.unit),
        "basis": line.basis,
        "price": format_number(line.price, 2),
        "tax_rate": told(line.tax_rate),
        "tax_category": "" if plain else line.tax_category,
        "exemption": f"{line.exemption_code} {line.exemption_reason}".strip(),
        "starts_on": told(line.starts_on),
        "ends_on": told(line.ends_on),
        "is_revised": "oui" if line.is_revised else "",
    }


class SiteForm(forms.Form):
    """A site of a contract."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        """Draw it from the columns of the file of sites."""
        super().__init__(*args, **kwargs)
        for name, column in SITE_FIELD.items():
            self.fields[name] = ColumnField(column)


class FileForm(forms.Form):
    """A file that follows a contract onto its invoices."""

    file = forms.FileField(label="Fichier")
    name = forms.CharField(
        label="Nom que verra le client",
        required=False,
        max_length=LONGEST_NAME,
        help_text="Vide : celui du fichier.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label="Type", choices=[(kind.value, kind.label) for kind in AttachmentKind]
    )
    follows = forms.ChoiceField(label="Suit", choices=Follows.choices)


SPENT = "consomme"


class SpentForm(forms.Form):
    """What an order had consumed before the contract came in."""

    use_required_attribute = False

    ht = ColumnField(Column("ht", "Déjà facturé, HT", line_cells.amount, "", required=True))
    ttc = ColumnField(Column("ttc", "Déjà facturé, TTC", line_cells.amount, "", required=True))
    jour = ColumnField(Column("jour", "À la date du", cells.day, ""), help_text="Vide : ce jour.")


class DayForm(forms.Form):
    """A day, and why."""

    jour = ColumnField(Column("jour", "Jour", cells.day, "", required=True))
    motif = forms.CharField(label="Motif", required=False, max_length=255)
