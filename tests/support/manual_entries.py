"""What a person types on the portal, with no word to our journal."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from support.records import UNDEMANDING
from wochorus.accounts.services import chorus_client
from wochorus.choruspro import (
    InvoiceSubmission,
    SubmissionCadre,
    SubmissionMode,
    SubmittedCadre,
    SubmittedLine,
    SubmittedRecipient,
    SubmittedReferences,
    SubmittedSupplier,
    SubmittedTotals,
    SubmittedVat,
)

if TYPE_CHECKING:
    from datetime import date

    from support.portal import Portal


def type_on_the_portal(
    portal: Portal,
    number: str,
    issue_date: date,
    *,
    with_tax: Decimal = Decimal(120),
    recipient: str = UNDEMANDING,
) -> int:
    """Submit an invoice outside our journal; give its number on the portal."""
    without_tax = with_tax / Decimal("1.2")
    with chorus_client(portal.company) as client:
        [structure] = client.active_supplier_structures()
        assert structure.chorus_id is not None
        receipt = client.submit_invoice(
            InvoiceSubmission(
                mode=SubmissionMode.TYPED,
                invoice_number=number,
                issue_date=issue_date,
                recipient=SubmittedRecipient(siret=recipient),
                supplier=SubmittedSupplier(chorus_id=structure.chorus_id),
                cadre=SubmittedCadre(code=SubmissionCadre.SUPPLIER),
                references=SubmittedReferences(
                    currency="EUR",
                    kind="FACTURE",
                    vat_regime="TVA_SUR_DEBIT",
                    payment_means="CHEQUE",
                ),
                lines=(
                    SubmittedLine(
                        number=1,
                        name="Entretien",
                        quantity=Decimal(1),
                        unit="forfait",
                        unit_price=without_tax,
                        vat_rate=Decimal(20),
                    ),
                ),
                vat=(
                    SubmittedVat(
                        vat_rate=Decimal(20), base=without_tax, amount=with_tax - without_tax
                    ),
                ),
                totals=SubmittedTotals(
                    without_tax=without_tax,
                    vat=with_tax - without_tax,
                    with_tax=with_tax,
                    due=with_tax,
                ),
            )
        )
    assert receipt.chorus_id is not None
    return receipt.chorus_id
