"""Reading the whole directory as Chorus Pro gives it: a ZIP of an XML whose tree is not public."""

from __future__ import annotations

import csv
import zipfile
from typing import TYPE_CHECKING

import pytest

from support.directory_files import VILLEJUIF, a_service_row, a_structure_row, write_csv
from wochorus.core.errors import InvalidInput
from wochorus.directory.portal_file import tables_of

if TYPE_CHECKING:
    from pathlib import Path

STRUCTURE = f"""<TypeIdentifiant>1</TypeIdentifiant><Identifiant>{VILLEJUIF}</Identifiant>
<RaisonSociale>COMMUNE DE   VILLEJUIF &amp; CIE</RaisonSociale>
<GestionEngagement>false</GestionEngagement><GestionService>true</GestionService>
<GestionServiceEngagement>false</GestionServiceEngagement><EstMOAUniquement>false</EstMOAUniquement>
<StructureActive>true</StructureActive>"""
SERVICE = """<Code>COMPTA</Code><Nom>Service ; "achats"</Nom><GestionEGMT>true</GestionEGMT>
<ServiceActif>true</ServiceActif>"""
NESTED = (
    f"<Annuaire><Structure>{STRUCTURE}<Adresse><CodePostal>94800</CodePostal></Adresse>"
    f"<Services><Service>{SERVICE}</Service></Services></Structure></Annuaire>"
)


def packed(folder: Path, **members: str) -> Path:
    place = folder / "annuaire.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return place


def read(folder: Path, content: str) -> list[list[dict[str, str]]]:
    tables = []
    for table in tables_of(packed(folder, FAR0037_xml=content), folder):
        with table.open(encoding="utf-8", newline="") as handle:
            tables.append(list(csv.DictReader(handle, delimiter=";")))
    return tables


def test_a_service_takes_its_structure_from_around_it(tmp_path: Path) -> None:
    [structure], [service] = read(tmp_path, NESTED)
    assert structure["Identifiant"] == VILLEJUIF
    assert structure["RaisonSociale"] == "COMMUNE DE VILLEJUIF & CIE"
    assert structure["CodePostal"] == "94800", "what an element in between holds is lent upwards"
    assert (service["Identifiant"], service["Code"]) == (VILLEJUIF, "COMPTA")
    assert service["Nom"] == 'Service ; "achats"'
    assert service["GestionEGMT"] == "true"


@pytest.mark.parametrize(
    "content",
    [
        f"<a:F xmlns:a='urn:x'><a:L><a:P>{STRUCTURE}<a:S>{SERVICE}</a:S></a:P></a:L></a:F>",
        f"<F><P><S>{SERVICE}</S>{STRUCTURE}</P></F>",
        f"<F><P>{STRUCTURE}</P><S><Identifiant>{VILLEJUIF}</Identifiant>{SERVICE}</S></F>",
    ],
    ids=["other names", "services before", "two lists"],
)
def test_the_names_and_the_places_of_the_elements_between_do_not_matter(
    tmp_path: Path, content: str
) -> None:
    [structure], [service] = read(tmp_path, content)
    assert structure["StructureActive"] == "true"
    assert (service["Identifiant"], service["ServiceActif"]) == (VILLEJUIF, "true")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("<Annuaire><Entite><Siret>1</Siret></Entite></Annuaire>", "StructureActive"),
        (NESTED.replace("GestionService>", "ServiceExige>"), "GestionService"),
        (NESTED.replace("ServiceActif>", "Actif>"), "services : rien ne s'y appelle"),
        (f"<A><S>{SERVICE}</S></A>", "d'aucune structure"),
        (NESTED[:-3], "XML correct"),
        (f'<!DOCTYPE a [<!ENTITY b "c">]>{NESTED}', "type de document"),
        ("<a>" * 60, "niveaux"),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "XML correct"),
    ],
)
def test_an_unknown_tree_is_refused_with_what_to_do(tmp_path: Path, content: str, why: str) -> None:
    with pytest.raises(InvalidInput, match="Format inconnu") as refused:
        read(tmp_path, content)
    assert why in str(refused.value)
    assert "wochorus directory import" in refused.value.remedy


def test_the_elements_that_were_met_are_named_in_the_refusal(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(tmp_path, "<Annuaire><Entite><Siret>1</Siret></Entite></Annuaire>")
    assert "Annuaire, Entite, Siret" in refused.value.where


def test_published_tables_in_the_zip_are_taken_as_they_are(tmp_path: Path) -> None:
    structures = write_csv(tmp_path / "s.csv", [a_structure_row()]).read_text("utf-8")
    services = write_csv(tmp_path / "t.csv", [a_service_row()]).read_text("utf-8")
    folder = tmp_path / "out"
    folder.mkdir()
    zipped = packed(tmp_path, structures_csv=structures, services_csv=services)
    first, second = tables_of(zipped, folder)
    assert (first.read_text("utf-8"), second.read_text("utf-8")) == (structures, services)
    assert first.parent == second.parent == folder


def test_what_is_no_directory_or_too_big_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 not a zip")
    with pytest.raises(InvalidInput, match="ZIP correct"):
        tables_of(broken, tmp_path)
    with pytest.raises(InvalidInput, match=r"ni XML ni tableau \(lisez.moi\)"):
        tables_of(packed(tmp_path, lisez_moi="rien"), tmp_path)
    zipped = packed(tmp_path, FAR0037_xml=NESTED + " " * 2_000_000)
    with pytest.raises(InvalidInput, match="dépasse 1 Mo"):
        tables_of(zipped, tmp_path, most_unpacked=1_000_000)
