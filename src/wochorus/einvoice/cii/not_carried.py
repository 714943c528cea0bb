"""What CII has no place for, out of what the model can say.

Everything else comes back from a file as it went into it. Text at the edges of which stands a space
loses it, identifiers of a party come back with those that have no scheme first, and a group that
says nothing is not written: none of this changes what an invoice says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.cii.vocabulary import (
    HISTORICAL_SCHEMES,
    MOST_PRECEDING_INVOICES,
    Version,
)
from wochorus.einvoice.cii.writing.amounts import has_tax_currency
from wochorus.einvoice.dialects import category_of_frame
from wochorus.einvoice.losses import NotCarried, losses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wochorus.einvoice.model import Identifier, Invoice, Price


def not_carried(invoice: Invoice, version: Version = "D22B") -> tuple[str, ...]:
    """List the paths of the model that ``invoice`` uses and that its file would not give back.

    An empty tuple means that reading the file gives the same invoice.
    """
    return tuple(entry.path for entry in losses(NOT_CARRIED, invoice, version))


def _any_price(test: Callable[[Price], bool]) -> Callable[[Invoice], bool]:
    return lambda invoice: any(test(line.price) for line in invoice.lines)


def _second_tax_has_no_currency(invoice: Invoice) -> bool:
    totals = invoice.totals
    has_second = totals is not None and totals.tax_in_tax_currency is not None
    return has_second and not has_tax_currency(invoice)


def _has_historical_scheme(invoice: Invoice) -> bool:
    return any(entry.scheme in HISTORICAL_SCHEMES for entry in _identifiers(invoice))


def _identifiers(invoice: Invoice) -> Iterator[Identifier]:
    for party in (invoice.seller, invoice.buyer, invoice.seller_agent):
        if party is not None:
            yield from party.identifiers
            yield from filter(None, (party.legal_registration, party.electronic_address))
    if invoice.payee is not None:
        yield from filter(None, (invoice.payee.identifier, invoice.payee.legal_registration))
    if invoice.delivery is not None and invoice.delivery.location is not None:
        yield invoice.delivery.location
    yield from filter(None, (line.item.standard_identifier for line in invoice.lines))


NOT_CARRIED = (
    NotCarried(
        "operation_category",
        "BT-23",
        "N'a pas de champ propre : se lit de la première lettre du cadre (S1, B1, M1…).",
        lambda invoice: invoice.operation_category != category_of_frame(invoice.business_process),
    ),
    NotCarried(
        "tax_point_date",
        "BT-7",
        "S'écrit dans chaque entrée du détail de la TVA : sans détail, n'est pas écrite.",
        lambda invoice: invoice.tax_point_date is not None and not invoice.tax_breakdown,
    ),
    NotCarried(
        "tax_point_date_code",
        "BT-8",
        "S'écrit dans chaque entrée du détail de la TVA : sans détail, n'est pas écrit.",
        lambda invoice: invoice.tax_point_date_code is not None and not invoice.tax_breakdown,
    ),
    NotCarried(
        "preceding_invoices",
        "BG-3",
        "La version D16B n'a de place que pour une facture antérieure : la première est écrite.",
        lambda invoice: len(invoice.preceding_invoices) > (MOST_PRECEDING_INVOICES["D16B"] or 0),
        versions=("D16B",),
    ),
    NotCarried(
        "totals.tax_in_tax_currency",
        "BT-111",
        "N'est pas écrit sans devise de comptabilisation (BT-6) autre que celle de la facture.",
        _second_tax_has_no_currency,
    ),
    NotCarried(
        "lines.price.discount",
        "BT-147",
        "S'écrit dans le prix brut (BT-148) : sans lui, n'est pas écrite.",
        _any_price(lambda price: price.discount is not None and price.gross is None),
    ),
    NotCarried(
        "lines.price.base_unit",
        "BT-150",
        "N'est pas écrite sans quantité du prix (BT-149).",
        _any_price(lambda price: price.base_unit is not None and price.base_quantity is None),
    ),
    NotCarried(
        "seller.identifiers",
        "BT-29",
        "Les types « 1 » et « 2 », ceux du SIRET et du n° de TVA dans les exemples de 2018, se "
        "lisent « 0009 » et « 0223 » ; de même pour tout identifiant d'une partie ou d'un article.",
        _has_historical_scheme,
    ),
)
"""The table: field, term, reason, and the test."""
