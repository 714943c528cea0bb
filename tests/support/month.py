"""A closed month on disk, as a clerk has it: annuaire files, a journal, a folder of PDFs."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from support.forked import run_forked
from support.records import SUPPLIER, UNDEMANDING, a_pdf

if TYPE_CHECKING:
    from pathlib import Path

STRUCTURES = (
    "TypeIdentifiant;Identifiant;RaisonSociale;EmetteurEdi;RecepteurEdi;"
    "GestionStatutMiseEnPaiement;GestionEngagement;GestionService;GestionServiceEngagement;EstMOA;"
    "EstMOAUniquement;StructureActive;Adresse;ComplementAdresse1;ComplementAdresse2;CodePostal;"
    "Ville;NumTelephone;Courriel;CodePays;LibellePays\n"
    "1;12345678200051;COMMUNE SANS EXIGENCE;false;false;false;false;false;false;false;false;true;"
    "1 place de la Mairie;;;75001;PARIS;;;FR;France\n"
    "1;12345678200028;COMMUNE A SERVICE;false;false;false;false;true;false;false;false;true;"
    "2 place de la Mairie;;;75002;PARIS;;;FR;France\n"
)
SERVICES = (
    "idService;Identifiant;RaisonSociale;Code;Nom;GestionEGMT;ServiceActif;Adresse;"
    "ComplementAdresse1;ComplementAdresse2;CodePostal;Ville;NumTelephone;Courriel;CodePays;"
    "LibellePays\n"
    "1;12345678200028;COMMUNE A SERVICE;SERVICE_DEST_SERV_OBL;Comptabilité;false;true;;;;;;;;;\n"
)


KNOWN = (
    *("--address", "14 rue des Mariniers", "--postcode", "45160", "--town", "Olivet"),
    *("--legal-form", "SARL", "--iban", "FR7630006000011234567890189"),
    *("--call-interval-ms", "0"),
)


@dataclass(slots=True)
class Month:
    """The files of a month, written in a folder as they are asked for."""

    folder: Path
    rows: list[dict[str, str]] = field(default_factory=list)
    line_rows: list[dict[str, str]] = field(default_factory=list)

    @property
    def structures(self) -> Path:
        return self._written("structures.csv", STRUCTURES)

    @property
    def services(self) -> Path:
        return self._written("services.csv", SERVICES)

    @property
    def pdfs(self) -> Path:
        path = self.folder / "pdfs"
        path.mkdir(exist_ok=True)
        return path

    @property
    def journal(self) -> Path:
        return self._table("journal.csv", self.rows)

    @property
    def lines(self) -> Path:
        return self._table("lignes.csv", self.line_rows)

    @property
    def files(self) -> tuple[str | Path, ...]:
        """The words of `journal import` that name the files."""
        lines = ("--lines", self.lines) if self.line_rows else ()
        return (self.journal, "--pdfs", self.pdfs, *lines)

    def invoice(self, number: str, *, pdf: bool = True, **cells: str) -> None:
        """Add an invoice of 120,00 € to the undemanding town, with its PDF."""
        sound = {
            "N° facture": number,
            "Date": "31/10/2026",
            "Code client": "C1",
            "Client": "Commune sans exigence",
            "SIRET": UNDEMANDING,
            "Public/Privé": "Public",
            "Taux TVA 1": "20",
            "Total HT": "100,00",
            "Total TVA": "20,00",
            "Total TTC": "120,00",
        }
        self.rows.append(sound | {key.replace("_", " "): text for key, text in cells.items()})
        if pdf:
            (self.pdfs / f"{number}.pdf").write_bytes(a_pdf(number))

    def detailed(self, number: str, **cells: str) -> None:
        """Add an invoice of 120,00 € with its two lines, and no PDF."""
        sound = {
            "Adresse": "1 place de la Mairie",
            "CP": "75001",
            "Ville": "Paris",
            "N°_engagement": "BC-7",
            "Date_d'exécution": "31/10/2026",
            "Échéance": "30/11/2026",
        }
        self.invoice(number, pdf=False, **{**sound, **cells})
        for name in ("Entretien courant", "Vitrerie"):
            line = {"Désignation": name, "Quantité": "2", "Unité": "heure"}
            money = {"Prix unitaire HT": "25,00", "Taux TVA": "20"}
            self.line_rows.append({"N° facture": number, **line, **money})

    def _table(self, name: str, rows: list[dict[str, str]]) -> Path:
        path = self.folder / name
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            headers = list(dict.fromkeys(header for row in rows for header in row))
            writer = csv.DictWriter(file, headers, delimiter=";", restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    def _written(self, name: str, content: str) -> Path:
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return path


def set_up(home: Path, database_url: str, month: Month, simulator_url: str) -> dict[str, str]:
    """Register the company, import its files; give the variables that name the portal."""
    variables = {"WOCHORUS_SIMULATOR_URL": simulator_url}
    commands = (
        ("company", "add", "propre", "--name", "Propre SARL", "--siret", SUPPLIER, *KNOWN),
        ("company", "simulator", "propre"),
        ("directory", "import", month.structures, month.services),
        ("journal", "import", *month.files),
    )
    for words in commands:
        done = run_forked(*words, home=home, database_url=database_url, variables=variables)
        assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return variables
