"""What may be asked for an invoice that Chorus Pro or its buyer stopped, by where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from wochorus.accounts.models import ChorusEnvironment
from wochorus.billing.models import FREE_STATES, Reissue
from wochorus.choruspro.messages.corrections import LONGEST_REASON
from wochorus.choruspro.messages.submissions import LONGEST_COMMENT
from wochorus.deposits.reissuing import REJECTED

if TYPE_CHECKING:
    from wochorus.billing.models import Invoice
    from wochorus.deposits.statuses.telling import Standing


class CorrectionForm(forms.Form):
    """A request to Chorus Pro; on the real portal it asks for a confirmation."""

    use_required_attribute = False

    def __init__(self, *args: Any, production: bool = False, **kwargs: Any) -> None:  # noqa: ANN401
        """Ask for the confirmation when it counts."""
        super().__init__(*args, **kwargs)
        if production:
            self.fields["confirmed"] = forms.BooleanField(
                label="Oui, sur Chorus Pro en PRODUCTION",
                error_messages={"required": "Confirmez : la demande part sur le vrai portail."},
            )


def _text(label: str, length: int = 255, help_text: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, help_text=help_text)


def _comment(label: str, length: int = LONGEST_COMMENT) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=length, required=False, widget=widget)


class CompleteForm(CorrectionForm):
    """What a suspended invoice lacked; the files come beside it, under `files`."""

    comment = _comment("Réponse au destinataire")


class ReissueForm(CorrectionForm):
    """What the new invoice says otherwise; an empty field keeps what the old one said."""

    customer = _text("Client (code)", help_text="Vide : le même.")
    code_service = _text("Code service")
    engagement = _text("N° d'engagement")
    marche = _text("N° de marché")
    subject = _text("Objet")
    due_date = forms.DateField(
        label="Échéance", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    number = _text("N° de la nouvelle facture", 20, "Vide : le suivant, par exemple FA-1-R1.")
    reason = _comment("Pourquoi, pour votre journal", 1000)
    moves_payments = forms.BooleanField(
        label="Porter sous le nouveau numéro ce qui est réglé sous l'ancien", required=False
    )
    handled = forms.BooleanField(
        label="Déclarer ensuite à Chorus Pro que le rejet est traité", required=False
    )


class HandledForm(CorrectionForm):
    """The word that a rejection was dealt with."""

    reason = _text("Comment le rejet a été traité", LONGEST_REASON)
    details = _comment("Précisions")


class RecycleForm(CorrectionForm):
    """Another routing, under the same number."""

    siret = _text("Nouveau destinataire (SIRET)", 20, "Vide : le même.")
    code_service = _text("Code service", 100)
    engagement = _text("N° d'engagement")
    marche = _text("N° de marché")
    comment = _comment("Mot au destinataire")


class ValidatorForm(CorrectionForm):
    """The structure that validates instead of another."""

    siret = forms.CharField(
        label="SIRET du valideur",
        max_length=20,
        error_messages={"required": "Donnez le SIRET de la structure qui doit valider."},
    )


class UndoForm(CorrectionForm):
    """Nothing but the wish to undo a reissue."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A form of the panel: its name in the address, its title, its button."""

    action: str
    title: str
    button: str
    form: CorrectionForm
    takes_files: bool = False


_WORDS: dict[str, tuple[str, str, type[CorrectionForm]]] = {
    "completer": ("Compléter : donner la pièce demandée", "Compléter sur Chorus Pro", CompleteForm),
    "reemettre": (
        "Annuler et réémettre sous un nouveau numéro",
        "Annuler et réémettre",
        ReissueForm,
    ),
    "traite": ("Déclarer le rejet traité", "Déclarer traité", HandledForm),
    "recycler": ("Recycler : corriger l'aiguillage", "Recycler sur Chorus Pro", RecycleForm),
    "valideur": ("Désigner le bon valideur", "Désigner ce valideur", ValidatorForm),
    "defaire": ("Défaire la réémission", "Défaire la réémission", UndoForm),
}
_BY_STATUS = {
    "SUSPENDUE": ("completer",),
    **dict.fromkeys(REJECTED, ("reemettre", "traite")),
    "A_RECYCLER": ("recycler",),
    "ERREUR_FOURNISSEUR_SUR_VALIDEUR": ("valideur",),
}
ACTIONS = tuple(_WORDS)


def offered_forms(
    invoice: Invoice, standing: Standing, filled: tuple[str, CorrectionForm] | None = None
) -> list[Offered]:
    """List what may be asked for ``invoice`` now; ``filled`` stands in place of an empty form."""
    return [
        offered(invoice, action, filled[1] if filled and filled[0] == action else None)
        for action in _actions(invoice, standing)
    ]


def offered(invoice: Invoice, action: str, form: CorrectionForm | None = None) -> Offered:
    """Describe one form, empty unless ``form`` is given."""
    title, button, kind = _WORDS[action]
    shown = form or kind(production=is_production(invoice), auto_id=f"id_{action}_%s")
    return Offered(action, title, button, shown, takes_files=action == "completer")


def form_posted(invoice: Invoice, action: str, data: Any) -> CorrectionForm:  # noqa: ANN401 - QueryDict
    """Read what was sent of a form."""
    kind = _WORDS[action][2]
    return kind(data, production=is_production(invoice), auto_id=f"id_{action}_%s")


def is_production(invoice: Invoice) -> bool:
    """Whether what is asked leaves for the real portal."""
    return bool(invoice.company.environment == ChorusEnvironment.PRODUCTION)


def _actions(invoice: Invoice, standing: Standing) -> tuple[str, ...]:
    made = Reissue.objects.filter(original=invoice).select_related("replacement").first()
    if made is not None:
        return ("defaire",) if made.replacement.deposit_state in FREE_STATES else ()
    return _BY_STATUS.get(standing.status, ())
