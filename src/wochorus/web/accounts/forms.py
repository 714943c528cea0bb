"""What is typed to open an account, to invite people, to register a company."""

from __future__ import annotations

from typing import Any

from django import forms

from wochorus.accounts.users.models import Role


class FirstAdministratorForm(forms.Form):
    """The first account. The code is asked of whoever does not sit at the machine."""

    code = forms.CharField(
        label="Code affiché par la commande",
        max_length=40,
        help_text="« wochorus web » ou « wochorus serve » l'affiche dans le terminal où il tourne.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label="Votre adresse électronique",
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label="Mot de passe",
        max_length=200,
        strip=False,
        help_text="Huit caractères au moins. Une phrase se retient mieux qu'un mot.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Le même, encore une fois",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, asks_code: bool, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        if not asks_code:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        """Require the same password twice."""
        typed = super().clean() or {}
        if typed.get("password") and typed.get("again") not in {None, typed["password"]}:
            self.add_error("again", "Les deux mots de passe diffèrent. Retapez-les.")
        return typed


class InvitationForm(forms.Form):
    """Whom to invite, and what the person will do."""

    email = forms.EmailField(
        label="Adresse électronique",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label="Rôle", choices=Role, initial=Role.CLERK)


class RoleForm(forms.Form):
    """The role wanted of a person."""

    role = forms.ChoiceField(label="Rôle", choices=Role)


class NewCompanyForm(forms.Form):
    """A company to register; its name is found from its SIRET when the register answers."""

    siret = forms.CharField(
        label="SIRET",
        max_length=30,
        help_text="14 chiffres, espaces permis.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label="Raison sociale",
        max_length=200,
        required=False,
        help_text="Laissez vide : elle est cherchée au registre des entreprises.",
    )
