"""The page ``docs/reference/codes-chorus.md``: the whole catalogue, in French."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.choruspro.catalogue.chapters import CHAPTERS
from wochorus.choruspro.catalogue.label import WHOLE_PATH, LabelMeaning
from wochorus.choruspro.catalogue.return_codes import ReturnCode
from wochorus.choruspro.catalogue.status import InvoiceStatus
from wochorus.choruspro.catalogue.syntaxes import SyntaxMeaning

if TYPE_CHECKING:
    from wochorus.choruspro.catalogue.chapters import Chapter
    from wochorus.choruspro.catalogue.entry import Entry

INFERRED = "¹"
_HEADERS = {
    InvoiceStatus: ("Statut", "N°"),
    ReturnCode: ("Libellé", "Service, `codeRetour`"),
    LabelMeaning: ("Refus", "Éléments nommés"),
    SyntaxMeaning: ("Syntaxe", "Interface"),
}


def codes_page() -> str:
    """Compose the page."""
    return "\n\n".join((_INTRODUCTION, *map(_chapter, CHAPTERS))) + "\n"


def _chapter(chapter: Chapter) -> str:
    headers = _HEADERS.get(type(chapter.entries[0]), ("Code",))
    head = (*headers, "Sens", "Qui agit", "Que faire")
    lines = [_row(head), f"|{'---|' * len(head)}", *(_row(_cells(one)) for one in chapter.entries)]
    table = "\n".join(lines)
    return f"## {chapter.title}\n\n{chapter.introduction}\n\n{table}\n\nSource : {chapter.source}"


def _cells(entry: Entry) -> tuple[str, ...]:
    mark = INFERRED if entry.is_inferred else ""
    return (*_identity(entry), f"{entry.label}{mark}", entry.actor.value, entry.remedy)


def _identity(entry: Entry) -> tuple[str, ...]:
    match entry:
        case InvoiceStatus():
            return f"`{entry.code}`", entry.number
        case SyntaxMeaning():
            return f"`{entry.code}`", entry.interface
        case ReturnCode():
            return _answer(entry)
        case LabelMeaning():
            tags = (f"`{tag.removeprefix(WHOLE_PATH)}`" for tag in entry.tags)
            return entry.code, ", ".join(tags) or "aucun : reconnu à ses mots"
    return (f"`{entry.code}`",)


def _answer(entry: ReturnCode) -> tuple[str, str]:
    number = "" if entry.number is None else f", {entry.number}"
    label = "" if entry.code == str(entry.number) else f"`{entry.code}`"
    return label, f"{entry.service or 'tous'}{number}"


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


_INTRODUCTION = """\
<!-- Page produite par `python -m wochorus.choruspro.catalogue` : ne pas la modifier. -->
# Les codes de Chorus Pro

Ce que disent les codes et les libellés de Chorus Pro, qui doit agir, et que faire. La commande
`wochorus chorus explain CODE` les explique un par un ; elle accepte aussi un libellé entier, copié
du portail ou d'un compte rendu.

Un code absent de ces tables est montré tel quel, « inconnu » : il n'arrête rien. Le signe ¹ marque
un sens déduit du nom ou de l'usage, qu'aucun document public ne donne.\
"""
