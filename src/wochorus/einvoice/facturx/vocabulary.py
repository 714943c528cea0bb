"""The words of Factur-X: its profiles, the names of its attachment, its relationships.

Source: Factur-X specification 1.08, chapter 6 (embedding in PDF/A-3), and ISO 32000-2 §14.13 for
the relationships of associated files.
"""

from __future__ import annotations

from enum import StrEnum

XML_NAME = "factur-x.xml"
"""The one name that a Factur-X attachment may have, letter for letter."""

OLDER_XML_NAMES = ("zugferd-invoice.xml", "ZUGFeRD-invoice.xml", "xrechnung.xml")
"""Names that ZUGFeRD 1 and 2 and XRechnung gave to the same attachment."""

FX_NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
OLDER_FX_NAMESPACES = (
    "urn:zugferd:pdfa:CrossIndustryDocument:invoice:2p0#",
    "urn:ferd:pdfa:CrossIndustryDocument:invoice:1p0#",
)

_BASIC = "urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic"
_EN_16931 = "urn:cen.eu:en16931:2017"
_EXTENDED = "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended"
_EXTENDED_CTC_FR = "urn:cen.eu:en16931:2017#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr"


class Relationship(StrEnum):
    """What an attachment is to the page (``AFRelationship``)."""

    ALTERNATIVE = "Alternative"
    DATA = "Data"
    SOURCE = "Source"
    SUPPLEMENT = "Supplement"
    UNSPECIFIED = "Unspecified"


class Profile(StrEnum):
    """The profiles of Factur-X, as the XMP property ``fx:ConformanceLevel`` names them."""

    MINIMUM = "MINIMUM"
    BASIC_WL = "BASIC WL"
    BASIC = "BASIC"
    EN_16931 = "EN 16931"
    EXTENDED = "EXTENDED"

    @property
    def relationship(self) -> Relationship:
        """Say what the XML is to the page: all of it, or data out of it (no lines)."""
        partial = self in (Profile.MINIMUM, Profile.BASIC_WL)
        return Relationship.DATA if partial else Relationship.ALTERNATIVE

    @classmethod
    def of(cls, specification: str) -> Profile | None:
        """Find the profile of a specification identifier (BT-24), or ``None`` if it has none."""
        return _PROFILES.get(specification.strip())


_PROFILES = {
    "urn:factur-x.eu:1p0:minimum": Profile.MINIMUM,
    "urn:factur-x.eu:1p0:basicwl": Profile.BASIC_WL,
    _BASIC: Profile.BASIC,
    _EN_16931: Profile.EN_16931,
    _EXTENDED: Profile.EXTENDED,
    _EXTENDED_CTC_FR: Profile.EXTENDED,
}

INVOICE_RELATIONSHIPS = frozenset(
    {Relationship.ALTERNATIVE, Relationship.DATA, Relationship.SOURCE}
)
"""What France allows for the invoice itself (Germany: Alternative only)."""
