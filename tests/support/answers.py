"""A Chorus Pro that answers what a test says: the odd answers that no simulator gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from wochorus.choruspro import ChorusClient, FlowReport, InvoiceRow, InvoiceSearch

if TYPE_CHECKING:
    from wochorus.billing.models import Invoice

FLOW_NUMBER = "CPP0011113000000000000042"
OTHER_NUMBER = "CPP0011113000000000000007"


def a_row(invoice: Invoice, **changes: Any) -> InvoiceRow:
    """Show ``invoice`` as the portal's search would, in the flow `FLOW_NUMBER`."""
    return InvoiceRow.read(
        {
            "identifiantFactureCPP": 1000 + invoice.pk,
            "numeroFacture": invoice.number,
            "dateFacture": invoice.issue_date.isoformat(),
            "statut": "DEPOSEE",
            "montantTTC": invoice.total_with_tax,
            "numeroFluxDepot": FLOW_NUMBER,
            "codeFournisseur": invoice.company.siret,
            **changes,
        }
    )


def a_report(state: str, *errors: tuple[str, str]) -> FlowReport:
    """Report a flow in ``state``, with errors as pairs of an invoice number and a reason."""
    return FlowReport.read(
        {
            "etatCourantDepotFlux": state,
            "listeErreurDP": [
                {"numeroDP": number, "libelleErreurDP": reason} for number, reason in errors
            ],
        }
    )


@dataclass
class Answers:
    """Plays Chorus Pro. ``capped`` hides every row from a search that names no number."""

    rows: list[InvoiceRow] = field(default_factory=list)
    reports: dict[str, FlowReport | Exception] = field(default_factory=dict)
    capped: list[InvoiceRow] | None = None
    asked: list[InvoiceSearch] = field(default_factory=list)

    def search_invoices(self, search: InvoiceSearch) -> list[InvoiceRow]:
        self.asked.append(search)
        if search.invoice_number:
            return [row for row in self.rows if row.invoice_number == search.invoice_number]
        if search.flow_number:
            return [row for row in self.rows if row.flow_number == search.flow_number]
        return self.rows if self.capped is None else self.capped

    def flow_report(self, flow_number: str, syntax: str | None = None) -> FlowReport:
        answer = self.reports[flow_number]
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def client(self) -> ChorusClient:
        return cast("ChorusClient", self)
