"""Where and when goods or services were delivered."""

from __future__ import annotations

from datetime import date

from support.einvoices import an_invoice
from support.ubl_documents import names, texts, written
from wochorus.einvoice.model import Address, Delivery, Identifier


def test_a_delivery_has_its_day_its_place_and_its_name() -> None:
    delivery = Delivery(
        name="École Jules-Ferry",
        location=Identifier("SITE-7", "0088"),
        actual_date=date(2026, 10, 3),
        address=Address(city="Créteil"),
    )
    root = written(an_invoice(delivery=delivery))
    (group,) = root.findall("{*}Delivery")
    assert names(group) == ["ActualDeliveryDate", "DeliveryLocation", "DeliveryParty"]
    assert texts(group, ".//*[not(*)]") == [
        "2026-10-03",
        "SITE-7",
        "Créteil",
        "FR",
        "École Jules-Ferry",
    ]


def test_a_delivery_that_says_nothing_is_not_written() -> None:
    assert written(an_invoice(delivery=Delivery())).findall("{*}Delivery") == []
