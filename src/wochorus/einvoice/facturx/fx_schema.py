"""The four ``fx:`` properties of a Factur-X PDF, and the PDF/A schema that describes them.

PDF/A allows a foreign XMP property only where the packet itself describes it (ISO 19005-3
§6.6.2.3); Factur-X asks for both (specification 1.08, chapter 6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.facturx.vocabulary import FX_NAMESPACE, XML_NAME

if TYPE_CHECKING:
    from wochorus.einvoice.facturx.vocabulary import Profile

_PROPERTIES = {
    "DocumentFileName": "Name of the embedded XML invoice",
    "DocumentType": "Kind of the business document, INVOICE",
    "Version": "Version of the schema of the embedded invoice",
    "ConformanceLevel": "Profile of the embedded invoice",
}


def _described(name: str, description: str) -> str:
    return (
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{description}</pdfaProperty:description>"
        "</rdf:li>"
    )


SCHEMA_ENTRY = (
    '<rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>"
    f"<pdfaSchema:namespaceURI>{FX_NAMESPACE}</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>fx</pdfaSchema:prefix>"
    "<pdfaSchema:property><rdf:Seq>"
    + "".join(_described(name, description) for name, description in _PROPERTIES.items())
    + "</rdf:Seq></pdfaSchema:property></rdf:li>"
)
"""The entry for the bag of ``pdfaExtension:schemas``, in the customary prefixes."""


def claim(profile: Profile) -> str:
    """Write the ``rdf:Description`` that says what is embedded; ``rdf`` must be declared."""
    return (
        f'<rdf:Description rdf:about="" xmlns:fx="{FX_NAMESPACE}">'
        "<fx:DocumentType>INVOICE</fx:DocumentType>"
        f"<fx:DocumentFileName>{XML_NAME}</fx:DocumentFileName>"
        "<fx:Version>1.0</fx:Version>"
        f"<fx:ConformanceLevel>{profile.value}</fx:ConformanceLevel>"
        "</rdf:Description>"
    )
