"""A made-up directory of public bodies, as large as the published one.

Everything is drawn from a seed: the same call writes the same files. `week` makes the file of a
later week: some structures changed, some are gone, some are new.
"""

from __future__ import annotations

import csv
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING

from wochorus.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STRUCTURE_HEADER = (
    "TypeIdentifiant;Identifiant;RaisonSociale;EmetteurEdi;RecepteurEdi;"
    "GestionStatutMiseEnPaiement;GestionEngagement;GestionService;GestionServiceEngagement;"
    "EstMOA;EstMOAUniquement;StructureActive;Adresse;ComplementAdresse1;ComplementAdresse2;"
    "CodePostal;Ville;NumTelephone;Courriel;CodePays;LibellePays"
)
SERVICE_HEADER = (
    "idService;Identifiant;RaisonSociale;Code;Nom;GestionEGMT;ServiceActif;Adresse;"
    "ComplementAdresse1;ComplementAdresse2;CodePostal;Ville;NumTelephone;Courriel;CodePays;"
    "LibellePays"
)


def _cumulated(weights: dict[str, int]) -> dict[str, int]:
    return dict(zip(weights, accumulate(weights.values()), strict=True))


_KINDS = _cumulated(
    {
        "COMMUNE DE {town}": 35,
        "MAIRIE DE {town}": 4,
        "CENTRE COMMUNAL D'ACTION SOCIALE DE {town}": 11,
        "COMMUNE DE {town} - BUDGET EAU ET ASSAINISSEMENT": 9,
        "COMMUNE DE {town} - LOTISSEMENT {hero}": 4,
        "CAISSE DES ÉCOLES DE {town}": 4,
        "LYCÉE {hero}": 4,
        "COLLÈGE {hero}": 7,
        "ÉCOLE PRIMAIRE {hero}": 2,
        "EHPAD RÉSIDENCE {hero}": 3,
        "CENTRE HOSPITALIER DE {town}": 2,
        "SYNDICAT INTERCOMMUNAL DES EAUX DE {town}": 5,
        "SIVOM DE {town}": 2,
        "COMMUNAUTÉ DE COMMUNES DU PAYS DE {town}": 3,
        "OFFICE PUBLIC DE L'HABITAT DE {town}": 1,
        "OFFICE DE TOURISME DE {town}": 2,
        "CHAMBRE DE MÉTIERS ET DE L'ARTISANAT DE {town}": 1,
        "RÉGIE DES TRANSPORTS DE {town}": 1,
    }
)
_SAINTS = (
    *("MARTIN", "PIERRE", "JEAN", "GEORGES", "ÉTIENNE", "GERMAIN", "HILAIRE", "MAURICE"),
    *("LAURENT", "MICHEL", "DENIS", "AUBIN", "SULPICE", "VINCENT", "ANDRÉ", "JULIEN"),
    *("SYMPHORIEN", "LÉGER", "MÉDARD", "OUEN", "RÉMY", "SATURNIN", "CYR", "BENOÎT", "GILLES"),
)
_PLACES = (
    *("VILLEJUIF", "MONTREUIL", "NEUILLY", "LANGON", "CHÂTILLON", "MARSEILLE", "BORDEAUX"),
    *("LYON", "RENNES", "QUIMPER", "AURILLAC", "GUÉRET", "MENDE", "LAON", "VESOUL", "ÉPINAL"),
    *("DOLE", "ANNECY", "GAP", "DIGNE", "FOIX", "RODEZ", "CAHORS", "PAU", "NIORT", "VANNES"),
)
_BEGINNINGS = (
    *("BEAU", "CHAMP", "FONTE", "MONT", "ROCHE", "VILLE", "CHÂTEAU", "BRE", "CLAIR", "COUR"),
    *("DOM", "ÉPI", "FRES", "GRAND", "HAUTE", "LAVAR", "MAL", "NOGEN", "OR", "PONT", "QUIN"),
    *("RICHE", "SAVI", "TOUR", "VAL", "VER", "AUBE", "BOUR", "CRÈVE", "PLOU"),
)
_ENDINGS = (
    *("VILLE", "MONT", "NAY", "COURT", "GNY", "LLAC", "NEUF", "PIERRE", "FORT", "SAC"),
    *("LIEU", "BOURG", "CHAMP", "GUE", "REUIL", "TIGNY", "VAL", "ZAC", "BRON", "NEL"),
)
_SUFFIXES = _cumulated(
    {
        "": 30,
        "-SUR-LOIRE": 4,
        "-SUR-SEINE": 3,
        "-SUR-MER": 3,
        "-EN-BRESSE": 2,
        "-LES-BAINS": 2,
        "-LA-FORÊT": 2,
        "-DES-BOIS": 3,
        "-LE-VIEUX": 3,
        "-SOUS-BOIS": 2,
        "-D'AUNIS": 1,
        "-LA-RIVIÈRE": 2,
        "-AUX-BŒUFS": 1,
        "-L'ÉGLISE": 2,
    }
)
_HEROES = (
    *("VICTOR HUGO", "JEAN MOULIN", "JULES FERRY", "SIMONE VEIL", "MARIE CURIE", "LOUIS PASTEUR"),
    *("GEORGE SAND", "ALBERT CAMUS", "JOSÉPHINE BAKER", "FRÉDÉRIC MISTRAL", "LES TILLEULS"),
)
_STREETS = ("RUE DE LA MAIRIE", "PLACE DE L'ÉGLISE", "AVENUE JEAN JAURÈS", "GRANDE RUE", "LE BOURG")
_SERVICES = (
    ("FACTURES_PUBLIQUES", "FACTURES PUBLIQUES"),
    ("COMPTA", "Service comptabilité"),
    ("TECHNIQUE", "Services techniques"),
    ("ECOLES", "Affaires scolaires"),
    ("INFORMATIQUE", "Systèmes d'information"),
    ("ESPACES-VERTS", "Espaces verts"),
    ("MARCHES", "Marchés publics"),
    ("RESTAURATION", "Restauration collective"),
)
_SERVICES_PER_HOLDER = 4


_FLAG_CHANCES = {
    "sends EDI": 10,
    "receives EDI": 20,
    "reports payment": 400,
    "engagement": 80,
    "service": 100,
    "service or engagement": 30,
    "works authority": 300,
    "works only": 5,
    "active": 960,
}
"""How many structures in a thousand carry each flag, in the order of the columns."""
_ENGAGEMENT = 3


def write_directory(
    folder: Path,
    *,
    structures: int = 200_000,
    services: int = 80_000,
    seed: int = 1,
    week: int = 0,
) -> tuple[Path, Path]:
    """Write `structures-<week>.csv` and `services-<week>.csv` in ``folder``; return their paths."""
    structures_path = folder / f"structures-{week}.csv"
    services_path = folder / f"services-{week}.csv"
    _write(structures_path, STRUCTURE_HEADER, structure_rows(structures, seed=seed, week=week))
    _write(services_path, SERVICE_HEADER, service_rows(structures, services, seed=seed, week=week))
    return structures_path, services_path


def structure_rows(count: int, *, seed: int = 1, week: int = 0) -> Iterator[list[str]]:
    """Yield the cells of each structure of that week."""
    for index in range(count + count * week // 300):
        if week and index % 500 == 7:
            continue
        yield _structure(index, seed, changed=week > 0 and index % 200 == 3)


def service_rows(
    structures: int, services: int, *, seed: int = 1, week: int = 0
) -> Iterator[list[str]]:
    """Yield the cells of each service of that week, held by structures spread over the file."""
    holders = max(1, services // _SERVICES_PER_HOLDER)
    step = max(1, structures // holders)
    for number in range(services):
        holder = (number // _SERVICES_PER_HOLDER) * step
        if holder >= structures or (week and (number % 400 == 9 or holder % 500 == 7)):
            continue
        yield _service(number, _structure(holder, seed, changed=False), seed)


def siret_of(index: int) -> str:
    """Compute the SIRET of the structure number ``index``: distinct, with both Luhn keys right."""
    first = (21, 26, 20, 19, 29, 25, 24, 13)[index % 8]
    siren = _with_luhn_key(f"{first}{index // 8:06d}")
    return _with_luhn_key(f"{siren}0001")


def _with_luhn_key(digits: str) -> str:
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 if position % 2 else 2)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"


def _structure(index: int, seed: int, *, changed: bool) -> list[str]:
    draw = Random(f"{seed}/{index}")  # noqa: S311 - made-up data
    town = _town(draw)
    kind = _weighted(draw, _KINDS)
    name = kind.format(town=town, hero=draw.choice(_HEROES))
    flags = [draw.randrange(1000) < chance for chance in _FLAG_CHANCES.values()]
    if changed:
        flags[_ENGAGEMENT] = not flags[_ENGAGEMENT]
    return [
        "1",
        siret_of(index),
        name,
        *("true" if flag else "false" for flag in flags),
        f"{draw.randrange(1, 200)} {draw.choice(_STREETS)}",
        "",
        f"BP {draw.randrange(10, 999)}" if draw.random() < 0.2 else "",
        f"{draw.randrange(1, 96):02d}{draw.randrange(10, 99)}0",
        town,
        f"0{draw.randrange(1, 6)}{draw.randrange(10**8):08d}",
        f"facturation{index}@{_mail_domain(town)}.example",
        "FR",
        "FRANCE",
    ]


def _service(number: int, holder: list[str], seed: int) -> list[str]:
    draw = Random(f"service/{seed}/{number}")  # noqa: S311 - made-up data
    rank = number % _SERVICES_PER_HOLDER
    code, name = _SERVICES[0] if rank == 0 else _SERVICES[1 + (number + rank) % 7]
    return [
        str(20_000_000 + number),
        holder[1],
        holder[2],
        code if rank == 0 else f"{code}-{rank}",
        name,
        "true" if draw.random() < 0.2 else "false",
        "true" if draw.random() < 0.93 else "false",
        *holder[12:],
    ]


def _town(draw: Random) -> str:
    chance = draw.random()
    if chance < 0.1:
        stem = draw.choice(_PLACES)
    elif chance < 0.4:
        stem = f"SAINT-{draw.choice(_SAINTS)}"
    else:
        stem = draw.choice(_BEGINNINGS) + draw.choice(_ENDINGS)
    return stem + _weighted(draw, _SUFFIXES)


def _weighted(draw: Random, choices: dict[str, int]) -> str:
    return draw.choices(tuple(choices), cum_weights=tuple(choices.values()))[0]


def _mail_domain(town: str) -> str:
    return "".join(letter for letter in fold(town) if letter.isalnum() or letter == "-")


def _write(path: Path, header: str, rows: Iterator[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, delimiter=";", lineterminator="\r\n")
        writer.writerow(header.split(";"))
        writer.writerows(rows)
