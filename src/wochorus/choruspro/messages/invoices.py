"""Invoices as a supplier's search shows them, and what a search asks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict

from wochorus.choruspro.messages.base import (
    Amount,
    Identifier,
    LooseDate,
    LooseMoment,
    Row,
    Text,
    chorus,
)

if TYPE_CHECKING:
    from collections.abc import Hashable


class InvoiceSearch(BaseModel):
    """What to look for. Fields left out do not restrict; periods include both ends.

    ``changed_from`` and ``changed_to`` bear on the moment of the current status and need an
    offset. ``statuses`` and ``supplier_id`` are Chorus Pro's own codes and internal number.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    flow_number: str = ""
    invoice_number: str = ""
    engagement: str = ""
    marche: str = ""
    deposited_from: date | None = None
    deposited_to: date | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    changed_from: AwareDatetime | None = None
    changed_to: AwareDatetime | None = None
    statuses: tuple[str, ...] = ()
    supplier_id: int | None = None

    def as_request(self) -> dict[str, Any]:
        """Write the filters in Chorus Pro's words, only those that are set."""
        request = {
            "numeroFluxDepot": self.flow_number,
            "numeroFacture": self.invoice_number,
            "numeroBonCommande": self.engagement,
            "numeroMarche": self.marche,
            "periodeDateDepotDu": _day(self.deposited_from),
            "periodeDateDepotAu": _day(self.deposited_to),
            "periodeDateFactureDu": _day(self.issued_from),
            "periodeDateFactureAu": _day(self.issued_to),
            "periodeDateHeureEtatCourantDu": _moment(self.changed_from),
            "periodeDateHeureEtatCourantAu": _moment(self.changed_to),
            "statutCourant": list(self.statuses),
            "idFournisseur": self.supplier_id,
        }
        return {name: value for name, value in request.items() if value not in ("", None, [])}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds") if moment else ""


class InvoiceRow(Row):
    """One invoice recorded by Chorus Pro."""

    chorus_id: Identifier = chorus("identifiantFactureCPP")
    invoice_number: Text = chorus("numeroFacture")
    kind: Text = chorus("typeFacture")
    issue_date: LooseDate = chorus("dateFacture")
    deposit_date: LooseDate = chorus("dateDepot")
    status: Text = chorus("statut")
    status_at: LooseMoment = chorus("dateHeureEtatCourant")
    status_comment: Text = chorus("commentaireEtatCourant")
    amount_without_tax: Amount = chorus("montantHT")
    amount_with_tax: Amount = chorus("montantTTC")
    amount_due: Amount = chorus("montantAPayer")
    currency: Text = chorus("devise")
    deposit_mode: Text = chorus("modeDepot")
    flow_number: Text = chorus("numeroFluxDepot")
    engagement: Text = chorus("numeroBonCommande")
    marche: Text = chorus("numeroMarche")
    preceding_invoice: Text = chorus("numeroFactureOrigine")
    supplier_siret: Text = chorus("codeFournisseur")
    supplier_name: Text = chorus("designationFournisseur")
    recipient_siret: Text = chorus("codeDestinataire")
    recipient_name: Text = chorus("designationDestinataire")
    code_service: Text = chorus("codeServiceExecutant")

    @property
    def key(self) -> Hashable:
        """What tells this invoice from any other in a search."""
        if self.chorus_id is not None:
            return self.chorus_id
        return (self.supplier_siret, self.invoice_number, self.issue_date, self.flow_number)
