"""What French law wants to read on an invoice, and that no format obliges to write.

All are warnings: the mention may stand on the PDF alone, and only its reader can tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.core.countries import FRANCE
from wochorus.core.text import fold
from wochorus.einvoice.findings import Severity
from wochorus.einvoice.model import OperationCategory
from wochorus.einvoice.validation.chorus.rule import Breach, rule
from wochorus.einvoice.validation.chorus.wording import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.model import Address
    from wochorus.einvoice.validation.chorus.case import Case

_MENTIONS = "CGI, annexe II, art. 242 nonies A"
_TAXED = frozenset({"S", "Z", "L", "M"})
_REVERSE_CHARGE = "AE"
_ON_INVOICES = "5"
"""BT-8 (UNTDID 2475): VAT is due when the invoice is issued, the option for « les débits »."""


@rule(
    "CP-MENTION-01",
    "BT-120",
    "Une facture sans TVA dit pourquoi, en toutes lettres",
    source=_MENTIONS,
    severity=Severity.WARNING,
)
def exemption_is_written(case: Case) -> Iterator[Breach]:
    for position, entry in enumerate(case.invoice.tax_breakdown):
        if entry.category not in _TAXED and entry.exemption_reason is None:
            code = f" (code {quoted(entry.exemption_code)} seul)" if entry.exemption_code else ""
            yield Breach(
                f"Aucun texte ne dit pourquoi la TVA de catégorie {quoted(entry.category)} n'est "
                f"pas facturée{code}.",
                "Écrivez le motif (BT-120), « TVA non applicable, art. 293 B du CGI » par exemple.",
                f"tax_breakdown[{position}].exemption_reason",
            )


@rule(
    "CP-MENTION-02",
    "BT-120",
    "L'autoliquidation porte la mention « Autoliquidation »",
    source=f"{_MENTIONS}, I-13°",
    severity=Severity.WARNING,
)
def reverse_charge_is_written(case: Case) -> Iterator[Breach]:
    if not _has_reverse_charge(case) or "autoliquidation" in _written(case):
        return
    yield Breach(
        "Des lignes sont en autoliquidation (catégorie AE), et le mot « Autoliquidation » n'est "
        "écrit ni dans le motif d'exonération (BT-120) ni dans une note.",
        "Écrivez « Autoliquidation » comme motif d'exonération (BT-120).",
        "tax_breakdown",
    )


@rule(
    "CP-MENTION-03",
    "BT-48",
    "L'autoliquidation donne le n° de TVA de l'acheteur",
    source=_MENTIONS,
    severity=Severity.WARNING,
)
def reverse_charge_names_who_pays(case: Case) -> Iterator[Breach]:
    if _has_reverse_charge(case) and case.invoice.buyer.vat_identifier is None:
        yield Breach(
            "Des lignes sont en autoliquidation (catégorie AE), et le n° de TVA de l'acheteur "
            "(BT-48), qui doit la taxe, manque.",
            "Demandez à l'acheteur son n° de TVA ; sans lui, il n'y a pas d'autoliquidation.",
            "buyer.vat_identifier",
        )


@rule(
    "CP-MENTION-04",
    "BT-33",
    "Le vendeur donne sa forme juridique, son capital et son RCS, ou la mention EI",
    source="Code de commerce, art. R123-237, R123-238 et R526-27",
    severity=Severity.WARNING,
)
def seller_says_what_it_is(case: Case) -> Iterator[Breach]:
    seller = case.invoice.seller
    if seller.legal_information is None and seller.address.country in {None, FRANCE}:
        yield Breach(
            f"Les mentions légales du vendeur {quoted(seller.name)} (BT-33) manquent : forme "
            "juridique, capital, ville du RCS, ou « EI » pour un entrepreneur individuel.",
            "Écrivez par exemple « SAS au capital de 50 000 € – RCS Créteil 123 456 782 » (BT-33).",
            "seller.legal_information",
        )


@rule(
    "CP-MENTION-05",
    "BT-72",
    "La facture dit quand la livraison ou la prestation a eu lieu",
    source=f"Code de la commande publique, art. D2192-2 ; {_MENTIONS}",
    severity=Severity.WARNING,
)
def execution_is_dated(case: Case) -> Iterator[Breach]:
    invoice = case.invoice
    is_dated = invoice.period is not None or (
        invoice.delivery is not None and invoice.delivery.actual_date is not None
    )
    corrects = bool(invoice.preceding_invoices)
    lines = (line.period is not None or line.delivery_date is not None for line in invoice.lines)
    if not is_dated and not corrects and invoice.type_code != "386" and not any(lines):
        yield Breach(
            "Ni date d'exécution (BT-72) ni période de facturation (BT-73, BT-74) ne dit quand la "
            "livraison ou la prestation a eu lieu.",
            "Donnez la date de livraison ou d'exécution, ou la période facturée.",
            "delivery.actual_date",
        )


@rule(
    "CP-MENTION-06",
    "BG-5",
    "Les adresses du vendeur et de l'acheteur sont complètes",
    source=f"{_MENTIONS}, I-1°",
    severity=Severity.WARNING,
)
def addresses_are_whole(case: Case) -> Iterator[Breach]:
    invoice = case.invoice
    parties = (
        (invoice.seller.address, "du vendeur", "BG-5", "seller.address"),
        (invoice.buyer.address, "de l'acheteur", "BG-8", "buyer.address"),
    )
    for address, whose, term, path in parties:
        missing = _missing(address)
        if missing:
            yield Breach(
                f"L'adresse {whose} ({term}) est incomplète : {listed(missing, 'et')} à donner.",
                f"Complétez l'adresse {whose}.",
                path,
                term,
            )


@rule(
    "CP-MENTION-07",
    "BT-8",
    "L'option pour les débits porte sa mention",
    source=f"{_MENTIONS}, I (décret 2022-1299)",
    severity=Severity.WARNING,
)
def option_is_written(case: Case) -> Iterator[Breach]:
    invoice = case.invoice
    has_services = invoice.operation_category in {
        OperationCategory.SERVICES,
        OperationCategory.MIXED,
    }
    is_option = has_services and invoice.tax_point_date_code == _ON_INVOICES
    if is_option and "debits" not in _written(case):
        yield Breach(
            "La TVA est exigible à la facturation (BT-8 = 5), et aucune note ne le dit.",
            "Ajoutez la note « Option pour le paiement de la taxe d'après les débits ».",
            "notes",
        )


@rule(
    "CP-MENTION-08",
    "BT-13",
    "La facture cite un engagement, un marché ou un code service",
    source="Code de la commande publique, art. D2192-2",
    severity=Severity.WARNING,
)
def buyer_can_recognise_it(case: Case) -> Iterator[Breach]:
    invoice = case.invoice
    references = (
        invoice.purchase_order_reference,
        invoice.contract_reference,
        invoice.buyer_reference,
    )
    if not any(references):
        yield Breach(
            "La facture ne cite ni engagement (BT-13), ni marché (BT-12), ni code service (BT-10) :"
            " l'acheteur ne saura pas à quoi la rattacher.",
            "Demandez à l'acheteur son n° d'engagement ou de bon de commande.",
            "purchase_order_reference",
        )


def _has_reverse_charge(case: Case) -> bool:
    return any(entry.category == _REVERSE_CHARGE for entry in case.invoice.tax_breakdown)


def _written(case: Case) -> str:
    invoice = case.invoice
    reasons = (entry.exemption_reason or "" for entry in invoice.tax_breakdown)
    notes = (note.text for note in invoice.notes)
    return fold(" ".join((*reasons, *notes, invoice.payment_terms or "")))


def _missing(address: Address) -> list[str]:
    parts = (
        (address.line_1 or address.line_2 or address.line_3, "rue"),
        (address.postcode, "code postal"),
        (address.city, "ville"),
    )
    return [name for value, name in parts if not value]


RULES = (
    exemption_is_written,
    reverse_charge_is_written,
    reverse_charge_names_who_pays,
    seller_says_what_it_is,
    execution_is_dated,
    addresses_are_whole,
    option_is_written,
    buyer_can_recognise_it,
)
