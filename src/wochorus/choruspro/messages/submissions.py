"""An invoice typed in, or laid beside its PDF: what ``soumettre`` takes.

Lengths: AIFE external specification, API annex. Amounts are in the invoice's currency.
"""

from __future__ import annotations

import re
from datetime import date  # noqa: TC003 - read by pydantic
from decimal import Decimal  # noqa: TC003 - read by pydantic
from enum import Enum
from typing import TYPE_CHECKING

from wochorus.choruspro.messages.requests import Request, sent

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_COMMENT = 2000
_NUMBER = re.compile(r"[A-Za-z0-9_+/-]+(?: [A-Za-z0-9_+/-]+)*", re.ASCII)


class SubmissionMode(Enum):
    """How the invoice comes. The values are Chorus Pro's codes."""

    TYPED = "SAISIE_API"
    """All by its data, with at least one line."""
    PDF = "DEPOT_PDF_API"
    """A PDF that ``deposer/pdf`` or ``ajouter/fichier`` has taken, and its data."""
    SIGNED_PDF = "DEPOT_PDF_SIGNE_API"


class SubmissionCadre(Enum):
    """The billing frames that ``soumettre`` takes."""

    SUPPLIER = "A1_FACTURE_FOURNISSEUR"
    SUPPLIER_ALREADY_PAID = "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE"
    SUBCONTRACTOR = "A9_FACTURE_SOUSTRAITANT"
    COCONTRACTOR = "A12_FACTURE_COTRAITANT"


class SubmittedRecipient(Request):
    """Who is invoiced."""

    siret: str = sent(
        "codeDestinataire", "le SIRET du destinataire", ..., longest=14, required=True
    )
    code_service: str = sent("codeServiceExecutant", "le code service", longest=100)


class SubmittedSupplier(Request):
    """Who invoices, by Chorus Pro's own numbers (see `active_supplier_structures`)."""

    chorus_id: int = sent("idFournisseur", default=...)
    service_id: int | None = sent("idServiceFournisseur", default=None)
    bank_account_id: int | None = sent("codeCoordonneesBancairesFournisseur", default=None)


class SubmittedCadre(Request):
    """The billing frame; for A9 and A12, the structure that validates."""

    code: SubmissionCadre = sent("codeCadreFacturation", default=...)
    validator: str = sent("codeStructureValideur", "l'identifiant du valideur", longest=18)
    validator_service: str = sent("codeServiceValideur", "le service du valideur", longest=100)


class SubmittedReferences(Request):
    """Codes and references. All but the numbers are Chorus Pro's codes.

    ``kind``: ``FACTURE``, ``AVOIR``. ``vat_regime``: ``TVA_SUR_DEBIT``, ``TVA_SUR_ENCAISSEMENT``,
    ``EXONERATION``, ``SANS_TVA``. ``payment_means``: ``VIREMENT``, ``CHEQUE``…
    """

    currency: str = sent("deviseFacture", "la devise", longest=3)
    kind: str = sent("typeFacture")
    vat_regime: str = sent("typeTva")
    exemption_reason: str = sent("motifExonerationTva")
    marche: str = sent("numeroMarche", "le numéro de marché", longest=50)
    engagement: str = sent("numeroBonCommande", "le numéro d'engagement", longest=50)
    preceding_invoice: str = sent(
        "numeroFactureOrigine", "le numéro de la facture d'origine", longest=20
    )
    payment_means: str = sent("modePaiement")


class _AtOneRate(Request):
    """Something that bears one rate of VAT: a code of ``recuperer/tauxtva``, or a number."""

    vat_code: str = ""
    vat_rate: Decimal | None = None

    def problems(self) -> Iterator[str]:
        """Tell in French what Chorus Pro would not take."""
        yield from super().problems()
        if bool(self.vat_code) == (self.vat_rate is not None):
            yield "le taux de TVA se donne par un code ou par un nombre, l'un des deux"


class SubmittedLine(_AtOneRate):
    """A line. ``vat_rate`` is in percent; the amounts are without tax."""

    number: int = sent("lignePosteNumero", default=...)
    reference: str = sent("lignePosteReference")
    name: str = sent("lignePosteDenomination")
    quantity: Decimal = sent("lignePosteQuantite", "la quantité", ...)
    unit: str = sent("lignePosteUnite")
    unit_price: Decimal = sent("lignePosteMontantUnitaireHT", "le prix unitaire", ...)
    discount: Decimal | None = sent("lignePosteMontantRemiseHT", "la remise", None)
    vat_code: str = sent("lignePosteTauxTva")
    vat_rate: Decimal | None = sent("lignePosteTauxTvaManuel", "le taux de TVA", None)


class SubmittedVat(_AtOneRate):
    """What is charged at one rate of VAT, in percent."""

    vat_code: str = sent("ligneTvaTaux")
    vat_rate: Decimal | None = sent("ligneTvaTauxManuel", "le taux de TVA", None)
    base: Decimal = sent("ligneTvaMontantBaseHtParTaux", "la base HT", ...)
    amount: Decimal = sent("ligneTvaMontantTvaParTaux", "le montant de TVA", ...)


class SubmittedTotals(Request):
    """The totals; ``discount`` is on the whole invoice, tax included."""

    without_tax: Decimal = sent("montantHtTotal", "le total HT", ...)
    vat: Decimal = sent("montantTVA", "le total de TVA", ...)
    with_tax: Decimal = sent("montantTtcTotal", "le total TTC", ...)
    discount: Decimal | None = sent("montantRemiseGlobaleTTC", "la remise globale", None)
    discount_reason: str = sent("motifRemiseGlobaleTTC")
    due: Decimal = sent("montantAPayer", "le montant à payer", ...)


class SubmittedMain(Request):
    """The readable document, by the number that its upload gave."""

    file_id: int = sent("pieceJointePrincipaleId", default=...)
    name: str = sent("pieceJointePrincipaleDesignation", "la désignation", longest=100)


class SubmittedAttachment(Request):
    """A file beside the invoice, by the number that its upload gave."""

    file_id: int = sent("pieceJointeComplementaireId", default=...)
    name: str = sent("pieceJointeComplementaireDesignation", "la désignation", longest=100)
    type_code: str = sent("pieceJointeComplementaireType", "le type", longest=30)
    link_id: int | None = sent("pieceJointeComplementaireIdLiaison", default=None)
    line_number: int | None = sent("pieceJointeComplementaireNumeroLigneFacture", default=None)


class InvoiceSubmission(Request):
    """An invoice to submit. Without ``invoice_number``, Chorus Pro gives one of 20 digits."""

    mode: SubmissionMode = sent("modeDepot", default=...)
    invoice_number: str = sent("numeroFactureSaisi", "le numéro de la facture", longest=20)
    issue_date: date | None = sent("dateFacture", default=None)
    recipient: SubmittedRecipient = sent("destinataire", default=...)
    supplier: SubmittedSupplier = sent("fournisseur", default=...)
    cadre: SubmittedCadre = sent("cadreDeFacturation", default=...)
    references: SubmittedReferences = sent("references", default=...)
    lines: tuple[SubmittedLine, ...] = sent("lignePoste", "ligne", ())
    vat: tuple[SubmittedVat, ...] = sent("ligneTva", "ligne de TVA", ())
    totals: SubmittedTotals = sent("montantTotal", default=...)
    main_attachments: tuple[SubmittedMain, ...] = sent(
        "pieceJointePrincipale", "pièce principale", ()
    )
    attachments: tuple[SubmittedAttachment, ...] = sent(
        "pieceJointeComplementaire", "pièce complémentaire", ()
    )
    comment: str = sent("commentaire", "le commentaire", longest=LONGEST_COMMENT)

    def problems(self) -> Iterator[str]:
        """Tell in French what Chorus Pro would not take."""
        yield from super().problems()
        if self.invoice_number and not _NUMBER.fullmatch(self.invoice_number):
            yield (
                "le numéro de la facture n'a que des lettres sans accent, des chiffres, - _ + / "
                "et des espaces isolés"
            )
        if self.mode is SubmissionMode.TYPED:
            if not self.lines:
                yield "une facture saisie a au moins une ligne"
            return
        if not self.invoice_number:
            yield "une facture déposée en PDF a un numéro"
        if not self.main_attachments:
            yield "une facture déposée en PDF a ce PDF pour pièce principale"
