"""Invoices of all shapes, drawn by hypothesis.

``valid_invoices`` draws what a French company may really send: the official rules find nothing
to say once it is said in a dialect. ``arbitrary_invoices`` draws any value of the model, sensible
or not, to prove that writing and reading lose nothing.

Each strategy is made once and kept: making all of them anew for each invoice costs six times what
drawing it does.
"""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from wochorus.core.identifiers import french_vat_number, luhn_is_valid
from wochorus.einvoice.model import (
    Address,
    AttachedFile,
    Buyer,
    Classification,
    Contact,
    CreditTransfer,
    Delivery,
    DirectDebit,
    DocumentAllowanceCharge,
    Identifier,
    Invoice,
    InvoiceLine,
    Item,
    ItemAttribute,
    LineAllowanceCharge,
    Note,
    OperationCategory,
    Payee,
    PaymentCard,
    PaymentInstructions,
    Period,
    PrecedingInvoice,
    Price,
    Seller,
    SupportingDocument,
    TaxRepresentative,
)
from wochorus.einvoice.totals import Exemption, complete

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DrawFn, SearchStrategy

RATES = tuple(map(Decimal, ("20", "10", "5.5", "2.1")))
Taxation = tuple[tuple[str, Decimal | None], ...]
"""The categories and rates that an invoice may have."""
ATTACHMENT_KINDS = ("RIB", "BON_LIVRAISON", "BON_COMMANDE", "DOCUMENT_ANNEXE", "PJA")

_LETTERS = "abcdefghijklmnopqrstuvwxyzéèàçôîïùœÉÀABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_MARKS = " &<>\"'()-–—,;:.!?/€%°²«»\u00a0’"
_REFERENCES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/+"
_SERVICES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"


@cache
def words(longest: int = 60) -> SearchStrategy[str]:
    """Texts that people type, without space at either end."""
    first = st.sampled_from(_LETTERS)
    rest = st.text(st.sampled_from(_LETTERS + _MARKS), max_size=longest - 1)
    return st.builds(lambda start, end: (start + end).rstrip(" \u00a0"), first, rest)


@cache
def references(longest: int = 20) -> SearchStrategy[str]:
    """Numbers of invoices, orders and contracts."""
    return st.text(st.sampled_from(_REFERENCES), min_size=1, max_size=longest)


@cache
def services(longest: int = 40) -> SearchStrategy[str]:
    """Codes of services, which the reform makes a part of an electronic address."""
    return st.text(st.sampled_from(_SERVICES), min_size=1, max_size=longest)


@cache
def maybe(strategy: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """Draw from ``strategy``, or nothing."""
    return st.none() | strategy


@cache
def among(*values: Any) -> SearchStrategy[Any]:
    """Draw one of ``values``."""
    return st.sampled_from(values)


@cache
def at_most_two(strategy: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """Draw a tuple of none, one or two."""
    return st.lists(strategy, max_size=2).map(tuple)


@cache
def between(least: int, most: int) -> SearchStrategy[int]:
    """Draw an integer; both ends may come."""
    return st.integers(least, most)


@cache
def days(first: date = date(2024, 1, 1), last: date = date(2027, 12, 31)) -> SearchStrategy[date]:
    """Days of these years."""
    return st.dates(first, last)


@cache
def amounts(most: str = "50000", places: int = 2) -> SearchStrategy[Decimal]:
    """Positive amounts."""
    return st.decimals("0.01", most, places=places, allow_nan=False, allow_infinity=False)


@cache
def quantities(places: int) -> SearchStrategy[Decimal]:
    """Quantities, with as many decimals as asked."""
    return st.decimals("0.25", "400", places=places)


@cache
@st.composite
def sirets(draw: DrawFn, first: str = "3") -> str:
    """SIRETs whose two keys are right; ``first`` is their first digit."""
    return _with_key(_with_key(first + draw(_digits(7))) + draw(_digits(4)))


@cache
def _figures(count: int) -> SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


@cache
def _digits(count: int) -> SearchStrategy[str]:
    return _figures(count).map(lambda text: "3" + text[1:])


def _with_key(digits: str) -> str:
    return next(digits + key for key in "0123456789" if luhn_is_valid(digits + key))


@cache
@st.composite
def ibans(draw: DrawFn) -> str:
    """French IBANs whose key is right."""
    account = draw(_figures(23))
    return f"FR{98 - int(account + '152700') % 97:02d}{account}"


@cache
def addresses() -> SearchStrategy[Address]:
    """French addresses."""
    return st.builds(
        Address,
        line_1=maybe(words(50)),
        line_2=maybe(words(50)),
        line_3=maybe(words(50)),
        city=maybe(words(40)),
        postcode=maybe(st.text("0123456789", min_size=5, max_size=5)),
        subdivision=maybe(words(20)),
        country=st.just("FR"),
    )


@cache
def contacts() -> SearchStrategy[Contact]:
    """Contacts with all that EN 16931 knows of them."""
    return st.builds(
        Contact,
        name=words(40),
        telephone=st.from_regex(r"\+33 [1-9]( [0-9]{2}){4}", fullmatch=True),
        email=st.from_regex(r"[a-z]{1,10}@[a-z]{1,10}\.fr", fullmatch=True),
    )


@cache
@st.composite
def sellers(draw: DrawFn, *, has_vat: bool = True) -> Seller:
    """French companies. One outside VAT has no VAT number."""
    siret = draw(sirets())
    return Seller(
        name=draw(words(60)),
        trading_name=draw(maybe(words(40))),
        identifiers=(Identifier(siret, "0009"),),
        legal_registration=Identifier(siret[:9], "0002"),
        vat_identifier=french_vat_number(siret[:9]) if has_vat else None,
        legal_information=draw(maybe(words(80))),
        address=draw(addresses()),
        contact=draw(maybe(contacts())),
    )


@cache
@st.composite
def public_buyers(draw: DrawFn, *, has_vat: bool = True) -> Buyer:
    """Public bodies, some with a service."""
    siret = draw(sirets())
    service = draw(maybe(services()))
    own = (Identifier(siret, "0009"),)
    return Buyer(
        name=draw(words(60)),
        trading_name=draw(maybe(words(40))),
        identifiers=own if service is None else (*own, Identifier(service, "0224")),
        legal_registration=Identifier(siret[:9], "0002"),
        vat_identifier=french_vat_number(siret[:9]) if has_vat else None,
        address=draw(addresses()),
        contact=draw(maybe(contacts())),
    )


@cache
@st.composite
def payees(draw: DrawFn) -> Payee:
    """Factors and the like, some known by their SIREN and SIRET; never the seller (BR-17)."""
    siret = draw(maybe(sirets(first="7")))
    return Payee(
        name="Factor " + draw(words(40)),
        identifier=None if siret is None else Identifier(siret, "0009"),
        legal_registration=None if siret is None else Identifier(siret[:9], "0002"),
    )


@cache
@st.composite
def periods(draw: DrawFn) -> Period:
    """Periods with at least one of their two days."""
    start = draw(days())
    end = start + timedelta(days=draw(between(0, 400)))
    has_start, has_end = draw(among((True, True), (True, False), (False, True)))
    return Period(start=start if has_start else None, end=end if has_end else None)


@cache
def _line_parts() -> SearchStrategy[LineAllowanceCharge]:
    return st.builds(
        LineAllowanceCharge,
        amount=amounts("20"),
        base_amount=maybe(amounts("500")),
        percentage=maybe(st.decimals("0.5", "50", places=2)),
        reason=words(30),
        reason_code=st.none(),
    )


@cache
@st.composite
def prices(draw: DrawFn) -> Price:
    """Net prices, some with the gross price and the discount that gave them."""
    places = draw(between(0, 6)) if draw(among(False, True)) else 2
    net = draw(amounts("900", places))
    discount = draw(maybe(amounts("50")))
    return Price(
        net=net,
        discount=discount,
        gross=None if discount is None else net + discount,
        base_quantity=draw(maybe(among(*map(Decimal, ("1", "10", "100"))))),
    )


@cache
def items() -> SearchStrategy[Item]:
    """Services and goods of a cleaning company, described more or less."""
    return st.builds(
        Item,
        name=words(60),
        description=maybe(words(200)),
        seller_identifier=maybe(references()),
        buyer_identifier=maybe(references()),
        standard_identifier=maybe(st.just(Identifier("3016570001007", "0160"))),
        classifications=st.sampled_from([(), (Classification("90911200-8", "STI"),)]),
        origin_country=maybe(st.sampled_from(["FR", "DE"])),
        attributes=at_most_two(st.builds(ItemAttribute, words(20), words(20))),
    )


@cache
@st.composite
def lines(draw: DrawFn, taxes: Taxation, number: int) -> InvoiceLine:
    """A line taxed as one of ``taxes`` says."""
    category, rate = draw(among(*taxes))
    price = draw(prices())
    unit = draw(among("C62", "HUR", "MTK", "DAY", "MON"))
    return InvoiceLine(
        identifier=str(number),
        quantity=draw(quantities(draw(between(0, 4)))),
        unit=unit,
        price=dataclasses.replace(price, base_unit=unit) if price.base_quantity else price,
        item=draw(items()),
        tax_category=category,
        tax_rate=rate,
        notes=draw(among((), (Note("Passage du lundi"),))),
        object_identifier=draw(maybe(among(Identifier("SITE-7", "AVV")))),
        purchase_order_line=draw(maybe(references(6))),
        buyer_accounting_reference=draw(maybe(references(10))),
        period=draw(maybe(periods())),
        allowances=draw(at_most_two(_line_parts())),
        charges=draw(at_most_two(_line_parts())),
    )


@cache
def _document_parts(
    taxes: Taxation,
) -> SearchStrategy[DocumentAllowanceCharge]:
    return st.builds(
        lambda tax, **fields: DocumentAllowanceCharge(
            tax_category=tax[0], tax_rate=tax[1], **fields
        ),
        st.sampled_from(taxes),
        amount=amounts("30"),
        base_amount=maybe(amounts("500")),
        percentage=maybe(st.decimals("0.5", "50", places=2)),
        reason=words(30),
        reason_code=st.none(),
    )


@cache
def credit_transfers() -> SearchStrategy[tuple[CreditTransfer, ...]]:
    """One account to pay to, or two."""
    transfer = st.builds(
        CreditTransfer,
        account=ibans(),
        account_name=maybe(words(40)),
        service_provider=maybe(among("AGRIFRPP", "BNPAFRPPXXX")),
    )
    return st.lists(transfer, min_size=1, max_size=2).map(tuple)


@cache
@st.composite
def payments(draw: DrawFn) -> PaymentInstructions:
    """Transfers mostly, cards and direct debits too."""
    kind = draw(among("30", "30", "58", "48", "59", "10"))
    return PaymentInstructions(
        means_code=kind,
        means_text=draw(maybe(words(30))),
        remittance_information=draw(maybe(references())),
        credit_transfers=draw(credit_transfers()) if kind in {"30", "58"} else (),
        card=PaymentCard(number="4242", holder=draw(maybe(words(20)))) if kind == "48" else None,
        direct_debit=DirectDebit(
            mandate=draw(references()), creditor="FR12ZZZ123456", debited_account=draw(ibans())
        )
        if kind == "59"
        else None,
    )


@cache
def supporting_documents() -> SearchStrategy[SupportingDocument]:
    """Attached files and links."""
    file = st.builds(
        AttachedFile,
        content=st.binary(min_size=1, max_size=60),
        media_type=st.sampled_from(["application/pdf", "image/png", "text/csv"]),
        file_name=st.from_regex(r"[a-z]{1,20}\.(pdf|png|csv)", fullmatch=True),
    )
    return st.builds(
        SupportingDocument,
        reference=references(),
        description=st.sampled_from(ATTACHMENT_KINDS),
        location=maybe(st.just("https://example.fr/bon")),
        file=maybe(file),
    )


_TAXATIONS: tuple[Taxation, ...] = (
    tuple(("S", rate) for rate in RATES),
    (("S", Decimal(20)),),
    (("S", Decimal(20)), ("E", Decimal(0))),
    (("S", Decimal(20)), ("AE", Decimal(0))),
    (("AE", Decimal(0)),),
    (("E", Decimal(0)),),
    (("S", Decimal("5.5")), ("Z", Decimal(0))),
)
_EXEMPTION = {"E": Exemption("Exonération, article 261 du CGI", "VATEX-EU-132")}
_NOTE_SUBJECTS = ("AAI", "SUR", "REG", "ABL", "PMT", "PMD", "AAB")


@cache
def _subjects() -> SearchStrategy[list[str]]:
    return st.lists(among(*_NOTE_SUBJECTS), unique=True, max_size=4)


@cache
def tax_representatives() -> SearchStrategy[TaxRepresentative]:
    """French representatives of companies established elsewhere."""
    return st.builds(
        TaxRepresentative,
        name=words(40),
        vat_identifier=sirets().map(lambda siret: french_vat_number(siret[:9])),
        address=addresses(),
    )


@cache
def deliveries() -> SearchStrategy[Delivery]:
    """Where and when, more or less told."""
    return st.builds(
        Delivery,
        name=maybe(words(40)),
        location=st.none(),
        actual_date=days(),
        address=maybe(addresses()),
    )


@cache
@st.composite
def valid_invoices(draw: DrawFn, longest: int = 8) -> Invoice:
    """A whole invoice or credit note that breaks no rule, not yet said in a dialect."""
    taxes = draw(among(*_TAXATIONS))
    issued = draw(days())
    type_code = draw(among("380", "380", "380", "381", "384", "386"))
    corrects = type_code in {"381", "384"}
    count = draw(between(1, longest))
    subjects = draw(_subjects())
    invoice = Invoice(
        number=draw(references()),
        issue_date=issued,
        type_code=type_code,
        due_date=issued + timedelta(days=draw(between(0, 60))),
        tax_point_date_code=draw(maybe(among("5", "29", "72"))),
        buyer_reference=draw(maybe(services(50))),
        project_reference=draw(maybe(references())),
        contract_reference=draw(maybe(references(50))),
        purchase_order_reference=draw(maybe(references(50))),
        sales_order_reference=draw(maybe(references())),
        receiving_advice_reference=draw(maybe(references())),
        despatch_advice_reference=draw(maybe(references())),
        tender_reference=draw(maybe(references())),
        object_identifier=draw(maybe(among(Identifier("COMPTEUR-12", "ABT")))),
        buyer_accounting_reference=draw(maybe(references())),
        payment_terms=draw(maybe(words(100))),
        notes=tuple(Note(draw(words(120)), subject) for subject in subjects),
        operation_category=draw(maybe(among(*OperationCategory))),
        preceding_invoices=(PrecedingInvoice(number=draw(references()), issue_date=issued),)
        if corrects
        else (),
        seller=draw(sellers()),
        buyer=draw(public_buyers()),
        payee=draw(maybe(payees())),
        tax_representative=draw(maybe(tax_representatives())),
        delivery=draw(maybe(deliveries())),
        period=draw(maybe(periods())),
        payment=draw(payments()),
        allowances=draw(at_most_two(_document_parts(taxes))),
        charges=draw(at_most_two(_document_parts(taxes))),
        supporting_documents=draw(at_most_two(supporting_documents())),
        lines=tuple(draw(lines(taxes, number)) for number in range(1, count + 1)),
    )
    prepaid = draw(maybe(among(Decimal("0.01"))))
    whole = complete(invoice, prepaid=prepaid, exemptions=_EXEMPTION)
    if _asks_for_less_than_nothing(whole):
        return complete(_without_allowances(invoice), exemptions=_EXEMPTION)
    return whole


def _asks_for_less_than_nothing(invoice: Invoice) -> bool:
    totals = invoice.totals
    return totals is not None and min(totals.without_tax, totals.with_tax, totals.due) < 0


def _without_allowances(invoice: Invoice) -> Invoice:
    plain = tuple(dataclasses.replace(line, allowances=()) for line in invoice.lines)
    return dataclasses.replace(invoice, allowances=(), lines=plain)


_XML_TEXT = st.text(
    st.characters(
        codec="utf-8",
        exclude_categories=("Cs", "Cc"),
        exclude_characters="\ufffe\uffff",
        include_characters="\t\n\r",
    ),
    min_size=1,
    max_size=20,
).filter(lambda text: text == text.strip())


def arbitrary(kind: type[Any], **fields: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """Draw any value of a group of the model; ``fields`` narrows some of its fields."""
    hints = get_type_hints(kind, include_extras=False)
    drawn = {
        field.name: fields[field.name]
        if field.name in fields
        else _arbitrary_value(hints[field.name])
        for field in dataclasses.fields(kind)
    }
    return st.builds(kind, **drawn).filter(_says_something)


def _says_something(group: Any) -> bool:
    return any(getattr(group, field.name) for field in dataclasses.fields(group))


_PLAIN: dict[Any, Callable[[], SearchStrategy[Any]]] = {
    str: lambda: _XML_TEXT,
    Decimal: lambda: st.decimals("-99999", "99999", places=2),
    date: days,
    bytes: lambda: st.binary(min_size=1, max_size=20),
}


def _arbitrary_value(hint: Any) -> SearchStrategy[Any]:
    if get_origin(hint) is Annotated:
        return _arbitrary_value(get_args(hint)[0])
    if hint in _PLAIN:
        return _PLAIN[hint]()
    if get_origin(hint) is tuple:
        return st.lists(_arbitrary_value(get_args(hint)[0]), max_size=3).map(tuple)
    if isinstance(hint, UnionType):
        kinds = [kind for kind in get_args(hint) if kind is not NoneType]
        return st.none() | st.one_of(*map(_arbitrary_value, kinds))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    return arbitrary(hint)


def arbitrary_invoices(**fields: SearchStrategy[Any]) -> SearchStrategy[Invoice]:
    """Any invoice of the model, sensible or not."""
    return arbitrary(Invoice, **fields)
