"""The files of the annuaire, with the columns of those that Chorus Pro publishes.

Two editions are written: last month's, and today's, in which a body and a service are gone.
Importing one after the other shows what a re-import does.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wochorus.demo.public_bodies import BODIES, CLOSED_SERVICE, Requires, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from wochorus.demo.public_bodies import BodyService, PublicBody

# fmt: off
_PLACE = (
    "Adresse", "ComplementAdresse1", "ComplementAdresse2", "CodePostal", "Ville",
    "NumTelephone", "Courriel", "CodePays", "LibellePays",
)
STRUCTURE_TITLES = (
    "TypeIdentifiant", "Identifiant", "RaisonSociale", "EmetteurEdi", "RecepteurEdi",
    "GestionStatutMiseEnPaiement", "GestionEngagement", "GestionService",
    "GestionServiceEngagement", "EstMOA", "EstMOAUniquement", "StructureActive", *_PLACE,
)
SERVICE_TITLES = (
    "idService", "Identifiant", "RaisonSociale", "Code", "Nom", "GestionEGMT", "ServiceActif",
    *_PLACE,
)
# fmt: on
_SIRET_TYPE = "1"
_FIRST_SERVICE_ID = 250_001


@dataclass(frozen=True, slots=True)
class AnnuaireFiles:
    """One edition: where its two files are."""

    structures: Path
    services: Path


def write_annuaire(folder: Path, edition: str, *, is_former: bool) -> AnnuaireFiles:
    """Write an edition under ``folder``; ``edition`` goes into the names of its files."""
    files = AnnuaireFiles(folder / f"structures-{edition}.csv", folder / f"services-{edition}.csv")
    bodies = [body for body in BODIES if is_former or body.trouble is not Trouble.GONE]
    _write(files.structures, STRUCTURE_TITLES, (_structure_row(body) for body in bodies))
    _write(files.services, SERVICE_TITLES, _service_rows(bodies, is_former=is_former))
    return files


def _write(path: Path, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(titles)
        writer.writerows(rows)


def _structure_row(body: PublicBody) -> tuple[str, ...]:
    requires, works_only = body.requires, body.trouble is Trouble.WORKS_ONLY
    return (
        _SIRET_TYPE,
        body.siret,
        body.name,
        _flag(is_set=False),
        _flag(is_set=False),
        _flag(is_set=True),
        _flag(is_set=requires in (Requires.ENGAGEMENT, Requires.BOTH)),
        _flag(is_set=requires in (Requires.SERVICE, Requires.BOTH)),
        _flag(is_set=requires is Requires.ONE_OF_TWO),
        _flag(is_set=works_only),
        _flag(is_set=works_only),
        _flag(is_set=body.trouble is not Trouble.INACTIVE),
        *_place(body),
    )


def _service_rows(bodies: Iterable[PublicBody], *, is_former: bool) -> Iterator[tuple[str, ...]]:
    pairs = [(body, service) for body in bodies for service in body.services]
    for number, (body, service) in enumerate(pairs, start=_FIRST_SERVICE_ID):
        if is_former or service != CLOSED_SERVICE:
            yield _service_row(number, body, service)


def _service_row(number: int, body: PublicBody, service: BodyService) -> tuple[str, ...]:
    return (
        str(number),
        body.siret,
        body.name,
        service.code,
        service.name,
        _flag(is_set=service.requires_engagement),
        _flag(is_set=service.is_active),
        *_place(body),
    )


def _place(body: PublicBody) -> tuple[str, ...]:
    return (body.seat, "", "", body.postcode, body.town, "", "", "FR", "France")


def _flag(*, is_set: bool) -> str:
    return "true" if is_set else "false"
