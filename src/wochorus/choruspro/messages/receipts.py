"""What Chorus Pro answers to a change: a submitted invoice, or one that was changed.

AIFE external specification, API annex.
"""

from __future__ import annotations

from wochorus.choruspro.messages.base import Amount, Identifier, LooseDate, Message, Text, chorus


class SubmissionReceipt(Message):
    """Chorus Pro has recorded the invoice."""

    chorus_id: Identifier = chorus("identifiantFactureCPP")
    invoice_number: Text = chorus("numeroFacture")
    status: Text = chorus("statutFacture")
    deposit_date: LooseDate = chorus("dateDepot")
    structure: Text = chorus("identifiantStructure")
    fingerprint: Text = chorus("empreinteCertificatDepot")
    """SHA-256 of the certificate of deposit, in base64."""
    label: Text = chorus("libelle")

    @property
    def is_reliable(self) -> bool:
        """Whether it names the invoice that was recorded."""
        return bool(self.chorus_id and self.invoice_number)


class ChangeReceipt(Message):
    """Chorus Pro has taken a change. The fields that an operation does not give are empty."""

    chorus_id: Identifier = chorus("identifiantFactureCPP")
    invoice_number: Text = chorus("numeroFacture")
    status: Text = chorus("statutFacture")
    deposit_date: LooseDate = chorus("dateDepot")
    handled_on: LooseDate = chorus("dateTraitement")
    label: Text = chorus("libelle")


class DepositedPdf(Message):
    """A PDF that Chorus Pro keeps, and what it could read in it; what it could not is empty.

    Nothing is submitted yet: ``file_id`` is the main attachment of a submission to come.
    """

    file_id: Identifier = chorus("pieceJointeId")
    invoice_number: Text = chorus("numeroFacture")
    issue_date: LooseDate = chorus("dateFacture")
    recipient_siret: Text = chorus("codeDestinataire")
    code_service: Text = chorus("codeServiceExecutant")
    supplier: Text = chorus("codeFournisseur")
    currency: Text = chorus("codeDeviseFacture")
    kind: Text = chorus("typeFacture")
    vat_regime: Text = chorus("typeTva")
    engagement: Text = chorus("numeroBonCommande")
    amount_without_tax: Amount = chorus("montantHtTotal")
    vat_amount: Amount = chorus("montantTVA")
    amount_with_tax: Amount = chorus("montantTtcAvantRemiseGlobalTTC")
    amount_due: Amount = chorus("montantAPayer")
