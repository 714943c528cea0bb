"""The tables of customers, one file an idea."""

from wochorus.customers.models.customer import (
    BuyerKind,
    Customer,
    EndOfMonth,
    InvoiceLanguage,
    KindSource,
)
from wochorus.customers.models.look_ups import RegisterAnswer, RegisterKey
from wochorus.customers.models.people import AddressPurpose, Contact, CustomerAddress

__all__ = [
    "AddressPurpose",
    "BuyerKind",
    "Contact",
    "Customer",
    "CustomerAddress",
    "EndOfMonth",
    "InvoiceLanguage",
    "KindSource",
    "RegisterAnswer",
    "RegisterKey",
]
