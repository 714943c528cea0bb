"""Invoices typed in, as sound as they can be."""

from __future__ import annotations

from decimal import Decimal

from contract.place import ISSUED, UNDEMANDING
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


def a_submission(
    own: int, number: str, *, rates: tuple[int, ...] = (20,), **changes: object
) -> InvoiceSubmission:
    """An invoice typed in, with a line of 100 euros at each of these rates of VAT."""
    usual: dict[str, object] = {
        "mode": SubmissionMode.TYPED,
        "invoice_number": number,
        "issue_date": ISSUED,
        "recipient": SubmittedRecipient(siret=UNDEMANDING),
        "supplier": SubmittedSupplier(chorus_id=own),
        "cadre": SubmittedCadre(code=SubmissionCadre.SUPPLIER),
        "references": SubmittedReferences(
            currency="EUR",
            kind="FACTURE",
            vat_regime="TVA_SUR_DEBIT",
            engagement="BC-7",
            payment_means="VIREMENT",
        ),
    }
    return InvoiceSubmission.model_validate(usual | _amounts(rates) | changes)


def _amounts(rates: tuple[int, ...]) -> dict[str, object]:
    """One line of 100 euros at each rate, and the totals."""
    net = Decimal(100) * len(rates)
    vat = Decimal(sum(rates))
    return {
        "lines": tuple(
            SubmittedLine(
                number=place,
                name=f"Lot {place}",
                quantity=Decimal(2),
                unit_price=Decimal(50),
                vat_rate=Decimal(rate),
            )
            for place, rate in enumerate(rates, 1)
        ),
        "vat": tuple(
            SubmittedVat(vat_rate=Decimal(rate), base=Decimal(100), amount=Decimal(rate))
            for rate in rates
        ),
        "totals": SubmittedTotals(without_tax=net, vat=vat, with_tax=net + vat, due=net + vat),
    }
