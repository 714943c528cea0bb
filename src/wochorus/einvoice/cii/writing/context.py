"""What kind of invoice this is and which rules it claims to follow: ExchangedDocumentContext."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.cii.writing.elements import group, text_element

if TYPE_CHECKING:
    from wochorus.einvoice.model import Invoice


def context(invoice: Invoice) -> str:
    """Write the billing frame (BT-23) and the profile (BT-24)."""
    frame = _parameter("BusinessProcessSpecifiedDocumentContextParameter", invoice.business_process)
    profile = _parameter("GuidelineSpecifiedDocumentContextParameter", invoice.specification)
    return f"<rsm:ExchangedDocumentContext>{frame}{profile}</rsm:ExchangedDocumentContext>"


def _parameter(name: str, value: str | None) -> str:
    return group(name, text_element("ID", value))
