"""The billing frame and the profile."""

from __future__ import annotations

from support.cii_documents import xml
from support.einvoices import an_invoice
from wochorus.einvoice.cii.writing.context import context


def test_the_frame_comes_before_the_profile() -> None:
    invoice = an_invoice(business_process="S1", specification="urn:cen.eu:en16931:2017")
    assert context(invoice) == xml("""
        <rsm:ExchangedDocumentContext>
            <ram:BusinessProcessSpecifiedDocumentContextParameter>
                <ram:ID>S1</ram:ID>
            </ram:BusinessProcessSpecifiedDocumentContextParameter>
            <ram:GuidelineSpecifiedDocumentContextParameter>
                <ram:ID>urn:cen.eu:en16931:2017</ram:ID>
            </ram:GuidelineSpecifiedDocumentContextParameter>
        </rsm:ExchangedDocumentContext>
    """)


def test_an_invoice_that_says_neither_has_an_empty_context() -> None:
    assert context(an_invoice()) == "<rsm:ExchangedDocumentContext></rsm:ExchangedDocumentContext>"
