"""What Typst complains of, told in French: a text that no font prints, or a template's fault."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    import typst

_UNPRINTABLE = re.compile(
    r'the text `"(?P<text>(?:\\.|[^"\\])*)"` could not be displayed'
    r'|contains the codepoint `"(?P<code>(?:\\.|[^"\\])*)"`'
)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_PLACE = re.compile(r"┌─ (?P<path>.+):(?P<line>\d+):(?P<column>\d+)")
_BAD_IMAGE = re.compile(r"failed to (?:decode|parse|load) (?:image|SVG)", re.IGNORECASE)
_ROOT = re.compile(r"[^\s()]*wochorus-[^/\\\s()]+[/\\]")
_EXCERPT = 60


def told_in_french(error: typst.TypstError, values: dict[str, Any]) -> InvalidInput:
    """Say in French what went wrong and where; Typst's own message is kept in it."""
    diagnostic = str(getattr(error, "diagnostic", "") or error)
    place = _place(diagnostic)
    unprintable = "".join(dict.fromkeys("".join(_unprintable(diagnostic))))
    if unprintable:
        return _unprintable_text(unprintable, values)
    if values.get("logo") and (
        _BAD_IMAGE.search(diagnostic) or place.startswith(f"{values['logo']},")
    ):
        return InvalidInput(
            f"Le logo ne peut pas être lu : {_message(error)}",
            remedy="Ouvrez l'image et enregistrez-la de nouveau en PNG, JPEG ou SVG.",
        )
    hints = " ".join(f"({hint})" for hint in getattr(error, "hints", None) or ())
    return InvalidInput(
        f"Le modèle de facture ne peut pas être mis en page : {_message(error)} {hints}".strip(),
        where=place,
        remedy="Corrigez cette ligne du modèle, ou revenez au modèle d'origine.",
    )


def _message(error: typst.TypstError) -> str:
    """Give Typst's message, with the paths of the template and not those of its folder here."""
    return _ROOT.sub("", str(getattr(error, "message", "") or error).strip())


def _unprintable(diagnostic: str) -> Iterator[str]:
    for match in _UNPRINTABLE.finditer(diagnostic):
        text = match["text"] or match["code"] or ""
        yield _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)


def _unprintable_text(characters: str, values: dict[str, Any]) -> InvalidInput:
    named = ", ".join(f"« {character} » (U+{ord(character):04X})" for character in characters)
    text = next((text for text in _texts(values) if set(text) & set(characters)), "")
    plural = len(characters) > 1
    what = (
        "Des caractères ne peuvent pas être imprimés"
        if plural
        else ("Un caractère ne peut pas être imprimé")
    )
    return InvalidInput(
        f"{what} : {named}",
        where=f"dans « {text[:_EXCERPT]} »" if text else "",
        remedy="Retirez-les du texte de la facture."
        if plural
        else ("Retirez-le du texte de la facture."),
    )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for entry in value.values():
            yield from _texts(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _texts(entry)


def _place(diagnostic: str) -> str:
    match = _PLACE.search(diagnostic)
    if match is None:
        return ""
    # Typst shows files under its root, a folder with a name of its own.
    path = match["path"].rpartition("wochorus-")[2].partition("/")[2] or match["path"]
    return f"{path}, ligne {match['line']}, colonne {match['column']}"
