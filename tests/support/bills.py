"""The PDF of an invoice as its supplier prints it, with words that a reader finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typst

from wochorus.billing.documents import attach_main
from wochorus.core.dates import format_date
from wochorus.core.money import format_euros

if TYPE_CHECKING:
    from pathlib import Path

    from wochorus.billing.models import Invoice


def a_printed_bill(invoice: Invoice, **said: str) -> bytes:
    """Print ``invoice``; what is ``said`` takes the place of what it says itself."""
    words = {
        "number": invoice.number,
        "issued": format_date(invoice.issue_date),
        "supplier": invoice.company.siret,
        "recipient": invoice.customer.siret,
        "net": format_euros(invoice.total_without_tax),
        "tax": format_euros(invoice.total_tax),
        "gross": format_euros(invoice.total_with_tax),
        "due": format_euros(invoice.amount_due),
        **said,
    }
    markup = f"""
= Facture n° {words["number"]}
Date d'émission : {words["issued"]}

Propre et Net, SIRET : {words["supplier"]}

Mairie, SIRET : {words["recipient"]}

#table(columns: 2,
  [Total HT], [{words["net"]}],
  [Total TVA], [{words["tax"]}],
  [Total TTC], [{words["gross"]}],
  [Net à payer], [{words["due"]}],
)
"""
    content = typst.compile(markup.encode(), format="pdf")
    assert isinstance(content, bytes)
    return content


def attach_printed(invoice: Invoice, folder: Path, **said: str) -> None:
    """Give ``invoice`` its printed PDF."""
    path = folder / f"{invoice.pk}.pdf"
    path.write_bytes(a_printed_bill(invoice, **said))
    attach_main(invoice, path, f"{invoice.number}.pdf")
