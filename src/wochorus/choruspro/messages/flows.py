"""What Chorus Pro says of a flow: the receipt of its deposit, then its report."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from wochorus.choruspro.catalogue import FlowStateMeaning, flow_state_meaning, split_label
from wochorus.choruspro.messages.base import (
    Content,
    LooseDate,
    LooseMoment,
    Message,
    Text,
    chorus,
    several,
)


class FlowDeposit(Message):
    """The receipt of a deposit: Chorus Pro has the flow. Its verdict comes later."""

    flow_number: Text = chorus("numeroFluxDepot")
    """25 characters: ``CPP001``, four digits of the interface, fifteen of sequence."""
    deposit_date: LooseDate = chorus("dateDepot")
    syntax: Text = chorus("syntaxeFlux")
    label: Text = chorus("libelle")


def _as_error(name: str) -> BeforeValidator:
    """Keep an error that comes as plain text: losing one would look like success."""
    return BeforeValidator(lambda item: item if isinstance(item, dict) else {name: item})


class InvoiceError(Message):
    """Why one invoice of a flow was refused."""

    invoice_number: Text = chorus("numeroDP")
    supplier: Text = chorus("identifiantFournisseur")
    recipient: Text = chorus("identifiantDestinataire")
    label: Text = chorus("libelleErreurDP")
    """French text, several reasons joined by ``|``, cut by Chorus Pro near 200 characters."""

    @property
    def reasons(self) -> list[str]:
        """The reasons, one by one; the last one of a label that was cut ends with ``…``."""
        return [str(message) for message in split_label(self.label)]


class TechnicalError(Message):
    """Why a whole flow was refused."""

    nature: Text = chorus("natureErreur")
    code: Text = chorus("codeErreur")
    label: Text = chorus("libelleErreur")


class FlowReport(Message):
    """What became of a flow (``consulterCRDetaille``)."""

    flow_state: Text = chorus("etatCourantDepotFlux")
    state_at: LooseMoment = chorus("dateHeureEtatCourantFlux")
    deposit_date: LooseDate = chorus("dateDepotFlux")
    file_name: Text = chorus("nomFichier")
    interface_code: Text = chorus("codeInterfaceDepotFlux")
    label: Text = chorus("libelle")
    invoice_errors: Annotated[
        list[Annotated[InvoiceError, _as_error("libelleErreurDP")]], several
    ] = chorus("listeErreurDP")
    technical_errors: Annotated[
        list[Annotated[TechnicalError, _as_error("libelleErreur")]], several
    ] = chorus("listeErreurTechnique")

    @property
    def meaning(self) -> FlowStateMeaning:
        """What the state lets us conclude, and its French label."""
        return flow_state_meaning(self.flow_state)

    @property
    def errors_by_invoice(self) -> dict[str, list[str]]:
        """The reasons of refusal by invoice number (empty for an error without number)."""
        found: dict[str, list[str]] = {}
        for error in self.invoice_errors:
            reasons = error.reasons or ["sans explication"]
            found.setdefault(error.invoice_number, []).extend(reasons)
        return found


class FlowReportFile(Message):
    """The report of a flow for people (``consulterCR``): a PDF, and what stands beside it."""

    flow_number: Text = chorus("numeroFluxDepot")
    flow_state: Text = chorus("etatCourantFlux")
    state_at: LooseMoment = chorus("dateHeureEtatCourantFlux")
    deposit_date: LooseDate = chorus("dateDepotFlux")
    file_name: Text = chorus("nomFichierFlux")
    interface_code: Text = chorus("codeInterfaceFlux")
    partner_code: Text = chorus("codeAppliPartenaire")
    partner_name: Text = chorus("designationPartenaire")
    pdf: Content = chorus("fichierCR")
    """The bytes of the PDF, or ``None`` when it is absent or unreadable."""

    @property
    def meaning(self) -> FlowStateMeaning:
        """What the state lets us conclude, and its French label."""
        return flow_state_meaning(self.flow_state)
