"""The head of the document: its type, its frame, the code of VAT's due date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.ubl.vocabulary import INVOICE, TAX_POINT_CODES

if TYPE_CHECKING:
    from wochorus.einvoice.ubl.vocabulary import Kind
    from wochorus.einvoice.xml_reading import Node

_CODES_OF_TAX_POINTS = {written: code for code, written in TAX_POINT_CODES.items()}


def read_type_code(document: Node, kind: Kind) -> str:
    """Take the type (BT-3); the root tells invoice from credit note when it is missing."""
    name = f"cbc:{kind.type_code}"
    code = document.text(name)
    return code or document.assume(name, "BT-3", "380" if kind is INVOICE else "381")


def read_tax_point_code(period: Node | None) -> str | None:
    """Take the code of VAT's due date (BT-8), and turn it into the model's code list."""
    element = None if period is None else period.take("cbc:DescriptionCode")
    if period is None or element is None:
        return None
    written = period.text_of(element)
    code = _CODES_OF_TAX_POINTS.get(written or "")
    if written is not None and code is None:
        period.log.bad_value(
            element,
            written,
            "BT-8",
            is_no="un code d'exigibilité connu",
            remedy="Écrivez 3 (date de facture), 35 (livraison) ou 432 (paiement).",
        )
    return code


def read_frame(document: Node) -> str | None:
    """Take the frame (BT-23), which the historical minimal variant has in an extension."""
    frame = document.text("cbc:ProfileID")
    if frame is not None:
        return frame
    extensions = document.take("ext:UBLExtensions")
    if extensions is None:
        return None
    codes = [text for element in extensions.iter("{*}CategoryCode") if (text := element.text)]
    if len(codes) == 1 and sum(1 for _ in extensions.iter("{*}ExtensionContent")) == 1:
        return codes[0].strip() or None
    document.log.unread(extensions, repeated=False)
    return None
