"""What the user reads of an invoice: where it stands, since when, who must act, what to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils import timezone

from wochorus.billing.models import FREE_STATES, DepositState, Invoice
from wochorus.choruspro.catalogue import DEAD, Actor, in_plain_words, invoice_status
from wochorus.core.dates import format_moment
from wochorus.deposits.duplicates import says_duplicate
from wochorus.deposits.models import FollowEnd
from wochorus.deposits.statuses.lives import life_of
from wochorus.deposits.statuses.stopping import DAYS_WITHOUT_NEWS

if TYPE_CHECKING:
    from datetime import datetime

    from wochorus.deposits.models import InvoiceLife

_NOT_THERE = {
    DepositState.TO_DEPOSIT: ("pas encore déposée", "fournisseur", "Déposez-la : wochorus deposit"),
    DepositState.RESERVED: ("en cours de dépôt", "Chorus Pro", "Attendez la fin du dépôt"),
    DepositState.AMBIGUOUS: (
        "incertaine : la réponse de Chorus Pro s'est perdue",
        "fournisseur",
        "Ne la redéposez pas : wochorus follow demandera à Chorus Pro s'il l'a",
    ),
    DepositState.DEPOSITED: (
        "déposée ; Chorus Pro n'a pas encore dit s'il l'a intégrée",
        "Chorus Pro",
        "Suivez-la : wochorus follow",
    ),
    DepositState.REFUSED: (
        "refusée au dépôt : elle n'a pas été enregistrée",
        "fournisseur",
        "Corrigez-la, puis redéposez-la sous le même numéro",
    ),
    DepositState.INTERNAL: ("interne : elle ne part pas sur Chorus Pro", "personne", ""),
}
_NUMBER_TAKEN = (
    "Lisez le motif. Si Chorus Pro a cette facture, reprenez-la : wochorus compare adopt ; s'il en "
    "a une autre, donnez à la vôtre un nouveau numéro"
)
_REPLACED = "Rien à faire sur celle-ci : elle est remplacée par {}"
_UNREAD = (
    "intégrée ; son statut n'a pas encore été lu",
    "Chorus Pro",
    "Lisez-le : wochorus follow",
)
_COMMANDS = {
    "SUSPENDUE": "complete",
    "REJETEE": "reissue",
    "REFUSEE_1": "reissue",
    "REFUSEE_2": "reissue",
    "A_RECYCLER": "recycle, ou reissue une fois rejetée",
    "ERREUR_FOURNISSEUR_SUR_VALIDEUR": "validator",
}
_ENDS = {
    FollowEnd.NONE: "",
    FollowEnd.FINAL: "",
    FollowEnd.NO_PAYMENT_NEWS: "Cet organisme n'annonce pas le paiement : Chorus Pro n'en dira "
    "sans doute pas plus. Surveillez votre relevé bancaire.",
    FollowEnd.SILENT: f"Chorus Pro n'en dit plus rien depuis plus de {DAYS_WITHOUT_NEWS} jours : "
    "elle n'est plus relue d'office. Demandez au destinataire ce qu'il en est.",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an invoice stands. ``actor`` is the French word for who must act.

    ``since`` is a moment of the portal. ``end`` says why it is watched no more, else nothing.
    """

    status: str
    label: str
    actor: str
    remedy: str
    since: datetime | None = None
    reason: str = ""
    who: str = ""
    end: str = ""
    is_known: bool = True

    @property
    def sentence(self) -> str:
        """Say all of it in one phrase, for people."""
        since = f"depuis le {format_moment(timezone.localtime(self.since))}" if self.since else ""
        facts = ", ".join(filter(None, (since, self.who and f"par {self.who}")))
        told = self.label[:1].upper() + self.label[1:] + (f" ({facts})." if facts else ".")
        reason = f" Motif : {self.reason.rstrip('.')}." if self.reason else ""
        to_do = f" {self.remedy.rstrip('.')}." if self.remedy else ""
        return told + reason + self._whose_turn() + to_do + (f" {self.end}" if self.end else "")

    def _whose_turn(self) -> str:
        if self.is_ours_to_act:
            return " À vous d'agir."
        return f" Doit agir : {self.actor}." if self.actor != Actor.NOBODY.value else ""

    @property
    def is_ours_to_act(self) -> bool:
        """Tell whether the supplier must do something."""
        return self.actor == Actor.SUPPLIER.value


def standing_of(invoice: Invoice) -> Standing:
    """Say where an invoice stands, on Chorus Pro or on its way there."""
    if invoice.deposit_state != DepositState.INTEGRATED:
        label, actor, remedy = _NOT_THERE[DepositState(invoice.deposit_state)]
        reason = in_plain_words(invoice.refusal) if invoice.refusal else ""
        if invoice.deposit_state == DepositState.REFUSED and says_duplicate(invoice.refusal):
            remedy = _NUMBER_TAKEN
        made = getattr(invoice, "reissue", None)
        if made is not None and invoice.deposit_state in FREE_STATES:
            actor, remedy = Actor.NOBODY.value, _REPLACED.format(made.replacement.number)
        return Standing("", label, actor, remedy, invoice.deposited_at, reason)
    life = life_of(invoice)
    return standing_of_life(life) if life else _of_journal(invoice)


def standing_of_life(life: InvoiceLife) -> Standing:
    """Say where an integrated invoice stands, from its life on the portal."""
    told = _standing(
        life.status,
        since=life.status_at,
        reason=life.comment,
        who=life.who,
        end=_ENDS[FollowEnd(life.end)],
    )
    made = getattr(life.invoice, "reissue", None)
    if made is None or not life.status:
        return told
    new = made.replacement.number
    if life.status not in DEAD:
        # Recipients set statuses in any order: a rejection may be taken back.
        remedy = (
            f"Elle est remplacée par {new}, et n'est pourtant plus rejetée : les deux pourraient "
            "être payées. Demandez au destinataire de rejeter l'une des deux"
        )
        return replace(told, actor=Actor.SUPPLIER.value, remedy=remedy)
    return replace(told, actor=Actor.NOBODY.value, remedy=_REPLACED.format(new))


def _of_journal(invoice: Invoice) -> Standing:
    return _standing(
        invoice.chorus_status, since=invoice.chorus_status_at, reason=invoice.chorus_comment
    )


def _standing(
    status: str, *, since: datetime | None, reason: str, who: str = "", end: str = ""
) -> Standing:
    if not status:
        return Standing("", *_UNREAD)
    meaning = invoice_status(status)
    label = meaning.label if meaning.is_known else f"statut {status}, {meaning.label}"
    return Standing(
        status,
        label,
        meaning.actor.value,
        _with_command(status, meaning.remedy),
        since,
        reason,
        who,
        end,
        is_known=meaning.is_known,
    )


def _with_command(status: str, remedy: str) -> str:
    command = _COMMANDS.get(status)
    return f"{remedy.rstrip('.')} : wochorus invoice {command}" if command else remedy
