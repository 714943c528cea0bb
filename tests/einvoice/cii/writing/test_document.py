"""Number, type, date and notes."""

from __future__ import annotations

from datetime import date

from support.cii_documents import xml
from support.einvoices import an_invoice
from wochorus.einvoice.cii.writing.document import document
from wochorus.einvoice.model import Note


def test_number_type_date_then_notes() -> None:
    invoice = an_invoice(
        number="FA-2026-0042",
        type_code="380",
        issue_date=date(2026, 10, 31),
        notes=(Note("Aucun escompte.", "AAB"), Note("Marché de 2024 & avenants")),
    )
    assert document(invoice) == xml("""
        <rsm:ExchangedDocument>
            <ram:ID>FA-2026-0042</ram:ID>
            <ram:TypeCode>380</ram:TypeCode>
            <ram:IssueDateTime>
                <udt:DateTimeString format="102">20261031</udt:DateTimeString>
            </ram:IssueDateTime>
            <ram:IncludedNote>
                <ram:Content>Aucun escompte.</ram:Content>
                <ram:SubjectCode>AAB</ram:SubjectCode>
            </ram:IncludedNote>
            <ram:IncludedNote>
                <ram:Content>Marché de 2024 &amp; avenants</ram:Content>
            </ram:IncludedNote>
        </rsm:ExchangedDocument>
    """)


def test_a_day_of_a_distant_year_keeps_its_eight_digits() -> None:
    written = document(an_invoice(issue_date=date(987, 6, 5)))
    assert '<udt:DateTimeString format="102">09870605<' in written
