"""Cheap checks of what most often keeps a PDF from being PDF/A.

They find a PDF that cannot be PDF/A; they do not prove that one is: only a full validator such as
veraPDF does. Source: ISO 19005-3 §6.1.3 (file identifier), §6.1.7 (streams), §6.2.3 (output
intent), §6.2.11 (fonts), §6.2.10 (transparency, of PDF/A-1), §6.4 (forms).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf

from wochorus.einvoice.facturx import structure, telling
from wochorus.einvoice.facturx.attachments import walk_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.facturx.claims import PdfAClaim
    from wochorus.einvoice.facturx.structure import Budget
    from wochorus.einvoice.findings import Finding

_EXPORT = "Exportez le PDF au format PDF/A-3 (ou PDF/A-2) depuis le logiciel qui le produit."
_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_NAMES_TOLD = 4


def pdfa_findings(pdf: pikepdf.Pdf, claim: PdfAClaim | None, budget: Budget) -> Iterator[Finding]:
    """Tell what is sure to fail PDF/A, each kind of defect once. All are warnings."""
    if pdf.is_encrypted:
        yield _failing(
            "WO-PDFA-CHIFFRE",
            "Le PDF est chiffré, ce que le PDF/A interdit, même s'il s'ouvre sans mot de passe.",
        )
    if not _has_output_intent(pdf):
        yield _failing(
            "WO-PDFA-COULEURS",
            "Le PDF n'a pas de profil de couleurs (OutputIntent) : ses couleurs ne sont pas "
            "définies.",
        )
    if not structure.items(pdf.trailer, "/ID"):
        yield _failing("WO-PDFA-IDENTIFIANT", "Le PDF n'a pas d'identifiant de fichier (/ID).")
    form = structure.dictionary(pdf.Root, "/AcroForm")
    if structure.value(form, "/XFA") is not None:
        yield _failing("WO-PDFA-FORMULAIRE", "Le PDF contient un formulaire XFA.")
    if structure.value(form, "/NeedAppearances") is True:
        yield _failing("WO-PDFA-FORMULAIRE", "Les champs du formulaire n'ont pas d'apparence fixe.")
    yield from _resource_findings(pdf, claim, budget)


def _failing(rule: str, message: str, detail: str = "") -> Finding:
    return telling.warning(rule, message, _EXPORT, detail=detail)


def _has_output_intent(pdf: pikepdf.Pdf) -> bool:
    return any(
        structure.name(intent, "/S") == "GTS_PDFA1"
        and structure.stream(intent, "/DestOutputProfile") is not None
        for intent in structure.items(pdf.Root, "/OutputIntents")
    )


def _resource_findings(
    pdf: pikepdf.Pdf, claim: PdfAClaim | None, budget: Budget
) -> Iterator[Finding]:
    loose: dict[str, None] = {}
    has_lzw = is_transparent = False
    for resources in _all_resources(pdf, budget):
        loose.update(dict.fromkeys(_loose_fonts(resources, budget)))
        images = structure.dictionary(resources, "/XObject")
        has_lzw |= any(_is_lzw(image) for image in structure.members(images))
        is_transparent |= _is_transparent(resources)
    if loose:
        names = ", ".join(list(loose)[:_NAMES_TOLD])
        yield _failing(
            "WO-PDFA-POLICES", f"Des polices ne sont pas incorporées au PDF : {names}.", names
        )
    if has_lzw:
        yield _failing("WO-PDFA-LZW", "Des images sont compressées en LZW, interdit en PDF/A.")
    if is_transparent and claim is not None and claim.part == "1":
        yield _failing(
            "WO-PDFA-TRANSPARENCE", "Le PDF contient de la transparence, interdite en PDF/A-1."
        )


def _all_resources(pdf: pikepdf.Pdf, budget: Budget) -> Iterator[pikepdf.Dictionary]:
    """Yield the resources of pages and of the forms that they draw, each once."""
    seen = set[tuple[int, int]]()
    waiting = [_page_resources(page) for page in walk_pages(pdf, budget)]
    waiting.reverse()
    while waiting:
        resources = waiting.pop()
        number = structure.identity(resources)
        if resources is None or number in seen or not budget.take():
            continue
        if number is not None:
            seen.add(number)
        yield resources
        for drawn in structure.members(structure.dictionary(resources, "/XObject")):
            identity = structure.identity(drawn)
            if identity is not None and identity not in seen:
                seen.add(identity)
                waiting.append(structure.dictionary(drawn, "/Resources"))


def _page_resources(page: pikepdf.Dictionary) -> pikepdf.Dictionary | None:
    node: object = page
    for _ in range(_DEPTH):
        resources = structure.dictionary(node, "/Resources")
        if resources is not None:
            return resources
        node = structure.dictionary(node, "/Parent")
    return None


_DEPTH = 50


def _loose_fonts(resources: pikepdf.Dictionary, budget: Budget) -> Iterator[str]:
    for font in structure.members(structure.dictionary(resources, "/Font")):
        if not budget.take():
            return
        kind = structure.name(font, "/Subtype")
        if kind != "Type3" and not _is_embedded(font, kind):
            yield structure.name(font, "/BaseFont") or kind


def _is_embedded(font: object, kind: str) -> bool:
    if kind == "Type0":
        descendants = structure.items(font, "/DescendantFonts")
        font = descendants[0] if descendants else None
    descriptor = structure.dictionary(font, "/FontDescriptor")
    return any(structure.stream(descriptor, key) is not None for key in _FONT_FILES)


def _is_lzw(image: object) -> bool:
    return "LZWDecode" in {
        structure.name(image, "/Filter"),
        *(str(entry).removeprefix("/") for entry in structure.items(image, "/Filter")),
    }


def _is_transparent(resources: pikepdf.Dictionary) -> bool:
    states = structure.members(structure.dictionary(resources, "/ExtGState"))
    return any(_has_alpha(state) for state in states) or any(
        isinstance(structure.value(image, "/SMask"), pikepdf.Stream)
        for image in structure.members(structure.dictionary(resources, "/XObject"))
    )


def _has_alpha(state: object) -> bool:
    opaque = all(structure.value(state, key) in (None, 1) for key in ("/ca", "/CA"))
    return not opaque or isinstance(structure.value(state, "/SMask"), pikepdf.Dictionary)
