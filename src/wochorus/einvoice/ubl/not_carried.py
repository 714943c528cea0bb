"""What UBL 2.1 has no place for, out of what the model can say.

Everything else comes back from a file as it went into it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.dialects import category_of_frame
from wochorus.einvoice.losses import NotCarried, losses
from wochorus.einvoice.ubl.vocabulary import (
    CREDITOR_SCHEME,
    NOT_AVAILABLE,
    SUBJECT,
    TAX_POINT_CODES,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wochorus.einvoice.model import Identifier, Invoice, Note, Price


def not_carried(invoice: Invoice) -> tuple[str, ...]:
    """List the paths of the model that ``invoice`` uses and that its UBL file would not give back.

    An empty tuple means that reading the file gives the same invoice.
    """
    return tuple(entry.path for entry in losses(NOT_CARRIED, invoice))


def _category_is_not_in_frame(invoice: Invoice) -> bool:
    return invoice.operation_category != category_of_frame(invoice.business_process)


def _tax_point_code_is_unknown(invoice: Invoice) -> bool:
    code = invoice.tax_point_date_code
    return code is not None and code not in TAX_POINT_CODES


def _due_date_has_no_payment(invoice: Invoice) -> bool:
    return invoice.is_credit_note and invoice.payment is None and invoice.due_date is not None


def _second_tax_is_ambiguous(invoice: Invoice) -> bool:
    totals = invoice.totals
    if totals is None or totals.tax_in_tax_currency is None:
        return False
    stands_alone = totals.tax is None and not invoice.tax_breakdown
    return invoice.tax_currency is None or (
        stands_alone and invoice.tax_currency == invoice.currency
    )


def _sales_order_hides_order(invoice: Invoice) -> bool:
    sales_order, order = invoice.sales_order_reference, invoice.purchase_order_reference
    return sales_order is not None and order == NOT_AVAILABLE


def _contract_is_a_placeholder(invoice: Invoice) -> bool:
    return invoice.contract_type is not None and invoice.contract_reference == NOT_AVAILABLE


def _is_misread(note: Note) -> bool:
    """Tell whether the sharp signs of a subject would be taken for text, or text for a subject."""
    if note.subject_code is None:
        return SUBJECT.fullmatch(note.text) is not None
    return SUBJECT.fullmatch(f"#{note.subject_code}#{note.text}") is None


def _has_creditor_scheme(identifiers: Iterable[Identifier | None]) -> bool:
    return any(
        entry is not None and (entry.scheme or "").upper() == CREDITOR_SCHEME
        for entry in identifiers
    )


def _seller_has_creditor_scheme(invoice: Invoice) -> bool:
    return invoice.payment is not None and _has_creditor_scheme(invoice.seller.identifiers)


def _payee_has_creditor_scheme(invoice: Invoice) -> bool:
    payee = invoice.payee
    has_payment = invoice.payment is not None
    return has_payment and payee is not None and _has_creditor_scheme([payee.identifier])


def _any_price(test: Callable[[Price], bool]) -> Callable[[Invoice], bool]:
    return lambda invoice: any(test(line.price) for line in invoice.lines)


NOT_CARRIED = (
    NotCarried(
        "operation_category",
        "BT-23",
        "N'a pas de champ propre : se lit de la première lettre du cadre (S1, B1, M1…).",
        _category_is_not_in_frame,
    ),
    NotCarried(
        "tax_point_date_code",
        "BT-8",
        "Seuls les codes 5, 29 et 72 ont un équivalent en UBL ; un autre n'est pas écrit.",
        _tax_point_code_is_unknown,
    ),
    NotCarried(
        "due_date",
        "BT-9",
        "Sur un avoir, l'échéance est dans le mode de règlement : sans lui, elle n'est pas écrite.",
        _due_date_has_no_payment,
    ),
    NotCarried(
        "purchase_order_reference",
        "BT-13",
        "« NA » tient lieu de numéro absent à côté d'un n° de commande du vendeur.",
        _sales_order_hides_order,
    ),
    NotCarried(
        "contract_reference",
        "BT-12",
        "« NA » tient lieu de numéro absent à côté d'une nature de contrat.",
        _contract_is_a_placeholder,
    ),
    NotCarried(
        "notes",
        "BG-1",
        "Le sujet s'écrit en tête du texte (#AAI#…) : il doit avoir trois caractères, et un texte "
        "sans sujet ne doit pas commencer ainsi.",
        lambda invoice: any(map(_is_misread, invoice.notes)),
    ),
    NotCarried(
        "lines.notes",
        "BT-127",
        "Comme les notes de la facture.",
        lambda invoice: any(_is_misread(note) for line in invoice.lines for note in line.notes),
    ),
    NotCarried(
        "seller.identifiers",
        "BT-29",
        "Le type SEPA désigne le créancier du prélèvement (BT-90).",
        _seller_has_creditor_scheme,
    ),
    NotCarried(
        "payee.identifier",
        "BT-60",
        "Le type SEPA désigne le créancier du prélèvement (BT-90).",
        _payee_has_creditor_scheme,
    ),
    NotCarried(
        "totals.tax_in_tax_currency",
        "BT-111",
        "N'est pas écrit sans devise de comptabilisation (BT-6) ; seul et dans la devise de la "
        "facture, se lit comme le total de la TVA (BT-110).",
        _second_tax_is_ambiguous,
    ),
    NotCarried(
        "lines.price.discount",
        "BT-147",
        "Un prix brut sans remise s'écrit avec une remise de zéro.",
        _any_price(lambda price: price.gross is not None and price.discount is None),
    ),
    NotCarried(
        "lines.price.base_unit",
        "BT-150",
        "N'est pas écrite sans quantité du prix (BT-149).",
        _any_price(lambda price: price.base_unit is not None and price.base_quantity is None),
    ),
    NotCarried(
        "lines.purchase_order_line",
        "BT-132",
        "« NA » tient lieu de ligne absente à côté d'un n° de commande.",
        lambda invoice: any(
            line.purchase_order_line == NOT_AVAILABLE and line.purchase_order_reference is not None
            for line in invoice.lines
        ),
    ),
    NotCarried(
        "lines.despatch_advice_line",
        "EXT-FR-FE-141",
        "« NA » tient lieu de ligne absente à côté d'un n° de bon de livraison.",
        lambda invoice: any(
            line.despatch_advice_line == NOT_AVAILABLE
            and line.despatch_advice_reference is not None
            for line in invoice.lines
        ),
    ),
)
"""The table: field, term, reason, and the test. Text at the edges of which stands a space loses it,
and a group that says nothing is not written: neither belongs to a well-made invoice.
"""
