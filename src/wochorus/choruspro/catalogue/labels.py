"""The known refusals of an invoice at its integration (``libelleErreurDP``).

The texts are not published. What stands here comes from the AIFE sample of ``consulterCRDetaille``
and from refusals that integrations report; the paths of elements are those of the three formats
(CPP minimal, CII D16B, UBL 2.1). The first entry that fits is the one told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.choruspro.catalogue.amount_labels import (
    AMOUNT_LABELS,
    DOCUMENT_LABELS,
    PAYMENT_LABELS,
)
from wochorus.choruspro.catalogue.identity_labels import HEADER_LABELS, PARTY_LABELS
from wochorus.choruspro.catalogue.label import REDEPOSIT, refusal

if TYPE_CHECKING:
    from wochorus.choruspro.catalogue.label import LabelMeaning

_BY_WORDS_ALONE = (
    refusal(
        "« n'utilise pas »",
        "une structure n'utilise pas Chorus Pro, ou n'y a pas droit",
        "Lancez « wochorus chorus test » pour vérifier la société, et « wochorus directory show » "
        f"pour vérifier le destinataire, {REDEPOSIT}",
        wording=r"structure.*n'utilise pa",
    ),
    refusal(
        "« service obligatoire »",
        "le destinataire exige un code service",
        "Cherchez le bon service (« wochorus directory show »), corrigez la facture, " + REDEPOSIT,
        wording=r"service.*obligatoire|obligatoire.*service",
    ),
    refusal(
        "« engagement obligatoire »",
        "le destinataire exige un n° d'engagement",
        f"Demandez-le au destinataire, corrigez la facture, {REDEPOSIT}",
        wording=r"engagement.*obligatoire|obligatoire.*engagement",
    ),
    refusal(
        "« destinataire introuvable ou inactif »",
        "le destinataire est introuvable ou inactif sur Chorus Pro",
        f"Vérifiez ce SIRET (« wochorus directory show »), corrigez le client, {REDEPOSIT}",
        wording=r"destinataire.*(introuvable|inconnu|inactif|inactive|inexistant|n'existe pas|"
        r"reference)",
    ),
    refusal(
        "« type de pièce jointe »",
        "le type d'une pièce jointe n'est pas connu de Chorus Pro",
        f"Convertissez la pièce en PDF, {REDEPOSIT}",
        wording=r"type.*piece jointe|piece jointe.*type",
    ),
    refusal(
        "« synthèse, récapitulatif »",
        "les totaux de l'en-tête ne s'accordent pas",
        f"Recalculez HT, TVA, TTC et net à payer, {REDEPOSIT}",
        wording=r"(synthese|recapitulati).*(incorrect|incoheren|invalide)",
    ),
    refusal(
        "« cohérence de la demande de paiement »",
        "les données de la facture ne s'accordent pas entre elles",
        f"Relisez les montants et les références, corrigez, {REDEPOSIT}",
        wording=r"coheren.*demande de paiement|demande de paiement.*coheren",
    ),
)

LABELS = (
    *PARTY_LABELS,
    *HEADER_LABELS,
    *PAYMENT_LABELS,
    *AMOUNT_LABELS,
    *DOCUMENT_LABELS,
    *_BY_WORDS_ALONE,
)


def label_meaning(message: str, *, is_cut: bool = False) -> LabelMeaning | None:
    """Find what a single message means, if the catalogue recognises it.

    A message cut inside the path that it names is recognised when one element alone begins so.
    """
    if found := next((label for label in LABELS if label.fits(message)), None):
        return found
    begun = [label for label in LABELS if is_cut and label.may_fit(message)]
    return begun[0] if len({label.tags for label in begun}) == 1 else None
