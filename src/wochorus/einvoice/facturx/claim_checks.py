"""Compare what the metadata of a PDF claim with the invoice that the PDF holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.facturx import telling
from wochorus.einvoice.facturx.vocabulary import FX_NAMESPACE, Profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.facturx.claims import FacturXClaim, PdfAClaim
    from wochorus.einvoice.facturx.invoice_file import InvoiceFile
    from wochorus.einvoice.findings import Finding

_GERMAN_LEVEL = "XRECHNUNG"
_EXPORT_AGAIN = "Exportez de nouveau la facture au format Factur-X, sur un PDF/A-3."


def claim_findings(
    invoice: InvoiceFile, claim: FacturXClaim | None, pdfa: PdfAClaim | None
) -> Iterator[Finding]:
    """Tell which of the Factur-X and PDF/A metadata are missing, or say something else.

    All are warnings: receivers read the XML itself, and these properties only announce it.
    """
    if claim is None:
        yield _metadata("Les métadonnées XMP n'annoncent pas de facture Factur-X (fx:).")
    else:
        yield from _property_findings(invoice, claim)
    yield from _pdfa_findings(pdfa)


def _metadata(message: str, detail: str = "") -> Finding:
    return telling.warning("WO-FX-XMP", message, _EXPORT_AGAIN, path="/Metadata", detail=detail)


def _property_findings(invoice: InvoiceFile, claim: FacturXClaim) -> Iterator[Finding]:
    if claim.namespace != FX_NAMESPACE:
        yield _metadata(
            "Les métadonnées XMP sont celles d'une ancienne version (ZUGFeRD).", claim.namespace
        )
    if not claim.is_described:
        yield _metadata("Les propriétés fx: n'ont pas leur schéma d'extension PDF/A.")
    if claim.document_type != "INVOICE":
        yield _metadata(
            f"Le type de document annoncé est « {claim.document_type} », au lieu de « INVOICE »."
        )
    if claim.file_name != invoice.attached.name:
        yield _metadata(
            f"Les métadonnées XMP annoncent le fichier « {claim.file_name} », "
            f"alors que la facture s'appelle « {invoice.attached.name} »."
        )
    if not claim.version:
        yield _metadata("Les métadonnées XMP ne disent pas la version de Factur-X (fx:Version).")
    yield from _level_findings(invoice.profile, claim.conformance_level)


def _level_findings(profile: Profile | None, level: str) -> Iterator[Finding]:
    if level not in {*Profile, _GERMAN_LEVEL}:
        yield _metadata(f"Le profil annoncé, « {level} », n'est pas un profil de Factur-X.")
    elif profile is not None and level != profile.value:
        yield _metadata(
            f"Les métadonnées XMP annoncent le profil « {level} », "
            f"alors que le XML est du profil « {profile.value} » (BT-24)."
        )


def _pdfa_findings(pdfa: PdfAClaim | None) -> Iterator[Finding]:
    if pdfa is None:
        yield telling.warning(
            "WO-PDFA-ABSENT",
            "Le PDF ne se déclare pas PDF/A : Factur-X demande un PDF/A-3.",
            _EXPORT_AGAIN,
            path="/Metadata",
        )
    elif pdfa.part != "3":
        yield telling.warning(
            "WO-PDFA-NIVEAU",
            f"Le PDF se déclare {pdfa} : seul le PDF/A-3 peut porter une facture XML.",
            _EXPORT_AGAIN,
            path="/Metadata",
        )
