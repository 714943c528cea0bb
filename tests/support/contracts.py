"""Contracts for tests: a monthly one with a town hall, from 1 January 2026, of 1,000 € a month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from support.records import a_customer
from wochorus.contracts.index_values import DatedValue
from wochorus.contracts.indices import add_series, add_value
from wochorus.contracts.revision_clauses import IndexShare, set_clause
from wochorus.contracts.selling import add_line
from wochorus.contracts.services import create_contract

if TYPE_CHECKING:
    from wochorus.accounts.models import Company
    from wochorus.contracts.models import Contract, ContractLine

START = date(2026, 1, 1)
ME = "test"


def an_empty_contract(company: Company, number: str = "C-1", **fields: Any) -> Contract:
    """Record a contract without any line; two years, signed and returned unless told."""
    customer = fields.pop("customer", None) or a_customer(company)
    known = {"duration_months": 24, "signed_on": START, "returned_on": START}
    start = fields.pop("starts_on", START)
    return create_contract(customer, number, start, actor=ME, **{**known, **fields})


def a_contract(company: Company, number: str = "C-1", **fields: Any) -> Contract:
    """Record a contract of one line."""
    contract = an_empty_contract(company, number, **fields)
    a_line(contract)
    return contract


def a_line(contract: Contract, price: str = "1000", **fields: Any) -> ContractLine:
    """Add a line of so many euros a month, at 20 %."""
    known = {"name": "Entretien courant", "tax_rate": Decimal(20), "quantity": Decimal(1)}
    return add_line(contract, actor=ME, price=Decimal(price), **{**known, **fields})


def a_clause(contract: Contract, first_on: date = date(2027, 1, 1), **fields: Any) -> None:
    """Give a contract the formula 0.15 + 0.85 × I / 110, of a fictitious quarterly index."""
    series = add_series("FICTIF", "Indice fictif", "quarter", is_fictitious=True)
    add_value(series, DatedValue(date(2026, 7, 1), Decimal("113.2"), date(2026, 12, 20)))
    shares = [IndexShare("FICTIF", Decimal("0.85"), Decimal("110.0"))]
    set_clause(contract, Decimal("0.15"), shares, first_on, actor=ME, **fields)
