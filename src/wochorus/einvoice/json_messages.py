"""What is wrong in a JSON invoice, in French, out of what pydantic says of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wochorus.einvoice.findings import Finding, Layer, Severity
from wochorus.einvoice.terms import terms_by_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

_MESSAGES: Mapping[str, tuple[str, str]] = {
    "missing": ("est obligatoire et manque", "Renseignez-le."),
    "extra_forbidden": (
        "n'est pas un champ de la facture",
        "Corrigez son nom ou retirez-le ; « wochorus einvoice schema » donne la liste des champs.",
    ),
    "unexpected_keyword_argument": (
        "n'est pas un champ de la facture",
        "Corrigez son nom ou retirez-le ; « wochorus einvoice schema » donne la liste des champs.",
    ),
    "string_type": ("doit être un texte entre guillemets", "Mettez-le entre guillemets."),
    "string_too_short": ("est un texte vide", "Renseignez-le, ou retirez le champ."),
    "tuple_type": ("doit être une liste entre crochets", "Mettez-le entre crochets."),
    "dataclass_type": ("doit être un groupe de champs", "Mettez ses champs entre accolades."),
    "dataclass_exact_type": (
        "doit être un groupe de champs",
        "Mettez ses champs entre accolades.",
    ),
    "enum": ("a une valeur qui n'existe pas", "Les valeurs possibles : {expected}."),
    # What the reading before this one let through: the rest of bad JSON never comes here.
    "json_invalid": (
        "contient la moitié d'un caractère (« \\ud83d » par exemple) ou trop de niveaux emboîtés",
        "Écrivez le fichier en UTF-8, avec ses caractères tels quels.",
    ),
    "bytes_invalid_encoding": (
        "n'est pas codé en base64",
        "Codez le contenu du fichier en base64.",
    ),
}
_EMPTY = ("est vide (null)", "Renseignez-le, ou retirez le champ.")
_NUMBER = ("n'est pas un nombre", "Écrivez un nombre avec un point : « 1234.56 ».")
_DATE = ("n'est pas une date", "Écrivez la date ainsi : « 2026-10-31 ».")
_INDEX = re.compile(r"\[\d+\]")


def finding_of(error: ErrorDetails) -> Finding:
    """Turn one defect of pydantic's into a finding, with the term of its place."""
    path = _path(error["loc"])
    use = terms_by_path().get(_INDEX.sub("", path))
    kind = error["type"]
    what, remedy = _EMPTY if error["input"] is None else _phrases(kind)
    name = f"« {use.label} » ({use.code})" if use else f"« {error['loc'][-1]} »" if path else ""
    given = _given(error, kind)
    expected = str(error.get("ctx", {}).get("expected", "")).replace(" or ", " ou ")
    return Finding(
        layer=Layer.READING,
        rule="WO-JSON",
        severity=Severity.ERROR,
        message=f"{name or 'La facture'} {what}{given} (champ {path or 'racine'}).",
        remedy=remedy.format(expected=expected),
        path=path,
        term=use.code if use else "",
        detail=error["msg"],
    )


def _phrases(kind: str) -> tuple[str, str]:
    if kind.startswith(("decimal", "finite_number", "is_instance_of")):
        return _NUMBER
    if kind.startswith("date"):
        return _DATE
    return _MESSAGES.get(kind, ("n'a pas la forme attendue", "Corrigez ce champ."))


def _given(error: ErrorDetails, kind: str) -> str:
    value = error["input"]
    if kind in {"missing", "string_too_short", "json_invalid"} or not isinstance(value, str | int):
        return ""
    text = str(value)
    return f" : « {text[:40]}{'…' if len(text) > 40 else ''} »"  # noqa: PLR2004 - fits a line


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += f".{part}" if path else part
    return path
