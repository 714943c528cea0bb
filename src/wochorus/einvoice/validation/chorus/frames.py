"""The billing frame (BT-23): which one each circuit takes, and what it says of the invoice.

The classic mistake of 2026: a file made for the reform (S1) deposited straight on Chorus Pro, or a
file of the historical circuit (A1) handed to an approved platform.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wochorus.core.money import ZERO
from wochorus.einvoice.findings import Severity
from wochorus.einvoice.model import OperationCategory
from wochorus.einvoice.validation.chorus.rule import HISTORICAL, REFORM, Breach, rule
from wochorus.einvoice.validation.chorus.wording import listed, money, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.validation.chorus.case import Case

_HISTORICAL_SHAPE = re.compile(r"A\d{1,2}", re.ASCII)
_REFORM_SHAPE = re.compile(r"[BSM]\d", re.ASCII)
_SHARED_SALE = re.compile(r"[BSM][89]", re.ASCII)
_PATH = "business_process"
_ORDINARY = (
    "Donnez A1 à une facture ordinaire, A2 si elle est déjà payée, A9 à celle d'un sous-traitant "
    "payé directement, A12 à celle d'un cotraitant."
)

OTHER_FLOWS = {
    "A3": "un mémoire de frais de justice",
    "A4": "un projet de décompte mensuel de travaux",
    "A5": "un état d'acompte de travaux",
    "A6": "un état d'acompte de travaux validé",
    "A7": "un projet de décompte final de travaux",
    "A8": "un décompte général et définitif de travaux",
    "A10": "un projet de décompte mensuel de sous-traitant",
    "A11": "un projet de décompte final de sous-traitant",
    "A13": "un projet de décompte mensuel de cotraitant",
    "A14": "un projet de décompte final de cotraitant",
    "A15": "un état d'acompte établi par le maître d'œuvre",
    "A16": "un état d'acompte validé par le maître d'œuvre",
    "A17": "un projet de décompte général du maître d'œuvre",
    "A18": "un décompte général du maître d'œuvre",
    "A19": "un état d'acompte validé par le maître d'ouvrage",
    "A20": "un décompte général du maître d'ouvrage",
    "A21": "une demande de remboursement de TIC",
    "A22": "un projet de décompte général en procédure tacite",
    "A23": "un décompte général et définitif tacite",
    "A24": "un décompte général et définitif tacite du maître d'œuvre",
    "A25": "un décompte général et définitif du maître d'œuvre en procédure tacite",
}
"""Frames of Chorus Pro that are no supplier's ordinary invoice."""

_FLOW_OF = {
    "A3": "par un flux E3 ou la saisie sur le portail",
    "A21": "par la saisie sur le portail",
}
_WORKS_FLOW = "par un flux E4 ou E5, réservé aux marchés de travaux depuis février 2024"


@rule(
    "CP-CADRE-01",
    "BT-23",
    "Le cadre de facturation est indiqué",
    source="Chorus Pro, annexe EDI, règle G1.02",
    circuits=HISTORICAL,
)
def frame_is_given(case: Case) -> Iterator[Breach]:
    if not case.frame:
        yield Breach(
            f"Le cadre de facturation (BT-23) manque : {_accepted(case)} attendu.", _ORDINARY, _PATH
        )


@rule(
    "CP-CADRE-02",
    "BT-23",
    "Un cadre de la réforme (B1, S1, M1…) ne va pas dans le circuit historique",
    source="Chorus Pro, annexe EDI, règle G1.02 ; refus constatés depuis août 2026",
    circuits=HISTORICAL,
)
def frame_is_not_of_the_reform(case: Case) -> Iterator[Breach]:
    if _REFORM_SHAPE.fullmatch(case.frame):
        expected = case.dialect.frame_of.get(case.frame, case.dialect.default_frame)
        yield Breach(
            f"Le cadre {quoted(case.frame)} est celui de la réforme 2026, "
            f"le dépôt direct sur Chorus Pro attend {expected} : la facture serait rejetée.",
            "Produisez la facture pour le circuit historique, ou remettez-la à votre plateforme "
            "agréée.",
            _PATH,
        )


@rule(
    "CP-CADRE-03",
    "BT-23",
    "Un cadre historique (A1, A2…) ne va pas dans le circuit de la réforme",
    source="Chorus Pro, spécifications externes v1.1 du 30/04/2026, §6.13 ; BR-FR-08",
    circuits=REFORM,
)
def frame_is_not_historical(case: Case) -> Iterator[Breach]:
    if _HISTORICAL_SHAPE.fullmatch(case.frame) and case.frame not in OTHER_FLOWS:
        category = case.invoice.operation_category or OperationCategory.SERVICES
        expected = case.dialect.frame_of.get(case.frame, case.dialect.default_frame)
        yield Breach(
            f"Le cadre {quoted(case.frame)} est celui du dépôt direct sur Chorus Pro, "
            f"une plateforme agréée attend {expected.format(category=category.value)}.",
            "Produisez la facture pour le circuit de la réforme, ou déposez-la directement sur "
            "Chorus Pro.",
            _PATH,
        )


@rule(
    "CP-CADRE-04",
    "BT-23",
    "Les décomptes de travaux, frais de justice et remboursements de TIC ont leurs propres flux",
    source="Chorus Pro, flux E3, E4 et E5 ; spécifications externes v1.1, §3.2.1.2",
)
def frame_is_an_ordinary_invoice(case: Case) -> Iterator[Breach]:
    if case.frame in OTHER_FLOWS:
        yield Breach(
            f"Le cadre {quoted(case.frame)} désigne {OTHER_FLOWS[case.frame]}, "
            f"qui se dépose {_FLOW_OF.get(case.frame, _WORKS_FLOW)}.",
            f"Si c'est bien cela, retirez-la de ce dépôt. {_ORDINARY}",
            _PATH,
        )


@rule(
    "CP-CADRE-05",
    "BT-23",
    "Le cadre de facturation existe dans Chorus Pro",
    source="Chorus Pro, annexe EDI, règle G1.02",
    circuits=HISTORICAL,
)
def frame_exists(case: Case) -> Iterator[Breach]:
    known = case.frame in case.dialect.frames or case.frame in OTHER_FLOWS
    if case.frame and not known and not _REFORM_SHAPE.fullmatch(case.frame):
        yield Breach(
            f"Le cadre de facturation {quoted(case.frame)} n'existe pas : {_accepted(case)} "
            "attendu.",
            _ORDINARY,
            _PATH,
        )


@rule(
    "BR-FR-CPRO-24",
    "BT-23",
    "Le cadre S5 ne va pas au secteur public : le paiement direct d'un sous-traitant est S3",
    source="BR-FR-CPRO-24",
    circuits=REFORM,
)
def frame_is_not_private_subcontracting(case: Case) -> Iterator[Breach]:
    if case.frame == "S5":
        yield Breach(
            "Le cadre « S5 » (sous-traitance entre entreprises) est refusé par Chorus Pro, "
            "S3 attendu.",
            "Donnez le cadre S3 si l'acheteur public vous paie directement, S1 sinon.",
            _PATH,
        )


@rule(
    "CP-CADRE-06",
    "BT-23",
    "Chorus Pro ne prend pas les factures à plusieurs vendeurs (cadres en 8 et en 9)",
    source="Chorus Pro, spécifications externes v1.1, chap. 6 (cas 39)",
    circuits=REFORM,
)
def frame_is_of_one_seller(case: Case) -> Iterator[Breach]:
    if _SHARED_SALE.fullmatch(case.frame):
        yield Breach(
            f"Le cadre {quoted(case.frame)} est celui d'une facture à plusieurs vendeurs, "
            f"que Chorus Pro refuse : {case.frame[0]}1 attendu.",
            "Établissez une facture par vendeur.",
            _PATH,
        )


@rule(
    "CP-CADRE-07",
    "BT-115",
    "Une facture déjà payée (A2) ne laisse rien à payer",
    source="Chorus Pro, annexe EDI (cadre A2) ; même règle que BR-FR-CO-09",
    circuits=HISTORICAL,
    reckons=True,
)
def nothing_is_left_to_pay(case: Case) -> Iterator[Breach]:
    totals = case.invoice.totals
    if case.frame != "A2" or totals is None:
        return
    prepaid = totals.prepaid or ZERO
    if totals.due != ZERO or prepaid != totals.with_tax:
        currency = case.invoice.currency
        yield Breach(
            f"Le cadre A2 (facture déjà payée) demande un net à payer nul : il est de "
            f"{money(totals.due, currency)}, pour {money(prepaid, currency)} déjà payés sur "
            f"{money(totals.with_tax, currency)}.",
            "Portez le total TTC en montant déjà payé (BT-113), ou donnez le cadre A1.",
            "totals.due",
        )


@rule(
    "CP-CADRE-08",
    "BT-23",
    "Une facture entièrement payée porte le cadre des factures déjà payées",
    source="Chorus Pro, cadres de facturation A2, B2, S2 et M2",
    severity=Severity.WARNING,
    reckons=True,
)
def paid_invoice_says_so(case: Case) -> Iterator[Breach]:
    totals = case.invoice.totals
    is_paid = totals is not None and totals.due == ZERO < totals.with_tax
    if is_paid and case.frame in {"A1", "B1", "S1", "M1"}:
        expected = "A2" if case.frame == "A1" else f"{case.frame[0]}2"
        yield Breach(
            f"Il ne reste rien à payer, mais le cadre est {quoted(case.frame)} : "
            f"{expected} attendu pour une facture déjà payée.",
            f"Donnez le cadre {expected}, ou vérifiez le montant déjà payé (BT-113).",
            _PATH,
        )


@rule(
    "CP-CADRE-09",
    "BT-12",
    "Sous-traitance et cotraitance citent le marché",
    source="Code de la commande publique, art. D2192-2 et R2193-10 et suivants",
    severity=Severity.WARNING,
)
def shared_contract_is_named(case: Case) -> Iterator[Breach]:
    name = case.dialect.frames.get(case.frame)
    shared = case.frame in {"A9", "A12", "S3", "S6"} and name is not None
    if shared and case.invoice.contract_reference is None:
        yield Breach(
            f"Le cadre {case.frame} ({name}) suppose un marché, et la facture n'en cite aucun.",
            "Donnez le n° de marché (BT-12).",
            "contract_reference",
        )


@rule(
    "CP-CADRE-10",
    "BT-23",
    "En A9 et A12, le titulaire ou le mandataire valide la facture",
    source="Chorus Pro, fichiers d'exemple FSO1116A de l'AIFE (valideur)",
    circuits=HISTORICAL,
    severity=Severity.WARNING,
)
def validator_is_expected(case: Case) -> Iterator[Breach]:
    if case.frame in {"A9", "A12"}:
        validator = "titulaire du marché" if case.frame == "A9" else "mandataire du groupement"
        yield Breach(
            f"En cadre {case.frame}, Chorus Pro fait valider la facture par le {validator}, "
            "que le profil EN 16931 ne permet pas de désigner.",
            f"Après le dépôt, vérifiez sur Chorus Pro que le valideur est bien le {validator}.",
            _PATH,
        )


@rule(
    "CP-CADRE-11",
    "EXT-FR-FE-BG-03",
    "En S3 et S6, l'agent du vendeur (titulaire ou mandataire) est désigné",
    source="BR-FR-CPRO-18, 21 et 28 ; Chorus Pro, spécifications externes v1.1, §6.13",
    circuits=REFORM,
)
def agent_is_named(case: Case) -> Iterator[Breach]:
    if case.frame not in {"S3", "S6"}:
        return
    agent = case.invoice.seller_agent
    who = "le titulaire du marché" if case.frame == "S3" else "le mandataire du groupement"
    if agent is None or not (agent.identifiers or agent.legal_registration):
        found = "n'est pas désigné" if agent is None else "n'a ni SIREN ni SIRET"
        yield Breach(
            f"En cadre {case.frame}, {who} figure comme agent du vendeur : il {found}.",
            f"Donnez {who} dans l'agent du vendeur, avec son SIREN et son SIRET.",
            "seller_agent",
        )


def _accepted(case: Case) -> str:
    return listed(case.dialect.frames)


RULES = (
    frame_is_given,
    frame_is_not_of_the_reform,
    frame_is_not_historical,
    frame_is_an_ordinary_invoice,
    frame_exists,
    frame_is_not_private_subcontracting,
    frame_is_of_one_seller,
    nothing_is_left_to_pay,
    paid_invoice_says_so,
    shared_contract_is_named,
    validator_is_expected,
    agent_is_named,
)
