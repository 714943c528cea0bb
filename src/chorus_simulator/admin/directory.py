"""Loading the directory: the published CSV files, one object in JSON, or made-up bodies.

The files have a heading row; columns are found by name, in any order. They are read row by row
and loaded in one transaction: one wrong row and nothing is loaded. Exports of spreadsheets lose
the leading zeros of SIRETs, which are put back. What the files do not list is left as it is.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

from chorus_simulator.admin.asked import Asked, WrongRequestError
from chorus_simulator.controls.supplier import TYPES
from chorus_simulator.generator import loading
from chorus_simulator.generator.loading import COUNT_MAXIMUM
from chorus_simulator.store.directory import (
    Service,
    Structure,
    UnknownStructureError,
    put_service,
    put_structure,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

SIRET_LENGTH = 14
_SIRET = re.compile(r"[0-9]{14}")
_FIELD_MAXIMUM = 10_000
_TRUE = frozenset({"true", "1", "oui", "vrai"})
_FALSE = frozenset({"false", "0", "non", "faux", ""})


def load_structures(asked: Asked) -> dict[str, Any]:
    """Load the file of structures, or one structure in JSON."""
    if asked.is_json:
        return _load_one(asked, Structure, put_structure)
    return _load(asked, ("Identifiant", "RaisonSociale"), _put_structure_row)


def load_services(asked: Asked) -> dict[str, Any]:
    """Load the file of services, or one service in JSON."""
    if asked.is_json:
        return _load_one(asked, Service, put_service)
    return _load(asked, ("Identifiant", "Code"), _put_service_row)


def generate(asked: Asked) -> dict[str, Any]:
    """Make up a directory: ``{count, seed, sirets}``; the SIRETs are drawn unless given."""
    content = asked.content()
    if unknown := sorted(set(content) - {"count", "seed", "sirets"}):
        raise WrongRequestError(f"Champ inconnu : {', '.join(unknown)}.")
    given = _sirets(content.get("sirets"))
    count = _whole(content, "count", len(given) if given else 1000)
    if not 1 <= count <= COUNT_MAXIMUM:
        raise WrongRequestError(f"« count » doit être un entier de 1 à {COUNT_MAXIMUM}.")
    return loading.generate(asked.simulator.store, count, _whole(content, "seed", 1), given)


def _sirets(given: object) -> list[str] | None:
    if given is None:
        return None
    if not isinstance(given, list) or not given:
        raise WrongRequestError("« sirets » doit être une liste de SIRET.")
    for each in given:
        if not isinstance(each, str) or not _SIRET.fullmatch(each):
            raise WrongRequestError(f"SIRET malformé « {str(each)[:20]} ».")
    return list(dict.fromkeys(given))


def _whole(content: dict[str, Any], name: str, usual: int) -> int:
    value = content.get(name, usual)
    if not isinstance(value, int) or isinstance(value, bool):
        raise WrongRequestError(f"« {name} » doit être un entier.")
    return value


def _load_one(
    asked: Asked, kind: type, put: Callable[[sqlite3.Connection, Any], None]
) -> dict[str, Any]:
    content = asked.content()
    types = {name: spec.type for name, spec in kind.__dataclass_fields__.items()}  # type: ignore[attr-defined]  # both are dataclasses
    for name, value in content.items():
        if name not in types or type(value).__name__ != types[name]:
            raise WrongRequestError(f"Champ inconnu ou de mauvais type : {name}.")
    try:
        with asked.simulator.store.transaction() as db:
            put(db, kind(**content))
    except TypeError as error:
        raise WrongRequestError(
            "Il manque un champ obligatoire : identifier, name ou code."
        ) from error
    except UnknownStructureError as error:
        raise WrongRequestError(f"Structure inconnue : {error}.") from error
    return {"loaded": 1}


def _load(
    asked: Asked, needed: tuple[str, ...], put: Callable[[sqlite3.Connection, dict[str, str]], None]
) -> dict[str, Any]:
    """Load a whole file, or nothing of it."""
    csv.field_size_limit(_FIELD_MAXIMUM)
    text = io.TextIOWrapper(asked.body, encoding="utf-8-sig", newline="")
    try:
        rows = csv.DictReader(text, delimiter=";")
        _check_heading(rows, needed)
        return {"loaded": _load_rows(asked, rows, put)}
    except UnicodeDecodeError as error:
        raise WrongRequestError("Le fichier doit être en UTF-8.") from error
    finally:
        text.detach()


def _check_heading(rows: csv.DictReader[str], needed: tuple[str, ...]) -> None:
    try:
        missing = [name for name in needed if name not in (rows.fieldnames or [])]
    except csv.Error as error:
        raise WrongRequestError(f"Ligne d'en-tête illisible : {error}.") from error
    if missing:
        raise WrongRequestError(f"Colonne absente : {', '.join(missing)}.")


def _load_rows(
    asked: Asked,
    rows: csv.DictReader[str],
    put: Callable[[sqlite3.Connection, dict[str, str]], None],
) -> int:
    count = 0
    try:
        with asked.simulator.store.transaction() as db:
            for row in rows:
                put(db, row)
                count += 1
    except UnknownStructureError as error:
        raise WrongRequestError(f"Ligne {count + 2} : structure inconnue {error}.") from error
    except (csv.Error, WrongRequestError) as error:
        raise WrongRequestError(f"Ligne {count + 2} : {error}") from error
    return count


def _put_structure_row(db: sqlite3.Connection, row: dict[str, str]) -> None:
    kind = _identifier_type(row)
    put_structure(
        db,
        Structure(
            _identifier(row, kind),
            _cell(row, "RaisonSociale"),
            identifier_type=kind,
            active=_flag(row, "StructureActive", usual="true"),
            engagement_required=_flag(row, "GestionEngagement"),
            service_required=_flag(row, "GestionService"),
            service_or_engagement=_flag(row, "GestionServiceEngagement"),
            reports_payment=_flag(row, "GestionStatutMiseEnPaiement"),
            works=_flag(row, "EstMOA"),
            works_only=_flag(row, "EstMOAUniquement"),
            edi_sender=_flag(row, "EmetteurEdi"),
            edi_receiver=_flag(row, "RecepteurEdi"),
            address=_cell(row, "Adresse"),
            address_2=_cell(row, "ComplementAdresse1"),
            address_3=_cell(row, "ComplementAdresse2"),
            postcode=_cell(row, "CodePostal"),
            town=_cell(row, "Ville"),
            telephone=_cell(row, "NumTelephone"),
            email=_cell(row, "Courriel"),
            country=_cell(row, "CodePays") or "FR",
        ),
    )


def _put_service_row(db: sqlite3.Connection, row: dict[str, str]) -> None:
    code = _cell(row, "Code")
    if not code:
        raise WrongRequestError("le code du service est vide.")
    put_service(
        db,
        Service(
            _identifier(row, "SIRET"),
            code,
            _cell(row, "Nom"),
            engagement_required=_flag(row, "GestionEGMT"),
            active=_flag(row, "ServiceActif", usual="true"),
            address=_cell(row, "Adresse"),
            postcode=_cell(row, "CodePostal"),
            town=_cell(row, "Ville"),
            country=_cell(row, "CodePays") or "FR",
        ),
    )


def _cell(row: dict[str, str], name: str) -> str:
    return (row.get(name) or "").strip()


def _identifier_type(row: dict[str, str]) -> str:
    code = _cell(row, "TypeIdentifiant") or "1"
    if code not in TYPES:
        raise WrongRequestError(f"type d'identifiant inconnu « {code} ».")
    return TYPES[code]


def _identifier(row: dict[str, str], kind: str) -> str:
    text = _cell(row, "Identifiant")
    if kind == "SIRET":
        text = text.zfill(SIRET_LENGTH)
        if len(text) != SIRET_LENGTH or not (text.isascii() and text.isdecimal()):
            raise WrongRequestError(f"SIRET malformé « {text[:20]} ».")
    return text


def _flag(row: dict[str, str], name: str, usual: str = "") -> bool:
    text = _cell(row, name).lower() or usual
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    raise WrongRequestError(f"« {name} » doit être true ou false, pas « {text[:20]} ».")
