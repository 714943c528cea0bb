"""What an older database becomes."""

from __future__ import annotations

from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps

from support.records import a_company, an_invoice
from wochorus.billing.models import TaxBreakdown

pytestmark = pytest.mark.django_db


def test_the_category_of_a_rate_of_zero_is_unknown_and_the_others_are_taxed() -> None:
    invoice = an_invoice(a_company(), "FA-1")
    TaxBreakdown.objects.create(invoice=invoice, rate=0, taxable_amount=1, tax_amount=0)
    migration = import_module("wochorus.billing.migrations.0003_unknown_category_at_zero")
    migration.forget_the_category_at_zero(apps, None)
    assert list(TaxBreakdown.objects.order_by("rate").values_list("rate", "category")) == [
        (Decimal(0), ""),
        (Decimal(20), "S"),
    ]
