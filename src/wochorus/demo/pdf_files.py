"""The PDF files of the demonstration, set with Typst from the two models beside this file.

Typst works in native code outside Python's lock: two threads set two documents at a time.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING, Any

import typst

from wochorus.core.dates import format_date
from wochorus.core.identifiers import format_siret
from wochorus.core.money import format_amount, format_euros
from wochorus.demo import seller
from wochorus.demo.invoices import PdfFile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from wochorus.demo.invoices import DemoInvoice

MODELS = Path(__file__).parent
INVOICE_MODEL, REPORT_MODEL = MODELS / "invoice.typ", MODELS / "work_report.typ"
_THREADS = 2
_ACCESSIBLE: list[typst.PDFStandard] = ["ua-1"]
_ARCHIVAL: list[typst.PDFStandard] = ["a-3a", "ua-1"]
_NO_BREAK = "\u00a0"
_PUBLIC_DELAY_MENTION = (
    "Tout retard de paiement donne droit, sans rappel, à des intérêts moratoires au taux de la "
    "Banque centrale européenne majoré de huit points et à une indemnité forfaitaire de 40 € pour "
    "frais de recouvrement (code de la commande publique, articles L2192-13, R2192-31 et "
    "D2192-35)."
)
_PRIVATE_DELAY_MENTION = (
    "Tout retard de paiement entraîne, sans rappel, une pénalité de trois fois le taux de "
    "l'intérêt légal et une indemnité forfaitaire de 40 € pour frais de recouvrement (code de "
    "commerce, articles L441-10 et D441-5)."
)
_REVERSE_CHARGE_MENTION = (
    "Autoliquidation : TVA due par le preneur (code général des impôts, article 283, 2 nonies)."
)
_OTHER_MENTIONS = (
    "Pas d'escompte pour paiement anticipé. Prestations de services. La TVA est acquittée sur les "
    "encaissements."
)


class _Setters(local):
    """One Typst compiler for each thread and model: fonts and models are read once."""

    def __init__(self) -> None:
        self.of: dict[Path, typst.Compiler] = {}

    def set(
        self,
        model: Path,
        document: dict[str, Any],
        day: datetime,
        standards: list[typst.PDFStandard],
    ) -> bytes:
        if model not in self.of:
            self.of[model] = typst.Compiler(model, ignore_system_fonts=True)
        content = self.of[model].compile(
            format="pdf",
            sys_inputs={"document": json.dumps(document, ensure_ascii=False)},
            pdf_standards=standards,
            timestamp=day,
        )
        if not isinstance(content, bytes):
            raise TypeError(type(content).__name__)
        return content


_setters = _Setters()


def write_pdfs(folder: Path, annex_folder: Path, invoices: Iterable[DemoInvoice]) -> None:
    """Write the PDF of each invoice, sound or not as it says, and its reports of works."""
    with ThreadPoolExecutor(_THREADS) as threads:
        list(threads.map(lambda invoice: _write_files(folder, annex_folder, invoice), invoices))


def _write_files(folder: Path, annex_folder: Path, invoice: DemoInvoice) -> None:
    path = folder / invoice.pdf_name
    match invoice.pdf:
        case PdfFile.SOUND:
            path.write_bytes(invoice_pdf(invoice))
        case PdfFile.EMPTY:
            path.touch()
        case PdfFile.TRUNCATED:
            whole = invoice_pdf(invoice)
            path.write_bytes(whole[: len(whole) // 2])
        case PdfFile.NOT_ARCHIVAL:
            path.write_bytes(invoice_pdf(invoice, _ACCESSIBLE))
        case PdfFile.MISSING | PdfFile.LEFT_TO_US:
            pass
    for name in invoice.annexes:
        if name.endswith(".pdf") and not (annex_folder / name).exists():
            (annex_folder / name).write_bytes(report_pdf(invoice))


def invoice_pdf(invoice: DemoInvoice, standards: list[typst.PDFStandard] = _ARCHIVAL) -> bytes:
    """Set the invoice."""
    return _setters.set(INVOICE_MODEL, invoice_document(invoice), _moment(invoice), standards)


def report_pdf(invoice: DemoInvoice) -> bytes:
    """Set the report of works that goes with the invoice."""
    document = {
        "title": f"Bon d’intervention, facture {invoice.number}",
        "seller": _seller(),
        "customer": invoice.customer.name,
        "site": typographic(invoice.site),
        "day": format_date(invoice.issue_date),
        "order": invoice.engagement or invoice.marche or "commande verbale",
        "lines": [
            [typographic(line.designation), _quantity(line.quantity), line.unit]
            for line in invoice.lines
        ],
    }
    return _setters.set(REPORT_MODEL, document, _moment(invoice), _ACCESSIBLE)


def _moment(invoice: DemoInvoice) -> datetime:
    return datetime.combine(invoice.issue_date, time(9), UTC)


def invoice_document(invoice: DemoInvoice) -> dict[str, Any]:
    """Give all that the model prints, each text ready to print."""
    return {
        "title": invoice.kind_and_number,
        "kind": "Avoir" if invoice.is_credit_note else "Facture",
        "number": invoice.number,
        "seller": _seller(),
        "facts": _facts(invoice),
        "buyer": _buyer(invoice),
        "references": _references(invoice),
        "subject": typographic(invoice.subject),
        "place": typographic(f"{invoice.site} · {_period(invoice)}"),
        "lines": [
            {
                "designation": typographic(line.designation),
                "detail": typographic(line.detail),
                "quantity": _quantity(line.quantity),
                "unit": line.unit,
                "unit_price": format_amount(line.unit_price),
                "rate": _rate(line.rate),
                "amount": format_amount(line.amount),
            }
            for line in invoice.lines
        ],
        "taxes": [
            [_rate(tax.rate), format_amount(tax.base), format_amount(tax.amount)]
            for tax in invoice.taxes
        ],
        "totals": _totals(invoice),
        "due": _due(invoice),
        "payment": _payment(invoice),
        "mentions": _mentions(invoice),
    }


def typographic(text: str) -> str:
    """Write apostrophes as print does."""
    return text.replace("'", "’")


def _seller() -> dict[str, Any]:
    return {
        "name": seller.NAME,
        "motto": seller.MOTTO,
        "address": [seller.STREET, f"{seller.POSTCODE} {seller.TOWN}", seller.EMAIL],
        "legal": [typographic(line) for line in seller.LEGAL_LINES],
    }


def _facts(invoice: DemoInvoice) -> list[list[str]]:
    facts = [["Date", format_date(invoice.issue_date)]]
    if invoice.credit_of is not None:
        facts.append(["Facture d’origine", invoice.credit_of or "non indiquée"])
    else:
        facts.append(["Échéance", format_date(invoice.due_date)])
    return [*facts, ["Code client", invoice.customer.code]]


def _buyer(invoice: DemoInvoice) -> dict[str, Any]:
    customer = invoice.customer
    identifiers = [f"SIRET {format_siret(customer.siret)}"] if customer.siret else []
    if customer.vat_number:
        identifiers.append(f"TVA {customer.vat_number}")
    return {
        "name": typographic(customer.name),
        "address": [typographic(customer.address), f"{customer.postcode} {customer.town}"],
        "identifiers": identifiers,
    }


def _references(invoice: DemoInvoice) -> list[list[str]]:
    if not invoice.customer.is_public:
        return []
    references = [
        ["Code service", invoice.code_service],
        ["N° d’engagement", invoice.engagement],
        ["N° de marché", invoice.marche],
        ["Cadre de facturation", invoice.cadre],
    ]
    return [[title, typographic(value)] for title, value in references if value]


def _period(invoice: DemoInvoice) -> str:
    if invoice.period is None:
        return f"travaux achevés le {format_date(invoice.issue_date)}"
    start, end = invoice.period
    return f"prestations du {format_date(start)} au {format_date(end)}"


def _totals(invoice: DemoInvoice) -> list[list[str]]:
    totals = [
        ["Total HT", format_euros(invoice.total_without_tax)],
        ["Total TVA", format_euros(invoice.total_tax)],
        ["Total TTC", format_euros(invoice.total_with_tax)],
    ]
    if invoice.prepaid:
        totals.append(["Déjà versé", f"−{_NO_BREAK}{format_euros(invoice.prepaid)}"])
    return totals


def _due(invoice: DemoInvoice) -> list[str]:
    label = "Net en votre faveur" if invoice.is_credit_note else "Net à payer"
    return [label, format_euros(invoice.amount_due)]


def _payment(invoice: DemoInvoice) -> list[list[str]]:
    if invoice.is_credit_note:
        return [["Mode", "À déduire de votre prochain règlement"]]
    if not invoice.amount_due:
        return [["Mode", invoice.payment_means], ["État", "Réglée à la commande"]]
    means = [["Mode", invoice.payment_means], ["Échéance", format_date(invoice.due_date)]]
    if invoice.payment_means != "Virement":
        return means
    blocks = [seller.IBAN[start : start + 4] for start in range(0, len(seller.IBAN), 4)]
    return [*means, ["IBAN", _NO_BREAK.join(blocks)], ["BIC", seller.BIC]]


def _mentions(invoice: DemoInvoice) -> str:
    public = invoice.customer.is_public
    delay = _PUBLIC_DELAY_MENTION if public else _PRIVATE_DELAY_MENTION
    vat = f"{_REVERSE_CHARGE_MENTION} " if invoice.is_reverse_charged else ""
    return typographic(f"{vat}{delay} {_OTHER_MENTIONS}").replace(" €", f"{_NO_BREAK}€")


def _quantity(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}".replace(".", ",")


def _rate(rate: Decimal) -> str:
    return f"{_quantity(rate)}{_NO_BREAK}%"
