"""What a PDF can do besides being read: scripts, actions, programs inside it.

None of it belongs in an invoice, PDF/A forbids it (ISO 19005-3 §6.5), and public bodies drop files
that carry it at their antivirus gate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf

from wochorus.einvoice.facturx import structure, telling
from wochorus.einvoice.facturx.attachments import walk_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.facturx.structure import Budget
    from wochorus.einvoice.findings import Finding

_PROGRAM_ENDINGS = frozenset(
    {
        *("apk", "app", "bat", "bin", "chm", "cmd", "com", "cpl", "dll", "dmg", "exe", "gadget"),
        *("hta", "inf", "jar", "js", "jse", "lnk", "msi", "msp", "ps1", "psm1", "reg", "scr"),
        *("sh", "sys", "vb", "vbe", "vbs", "ws", "wsf", "wsh", "xbap"),
    }
)
_PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"#!/", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_GRAVE_ACTIONS = {
    "JavaScript": "du code JavaScript",
    "Launch": "le lancement d'un programme",
    "ImportData": "l'import de données",
    "SubmitForm": "l'envoi d'un formulaire",
    "RichMediaExecute": "du contenu multimédia actif",
}
_HARMLESS_ACTIONS = frozenset({"GoTo", "GoToR", "GoToE", "Named", "URI", "Thread", "Hide", ""})
_CHAIN_LENGTH = 32


def danger_findings(pdf: pikepdf.Pdf, budget: Budget) -> Iterator[Finding]:
    """Tell each kind of script or action once, with the first place where it stands."""
    told = set[str]()
    for path, action in _actions(pdf, budget):
        kind = structure.name(action, "/S")
        if kind in told or kind in _HARMLESS_ACTIONS:
            continue
        told.add(kind)
        yield _action_finding(kind, path)
    if budget.is_spent:
        yield telling.warning(
            "WO-PDF-TROP-D-OBJETS",
            "Le PDF contient trop d'objets pour que tous soient examinés.",
            "Si ce PDF vient d'un logiciel inconnu, exportez-le de nouveau avant de l'envoyer.",
        )


def is_program(name: str, content: bytes) -> bool:
    """Tell whether an attachment is something that a computer would run."""
    ending = name.strip().lower().rpartition(".")[2]
    return ending in _PROGRAM_ENDINGS or content.startswith(_PROGRAM_STARTS)


def program_finding(name: str) -> Finding:
    """Tell that an attachment is a program."""
    return telling.error(
        "WO-PDF-PROGRAMME",
        f"Le PDF contient un programme : « {name} ».",
        "Retirez ce fichier joint ; ne l'ouvrez pas.",
        path=f"/EmbeddedFiles/{name}",
    )


def _action_finding(kind: str, path: str) -> Finding:
    if kind in _GRAVE_ACTIONS:
        return telling.error(
            "WO-PDF-ACTION",
            f"Le PDF contient {_GRAVE_ACTIONS[kind]}.",
            "Exportez de nouveau le PDF sans script ni action, au format PDF/A.",
            path=path,
            detail=f"/{kind}",
        )
    return telling.warning(
        "WO-PDF-ACTION",
        f"Le PDF contient une action que le PDF/A interdit ({kind}).",
        "Exportez de nouveau le PDF au format PDF/A.",
        path=path,
        detail=f"/{kind}",
    )


def _actions(pdf: pikepdf.Pdf, budget: Budget) -> Iterator[tuple[str, object]]:
    root = pdf.Root
    yield from _chain("/OpenAction", structure.value(root, "/OpenAction"), budget)
    yield from _additional("/AA", root, budget)
    scripts = structure.dictionary(structure.dictionary(root, "/Names"), "/JavaScript")
    for name, action in structure.name_tree(scripts, budget):
        yield from _chain(f"/Names/JavaScript/{name}", action, budget)
    form = structure.dictionary(root, "/AcroForm")
    for field in structure.items(form, "/Fields"):
        yield from _additional("/AcroForm", field, budget)
    for number, page in enumerate(walk_pages(pdf, budget), start=1):
        yield from _page_actions(f"page {number}", page, budget)


def _page_actions(
    path: str, page: pikepdf.Dictionary, budget: Budget
) -> Iterator[tuple[str, object]]:
    yield from _additional(path, page, budget)
    for annotation in structure.items(page, "/Annots"):
        if not budget.take():
            return
        yield from _chain(path, structure.value(annotation, "/A"), budget)
        yield from _additional(path, annotation, budget)


def _additional(path: str, holder: object, budget: Budget) -> Iterator[tuple[str, object]]:
    for action in structure.members(structure.dictionary(holder, "/AA"))[:_CHAIN_LENGTH]:
        yield from _chain(path, action, budget)


def _chain(path: str, action: object, budget: Budget) -> Iterator[tuple[str, object]]:
    for _ in range(_CHAIN_LENGTH):
        if not isinstance(action, pikepdf.Dictionary) or not budget.take():
            return
        yield path, action
        following = structure.value(action, "/Next")
        if isinstance(following, pikepdf.Array):
            yield from ((path, entry) for entry in structure.items(action, "/Next")[:_CHAIN_LENGTH])
            return
        action = following
