"""The customer of an invoice that another program made: one who is known, or a new one.

A public or French buyer is known by its SIRET, any other by its VAT number, its electronic
address, or its name and postcode. What is known of a customer stays as it is: his record is kept
here, not in the other program.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.core.identifiers import SIRET_LENGTH, compact_identifier
from wochorus.core.text import fold
from wochorus.customers.models import Customer
from wochorus.einvoice.dialects import siren_of, siret_of
from wochorus.spreadsheets.cells import checked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wochorus.accounts.models import Company
    from wochorus.billing.ingest.cells import Cells
    from wochorus.einvoice.model import Buyer

LONGEST_CODE = 30


class SeveralCustomersError(ValueError):
    """More than one customer answers to the same identity; the text says which, in French."""


@dataclass(frozen=True, slots=True)
class _Known:
    code: str
    is_archived: bool


class CustomerBook:
    """The customers of a company, found by what an invoice says of its buyer.

    A new buyer is given a code, and is known from then on.
    """

    def __init__(self, company: Company) -> None:
        self._codes: set[str] = set()
        self._new: dict[str, Cells] = {}
        """What the first file said of a new one; every file repeats it, were the first refused."""
        self._by_trait: defaultdict[tuple[str, str], list[_Known]] = defaultdict(list)
        rows = Customer.objects.filter(company=company).order_by("code")
        columns = ("code", "siret", "vat_number", "electronic_address", "name", "postcode")
        for *values, archived_at in rows.values_list(*columns, "archived_at"):
            self._note(*values, is_archived=archived_at is not None)

    def cells_for(self, buyer: Buyer, preferred: str = "") -> Cells:
        """Name the customer in cells of the journal: its code, and all that is said of a new one.

        ``preferred`` is the code of the customer that the invoice has already, if it is known.
        Raises `SeveralCustomersError` when nothing tells which of several it is.
        """
        for trait in _traits(buyer):
            if found := self._by_trait.get(trait):
                code = _only(found, trait, preferred)
                return {"customer_code": code, **self._new.get(code, {})}
        cells = _facts(buyer)
        code = self._new_code(buyer)
        self._note(
            code,
            cells.get("siret", ""),
            cells.get("vat_number", ""),
            cells.get("electronic_address", ""),
            buyer.name,
            cells.get("postcode", ""),
        )
        self._new[code] = cells
        return {"customer_code": code, **cells}

    def _note(
        self,
        code: str,
        siret: str,
        vat_number: str,
        address: str,
        name: str,
        postcode: str,
        *,
        is_archived: bool = False,
    ) -> None:
        self._codes.add(code)
        known = _Known(code, is_archived)
        traits = (("SIRET", compact_identifier(siret)), ("n° de TVA", vat_number))
        for trait in (*traits, ("adresse électronique", address), _place(name, postcode)):
            if trait[1]:
                self._by_trait[trait].append(known)

    def _new_code(self, buyer: Buyer) -> str:
        """Take the SIRET, else the VAT number, else the name; one that is taken gets a rank."""
        wanted = siret_of(buyer) or buyer.vat_identifier or _letters(buyer.name)
        code, rank = wanted[:LONGEST_CODE], 1
        while code in self._codes:
            rank += 1
            ending = f"-{rank}"
            code = wanted[: LONGEST_CODE - len(ending)] + ending
        return code


def _traits(buyer: Buyer) -> Iterator[tuple[str, str]]:
    """Give what may tell a customer, the surest first; who has a SIRET is told by it alone."""
    if siret := siret_of(buyer):
        yield "SIRET", compact_identifier(siret)
        return
    if buyer.vat_identifier:
        yield "n° de TVA", compact_identifier(buyer.vat_identifier).upper()
    if buyer.electronic_address:
        yield "adresse électronique", buyer.electronic_address.value
    yield _place(buyer.name, buyer.address.postcode or "")


def _place(name: str, postcode: str) -> tuple[str, str]:
    return "nom et code postal", f"{fold(name)} {postcode}"


def _only(found: list[_Known], trait: tuple[str, str], preferred: str) -> str:
    codes = [known.code for known in found]
    if preferred in codes:
        return preferred
    in_use = [known.code for known in found if not known.is_archived] or codes
    if len(in_use) == 1:
        return in_use[0]
    what, value = trait
    raise SeveralCustomersError(
        f"plusieurs clients ont le {what} {value} ({', '.join(in_use)}) : archivez ceux qui ne "
        "servent plus"
    )


def _facts(buyer: Buyer) -> Cells:
    address = buyer.address
    routing = buyer.electronic_address
    siret = siret_of(buyer) or ""
    derived = {f"{siret[:9]}_{siret}", siret, siren_of(buyer) or ""}
    facts = {
        "customer_name": buyer.name,
        "siret": siret if len(siret) == SIRET_LENGTH else "",
        "vat_number": buyer.vat_identifier or "",
        "electronic_address": routing.value if routing and routing.value not in derived else "",
        "address": address.line_1 or "",
        "address_line_2": " ".join(filter(None, (address.line_2, address.line_3))),
        "postcode": address.postcode or "",
        "town": address.city or "",
        "country": address.country or "",
    }
    return {name: " ".join(value.split()) for name, value in facts.items() if value.strip()}


def _letters(name: str) -> str:
    kept: Iterable[str] = (char if char.isalnum() else " " for char in fold(name).upper())
    return checked("-".join("".join(kept).split()), 1000) or "CLIENT"
