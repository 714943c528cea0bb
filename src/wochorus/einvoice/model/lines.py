"""The lines of an invoice (BG-25): what was sold, how much of it, at what price."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from wochorus.einvoice.model.amounts import LineAllowanceCharge
from wochorus.einvoice.model.identifiers import Classification, Identifier
from wochorus.einvoice.model.references import Note, Period
from wochorus.einvoice.model.term import Group, Term, terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Price(Group):
    """The price of a quantity of the item (BG-29), without VAT, at most six decimals.

    ``net`` is ``gross`` less ``discount``, for ``base_quantity`` units (one when absent).
    """

    net: Annotated[Decimal, Term("BT-146", "prix unitaire HT")]
    discount: Annotated[Decimal | None, Term("BT-147", "remise sur le prix")] = None
    gross: Annotated[Decimal | None, Term("BT-148", "prix brut HT")] = None
    base_quantity: Annotated[Decimal | None, Term("BT-149", "quantité du prix")] = None
    base_unit: Annotated[str | None, Term("BT-150", "unité de la quantité du prix")] = None


@dataclass(frozen=True, slots=True)
class ItemAttribute(Group):
    """A property of the item (BG-32)."""

    name: Annotated[str, Term("BT-160", "nom de la caractéristique")]
    value: Annotated[str, Term("BT-161", "valeur de la caractéristique")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Group):
    """What is sold (BG-31)."""

    name: Annotated[str, Term("BT-153", "désignation")]
    description: Annotated[str | None, Term("BT-154", "description")] = None
    seller_identifier: Annotated[str | None, Term("BT-155", "référence du vendeur")] = None
    buyer_identifier: Annotated[str | None, Term("BT-156", "référence de l'acheteur")] = None
    standard_identifier: Annotated[
        Identifier | None, Term("BT-157", "identifiant normalisé (GTIN…)")
    ] = None
    classifications: Annotated[tuple[Classification, ...], Term("BT-158", "classifications")] = ()
    origin_country: Annotated[str | None, Term("BT-159", "pays d'origine")] = None
    attributes: Annotated[tuple[ItemAttribute, ...], Term("BG-32", "caractéristiques")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePrecedingInvoice(Group):
    """The earlier invoice, and its line, that a line corrects (EXT-FR-FE-136 and following)."""

    number: Annotated[str, Term("EXT-FR-FE-136", "n° de la facture antérieure (ligne)")]
    type_code: Annotated[
        str | None, Term("EXT-FR-FE-137", "type de la facture antérieure (ligne)")
    ] = None
    issue_date: Annotated[
        date | None, Term("EXT-FR-FE-138", "date de la facture antérieure (ligne)")
    ] = None
    line: Annotated[str | None, Term("EXT-FR-FE-139", "ligne de la facture antérieure")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine(Group):
    """A line (BG-25).

    ``quantity`` has at most four decimals; ``unit`` is a code of UN/ECE Recommendation 20 or 21.
    ``net_amount`` is quantity × net price ÷ base quantity, less allowances, plus charges, to the
    cent: :func:`wochorus.einvoice.totals.complete` computes it when it is absent.
    """

    identifier: Annotated[str, Term("BT-126", "n° de ligne")]
    quantity: Annotated[Decimal, Term("BT-129", "quantité")]
    unit: Annotated[str, Term("BT-130", "unité")] = "C62"
    price: Annotated[Price, Term("BG-29", "prix")]
    item: Annotated[Item, Term("BG-31", "article ou prestation")]
    tax_category: Annotated[str, Term("BT-151", "catégorie de TVA de la ligne")] = "S"
    tax_rate: Annotated[Decimal | None, Term("BT-152", "taux de TVA de la ligne")] = None
    net_amount: Annotated[Decimal | None, Term("BT-131", "montant HT de la ligne")] = None
    notes: Annotated[
        tuple[Note, ...], Term("BT-127", "notes de la ligne", terms("127", "EXT-FR-FE-183"))
    ] = ()
    object_identifier: Annotated[
        Identifier | None, Term("BT-128", "identifiant de l'objet facturé (ligne)")
    ] = None
    purchase_order_line: Annotated[str | None, Term("BT-132", "ligne du bon de commande")] = None
    buyer_accounting_reference: Annotated[
        str | None, Term("BT-133", "référence comptable de l'acheteur (ligne)")
    ] = None
    period: Annotated[Period | None, Term("BG-26", "période de la ligne", terms("134", "135"))] = (
        None
    )
    allowances: Annotated[
        tuple[LineAllowanceCharge, ...],
        Term("BG-27", "remises de la ligne", terms("136", "137", "138", "139", "140")),
    ] = ()
    charges: Annotated[
        tuple[LineAllowanceCharge, ...],
        Term("BG-28", "frais de la ligne", terms("141", "142", "143", "144", "145")),
    ] = ()
    purchase_order_reference: Annotated[
        str | None, Term("EXT-FR-FE-135", "n° de commande (ligne)")
    ] = None
    preceding_invoice: Annotated[
        LinePrecedingInvoice | None, Term("EXT-FR-FE-136", "facture antérieure (ligne)")
    ] = None
    despatch_advice_reference: Annotated[
        str | None, Term("EXT-FR-FE-140", "n° du bon de livraison (ligne)")
    ] = None
    despatch_advice_line: Annotated[
        str | None, Term("EXT-FR-FE-141", "ligne du bon de livraison")
    ] = None
    delivery_date: Annotated[date | None, Term("EXT-FR-FE-158", "date d'exécution (ligne)")] = None
