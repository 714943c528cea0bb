"""What Chorus Pro takes beside an invoice: kinds, names, sizes.

Sources: Chorus Pro, attachment rules (10 MB each, name of 50 characters with an extension of the
closed list, 120 MB for an invoice with its attachments); AFNOR rule BR-FR-17 for the kinds.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath

from wochorus.core.sizes import format_megabytes

LARGEST_ATTACHMENT = 10_000_000
"""Bytes. A megabyte is a million: of the two readings, the one that is never refused."""
LARGEST_INVOICE = 120_000_000
"""Bytes of an invoice with its attachments."""
LONGEST_NAME = 50
# fmt: off
EXTENSIONS = frozenset({
    "bmp", "fax", "gif", "jpeg", "jpg", "png", "svg", "tif", "tiff",
    "pdf", "txt", "rtf", "csv", "xml", "htm", "html", "xhtml",
    "doc", "docx", "odt", "xls", "xlsx", "xlm", "xlc", "ods", "ppt", "pptx", "pps", "odp",
    "zip", "gz", "gzip", "tgz", "bz2", "p7s",
})
# fmt: on


class AttachmentKind(StrEnum):
    """What an attachment is (BR-FR-17); `LISIBLE`, the invoice itself, is not among them."""

    BANK_DETAILS = "RIB"
    ADDITIONAL = "PJA"
    TRACKING_SLIP = "BORDEREAU_SUIVI"
    TRACKING_SLIP_APPROVED = "BORDEREAU_SUIVI_VALIDATION"
    ANNEX = "DOCUMENT_ANNEXE"
    DELIVERY_NOTE = "BON_LIVRAISON"
    PURCHASE_ORDER = "BON_COMMANDE"
    INSTALMENT = "ETAT_ACOMPTE"
    DIRECT_PAYMENT = "FACTURE_PAIEMENT_DIRECT"
    CO_CONTRACTING = "RECAPITULATIF_COTRAITANCE"
    STYLE_SHEET = "FEUILLE_DE_STYLE"

    @property
    def label(self) -> str:
        """The French name."""
        return _LABELS[self]


_LABELS = {
    AttachmentKind.BANK_DETAILS: "RIB",
    AttachmentKind.ADDITIONAL: "Pièce jointe additionnelle",
    AttachmentKind.TRACKING_SLIP: "Bordereau de suivi",
    AttachmentKind.TRACKING_SLIP_APPROVED: "Bordereau de suivi validé",
    AttachmentKind.ANNEX: "Document annexe",
    AttachmentKind.DELIVERY_NOTE: "Bon de livraison",
    AttachmentKind.PURCHASE_ORDER: "Bon de commande",
    AttachmentKind.INSTALMENT: "État d'acompte",
    AttachmentKind.DIRECT_PAYMENT: "Facture en paiement direct",
    AttachmentKind.CO_CONTRACTING: "Récapitulatif de cotraitance",
    AttachmentKind.STYLE_SHEET: "Feuille de style",
}
ATTACHMENT_KINDS = tuple((kind.value, label) for kind, label in _LABELS.items())
"""Each code with its French name, as the choices of a column."""


def attachment_defect(name: str, size: int) -> str:
    """Say in French why Chorus Pro would refuse a file by its name or size, or nothing."""
    extension = PurePath(name).suffix.lower().removeprefix(".")
    if len(name) > LONGEST_NAME:
        return f"son nom a {len(name)} caractères, Chorus Pro en accepte {LONGEST_NAME}"
    if name != PurePath(name).name or not name.isprintable():
        return "son nom contient un caractère interdit"
    if extension not in EXTENSIONS:
        shown = f"« .{extension} »" if extension else "sans extension"
        return f"son type ({shown}) n'est pas de ceux que Chorus Pro accepte ; joignez-le en PDF"
    if size == 0:
        return "il est vide"
    if size > LARGEST_ATTACHMENT:
        return f"il pèse {format_megabytes(size)}, Chorus Pro en accepte 10"
    return ""
