"""Importing the published files: all or nothing, and again every week."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from benchmarks.generated_directory import write_directory
from support.directory_files import (
    LANGON,
    MONTREUIL,
    VILLEJUIF,
    a_service_row,
    a_structure_row,
    write_csv,
    write_xlsx,
)
from wochorus.core.errors import InvalidInput, Transient
from wochorus.core.identifiers import siret_defect
from wochorus.directory import importer
from wochorus.directory.importer import Choices, import_directory
from wochorus.directory.models import DirectoryChange, DirectoryImport, Service, Structure
from wochorus.directory.outcome import Outcome, RefusedRows

pytestmark = pytest.mark.django_db

SHARED = Path(
    os.environ.get("WOCHORUS_SHARED", Path(__file__).resolve().parents[2].parent / "shared")
)
USUAL = Choices()
ANY_CLOSING = Choices(allow_closing=True)


def import_rows(tmp_path: Path, *rows: dict[str, Any], choices: Choices = USUAL) -> Outcome:
    """Import one file made of these rows."""
    (outcome,) = import_directory([write_csv(tmp_path / "fichier.csv", rows)], choices)
    return outcome


def many_structures(count: int) -> list[dict[str, Any]]:
    return [a_structure_row(f"{21000000000000 + number}") for number in range(count)]


def test_structures_and_services_are_imported_with_all_that_the_files_say(tmp_path: Path) -> None:
    structures = write_csv(
        tmp_path / "structures.csv",
        [a_structure_row(GestionService="true", EstMOA="true", RaisonSociale="COMMUNE D'ÎLE")],
    )
    services = write_csv(tmp_path / "services.csv", [a_service_row(GestionEGMT="true")])

    outcomes = import_directory([services, structures])

    assert [(outcome.kind, outcome.added) for outcome in outcomes] == [
        ("structures", 1),
        ("services", 1),
    ]
    structure = Structure.objects.get()
    assert structure.identifier == VILLEJUIF
    assert structure.name == "COMMUNE D'ÎLE"
    assert structure.requires_service
    assert structure.is_works_authority
    assert not structure.requires_engagement
    assert structure.searchable == "ile villejuif 94800"
    assert (structure.postcode, structure.origin) == ("94800", "annuaire")
    service = Service.objects.get()
    assert service.structure == structure
    assert service.requires_engagement
    assert service.chorus_id == 25_000_001


def test_the_first_import_of_an_origin_tells_no_change(tmp_path: Path) -> None:
    import_rows(tmp_path, a_structure_row())
    assert not DirectoryChange.objects.exists()


def test_the_same_file_twice_changes_nothing_and_is_recorded(tmp_path: Path) -> None:
    import_rows(tmp_path, a_structure_row())
    again = import_rows(tmp_path, a_structure_row())
    assert again.is_repeat
    assert (again.unchanged, again.added) == (1, 0)
    assert DirectoryImport.objects.filter(is_repeat=True).count() == 1
    assert DirectoryImport.objects.count() == 2


def test_a_file_that_comes_back_after_another_is_imported_again(tmp_path: Path) -> None:
    import_rows(tmp_path, a_structure_row())
    import_rows(tmp_path, a_structure_row(Ville="AUTRE"))
    back = import_rows(tmp_path, a_structure_row())
    assert (back.is_repeat, back.changed) == (False, 1)
    assert Structure.objects.get().town == "VILLEJUIF"


def test_a_changed_row_is_updated_and_its_difference_is_told(tmp_path: Path) -> None:
    import_rows(tmp_path, a_structure_row(), a_structure_row(MONTREUIL))
    outcome = import_rows(
        tmp_path, a_structure_row(GestionEngagement="true"), a_structure_row(MONTREUIL)
    )
    assert (outcome.changed, outcome.unchanged) == (1, 1)
    assert Structure.objects.get(identifier=VILLEJUIF).requires_engagement
    change = DirectoryChange.objects.get()
    assert (change.kind, change.identifier) == ("changed", VILLEJUIF)
    assert change.before == {"requires_engagement": False}
    assert change.after == {"requires_engagement": True}


def test_what_has_gone_is_closed_and_kept_then_reopened_when_it_comes_back(tmp_path: Path) -> None:
    both = [a_structure_row(), a_structure_row(MONTREUIL)]
    import_rows(tmp_path, *both)

    gone = import_rows(tmp_path, both[0], choices=ANY_CLOSING)
    assert gone.closed == 1
    assert Structure.objects.get(identifier=MONTREUIL).closed_at is not None
    told = DirectoryChange.objects.values_list("before__name", flat=True)
    assert list(told) == ["COMMUNE DE VILLEJUIF"]

    back = import_rows(tmp_path, *both)
    assert (back.reopened, back.added, back.unchanged) == (1, 0, 1)
    assert Structure.objects.get(identifier=MONTREUIL).closed_at is None
    assert DirectoryChange.objects.filter(kind="reopened", identifier=MONTREUIL).exists()


def test_a_new_row_of_a_later_week_is_told_with_its_values(tmp_path: Path) -> None:
    import_rows(tmp_path, a_structure_row())
    import_rows(tmp_path, a_structure_row(), a_structure_row(MONTREUIL, Ville="MONTREUIL"))
    change = DirectoryChange.objects.get()
    assert change.kind == "added"
    assert change.after is not None
    assert change.after["town"] == "MONTREUIL"
    assert not {"searchable", "line", "file"} & set(change.after)


def test_services_are_closed_changed_and_reopened_too(tmp_path: Path) -> None:
    import_rows(tmp_path, a_structure_row())
    import_rows(tmp_path, a_service_row(), a_service_row(code="RH"))
    outcome = import_rows(tmp_path, a_service_row(GestionEGMT="true"), choices=ANY_CLOSING)
    assert (outcome.changed, outcome.closed) == (1, 1)
    told = DirectoryChange.objects.order_by("kind").values_list(
        "kind", "identifier", "service_code"
    )
    assert list(told) == [("changed", VILLEJUIF, "COMPTA"), ("closed", VILLEJUIF, "RH")]
    assert import_rows(tmp_path, a_service_row(), a_service_row(code="RH")).reopened == 1


def test_a_file_that_closes_more_than_a_fifth_is_refused_and_nothing_changes(
    tmp_path: Path,
) -> None:
    rows = many_structures(10)
    import_rows(tmp_path, *rows)
    with pytest.raises(InvalidInput, match="fermeraient 3 structures sur 10"):
        import_rows(tmp_path, *rows[:7], a_structure_row(LANGON))
    assert Structure.objects.filter(closed_at=None).count() == 10
    assert not Structure.objects.filter(identifier=LANGON).exists()
    assert DirectoryImport.objects.count() == 1


def test_a_file_that_closes_a_fifth_is_accepted(tmp_path: Path) -> None:
    rows = many_structures(10)
    import_rows(tmp_path, *rows)
    assert import_rows(tmp_path, *rows[:8]).closed == 2


def test_an_import_closes_only_the_rows_of_its_own_origin(tmp_path: Path) -> None:
    import_rows(tmp_path, a_structure_row(), choices=Choices(origin="qualification"))
    import_rows(tmp_path, a_structure_row(MONTREUIL))
    outcome = import_rows(tmp_path, a_structure_row(LANGON), choices=ANY_CLOSING)
    assert outcome.closed == 1
    assert Structure.objects.get(identifier=VILLEJUIF).closed_at is None


def test_a_row_belongs_to_the_origin_that_named_it_last(tmp_path: Path) -> None:
    import_rows(tmp_path, a_structure_row(), choices=Choices(origin="qualification"))
    outcome = import_rows(tmp_path, a_structure_row())
    assert (outcome.unchanged, outcome.added) == (1, 0)
    assert Structure.objects.get().origin == "annuaire"


def test_all_bad_cells_are_listed_and_nothing_is_imported(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "mauvais.csv",
        [
            a_structure_row(),
            a_structure_row(MONTREUIL, StructureActive="peut-être", GestionService=""),
            a_structure_row("", RaisonSociale="X" * 256),
            a_structure_row("219400769"),
        ],
    )
    with pytest.raises(RefusedRows) as caught:
        import_directory([path])
    refusals = caught.value.refusals
    assert (refusals.cells, refusals.rows) == (5, 3)
    assert [(found.row, found.column, found.value[:9]) for found in refusals.first] == [
        (3, "GestionService", ""),
        (3, "StructureActive", "peut-être"),
        (4, "Identifiant", ""),
        (4, "RaisonSociale", "XXXXXXXXX"),
        (5, "Identifiant", "219400769"),
    ]
    assert "mauvais.csv, ligne 3, colonne GestionService : vide" in caught.value.where
    assert not Structure.objects.exists()
    assert not DirectoryImport.objects.exists()


def test_a_partial_import_takes_the_good_rows_and_closes_nothing(tmp_path: Path) -> None:
    import_rows(tmp_path, a_structure_row(), a_structure_row(MONTREUIL))
    outcome = import_rows(
        tmp_path,
        a_structure_row(Ville="AILLEURS"),
        a_structure_row(MONTREUIL, EstMOAUniquement="?"),
        choices=Choices(partial=True),
    )
    assert (outcome.rejected, outcome.changed, outcome.closed, outcome.kept_open) == (1, 1, 0, 1)
    assert Structure.objects.get(identifier=MONTREUIL).closed_at is None
    assert Structure.objects.get(identifier=VILLEJUIF).town == "AILLEURS"


def test_a_partial_import_without_any_good_row_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedRows):
        import_rows(tmp_path, a_structure_row(""), choices=Choices(partial=True))


def test_a_bad_services_file_keeps_the_structures_out_too(tmp_path: Path) -> None:
    structures = write_csv(tmp_path / "structures.csv", [a_structure_row()])
    services = write_csv(tmp_path / "services.csv", [a_service_row(ServiceActif="")])
    with pytest.raises(RefusedRows):
        import_directory([structures, services])
    assert not Structure.objects.exists()


@pytest.mark.parametrize("written", ["true", "TRUE", "True", "oui", "OUI", "1", "VRAI"])
def test_a_flag_may_be_written_in_several_ways(tmp_path: Path, written: str) -> None:
    import_rows(tmp_path, a_structure_row(GestionEngagement=written))
    assert Structure.objects.get().requires_engagement


def test_an_empty_flag_that_no_check_depends_on_is_false(tmp_path: Path) -> None:
    import_rows(tmp_path, a_structure_row(EmetteurEdi="", EstMOA=""))
    assert not Structure.objects.get().is_works_authority


def test_a_doubled_structure_is_refused_and_both_lines_are_named(tmp_path: Path) -> None:
    with pytest.raises(RefusedRows) as caught:
        import_rows(tmp_path, a_structure_row(), a_structure_row(Ville="AUTRE"))
    (refusal,) = caught.value.refusals.first
    assert (refusal.row, refusal.value) == (3, VILLEJUIF)
    assert "ligne 2" in refusal.expected


def test_a_doubled_service_is_refused_but_the_same_code_in_two_structures_is_not(
    tmp_path: Path,
) -> None:
    import_rows(tmp_path, a_structure_row(), a_structure_row(MONTREUIL))
    assert import_rows(tmp_path, a_service_row(), a_service_row(MONTREUIL)).added == 2
    with pytest.raises(RefusedRows):
        import_rows(tmp_path, a_service_row(), a_service_row())


def test_missing_columns_are_named_with_those_expected(tmp_path: Path) -> None:
    row = a_structure_row()
    del row["GestionService"], row["Ville"]
    with pytest.raises(InvalidInput, match="GestionService, Ville") as caught:
        import_rows(tmp_path, row)
    assert "GestionServiceEngagement" in caught.value.remedy


def test_an_unknown_column_is_told_and_left_aside(tmp_path: Path) -> None:
    outcome = import_rows(tmp_path, a_structure_row() | {"Fax": "01"})
    assert (outcome.unknown_columns, outcome.added) == (["Fax"], 1)


def test_a_file_that_is_no_part_of_the_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="ni un fichier de structures ni") as caught:
        import_rows(tmp_path, {"N° facture": "F1", "Montant": "12"})
    assert "TypeIdentifiant" in caught.value.remedy


def test_a_file_without_any_row_closes_nothing(tmp_path: Path) -> None:
    import_rows(tmp_path, a_structure_row())
    path = tmp_path / "vide.csv"
    path.write_text(";".join(a_structure_row()) + "\n")
    with pytest.raises(InvalidInput, match="pas d'autre ligne que ses titres"):
        import_directory([path], ANY_CLOSING)
    assert Structure.objects.get().closed_at is None


def test_a_device_that_never_ends_is_refused_at_once() -> None:
    with pytest.raises(InvalidInput, match="pas un fichier"):
        import_directory([Path("/dev/zero")])


def test_a_truncated_file_is_refused_and_nothing_is_imported(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "coupé.csv", [a_structure_row(), a_structure_row(MONTREUIL)])
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(RefusedRows) as caught:
        import_directory([path])
    assert caught.value.refusals.first[0].row == 3
    assert not Structure.objects.exists()


def test_services_of_unknown_structures_are_told_and_do_not_stop_the_others(
    tmp_path: Path,
) -> None:
    import_rows(tmp_path, a_structure_row())
    outcome = import_rows(tmp_path, a_service_row(), a_service_row(LANGON, "RH"))
    assert (outcome.added, outcome.orphaned) == (1, 1)
    (orphan,) = outcome.first_orphans
    assert (orphan.identifier, orphan.code) == (LANGON, "RH")


def test_services_left_aside_come_in_once_their_structure_is_known(tmp_path: Path) -> None:
    import_rows(tmp_path, a_structure_row())
    services = write_csv(tmp_path / "services.csv", [a_service_row(), a_service_row(LANGON)])
    import_directory([services])
    import_rows(tmp_path, a_structure_row(), a_structure_row(LANGON))
    (outcome,) = import_directory([services])
    assert (outcome.is_repeat, outcome.added, outcome.orphaned) == (False, 1, 0)


def test_the_reserved_service_is_kept(tmp_path: Path) -> None:
    import_rows(tmp_path, a_structure_row())
    import_rows(tmp_path, a_service_row(code="FACTURES_PUBLIQUES"))
    assert Service.objects.get().code == "FACTURES_PUBLIQUES"


def test_a_services_file_without_ids_keeps_those_already_known(tmp_path: Path) -> None:
    import_rows(tmp_path, a_structure_row())
    import_rows(tmp_path, a_service_row())
    row = a_service_row(Nom="Autre nom")
    del row["idService"]
    assert import_rows(tmp_path, row).changed == 1
    service = Service.objects.get()
    assert (service.name, service.chorus_id) == ("Autre nom", 25_000_001)


def test_a_workbook_gives_back_the_zeros_that_its_sirets_lost(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "annuaire.xlsx",
        Structures=[
            a_structure_row("", Identifiant=718051600143, TypeIdentifiant=1, StructureActive=True)
        ],
        Services=[a_service_row("", Identifiant=718051600143)],
    )
    structures, services = import_directory([path])
    assert (structures.added, services.added, services.orphaned) == (1, 1, 0)
    assert Structure.objects.get().identifier == "00718051600143"


def test_a_sheet_of_explanations_beside_the_table_is_left_aside(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "annuaire.xlsx",
        LisezMoi=[{"Objet": "annuaire"}],
        Structures=[a_structure_row()],
    )
    (outcome,) = import_directory([path])
    assert outcome.added == 1


def test_identifiers_that_are_no_siret_are_kept_as_they_are(tmp_path: Path) -> None:
    import_rows(
        tmp_path,
        a_structure_row("123456789", TypeIdentifiant="4"),
        a_structure_row("DE GEMEINDE KEHL", TypeIdentifiant="3"),
    )
    import_rows(tmp_path, a_service_row("123456789"))
    assert Service.objects.get().structure.identifier == "123456789"


def test_a_siret_may_be_written_with_spaces(tmp_path: Path) -> None:
    import_rows(tmp_path, a_structure_row("219 400 769 00019"))
    assert Structure.objects.get().identifier == VILLEJUIF


def test_texts_that_look_like_copy_syntax_come_through_unchanged(tmp_path: Path) -> None:
    odd = 'A\\N \\t B\tC\nD "E" ; \\.'
    import_rows(tmp_path, a_structure_row(Adresse=odd, ComplementAdresse1=r"\N", Ville=r"\."))
    structure = Structure.objects.get()
    assert structure.address == odd
    assert structure.address_extra_1 == r"\N"
    assert structure.town == r"\."


def test_several_files_of_one_kind_are_taken_together(tmp_path: Path) -> None:
    first = write_csv(tmp_path / "a.csv", [a_structure_row()])
    second = write_csv(tmp_path / "b.csv", [a_structure_row(MONTREUIL)])
    import_directory([first, second])
    (outcome,) = import_directory([second, first])
    assert (outcome.files, outcome.unchanged) == (["b.csv", "a.csv"], 2)


def test_an_origin_needs_a_name_that_fits(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="source"):
        import_rows(tmp_path, a_structure_row(), choices=Choices(origin="x" * 31))


def test_a_large_import_leaves_the_search_index_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "ROWS_WORTH_A_NEW_INDEX", 1)
    import_rows(tmp_path, *many_structures(3))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_indexes WHERE indexname = 'structure_searchable_trgm'"
            " AND indexdef LIKE '%USING gin (searchable gin_trgm_ops)'"
        )
        assert cursor.fetchone() == (1,)


def test_progress_is_told_up_to_the_last_row(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "structures.csv", many_structures(5))
    told: list[tuple[str, int, int]] = []
    import_directory([path], progress=lambda *step: told.append(step))
    assert ("structures.csv", 5, 5) in told
    assert told[-1] == ("mise à jour des structures", 1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_second_import_at_the_same_time_is_told_to_wait(tmp_path: Path) -> None:
    parameters = connection.get_connection_params()
    wanted = {
        key: parameters[key]
        for key in ("dbname", "user", "password", "host", "port")
        if parameters.get(key)
    }
    with psycopg.connect(**wanted) as other:
        other.execute("LOCK TABLE directory_directoryimport IN SHARE ROW EXCLUSIVE MODE")
        with pytest.raises(Transient, match="Un autre import"):
            import_rows(tmp_path, a_structure_row())
    assert import_rows(tmp_path, a_structure_row()).added == 1


@pytest.mark.django_db(transaction=True)
def test_a_file_that_breaks_while_it_is_copied_leaves_the_directory_as_it_was(
    tmp_path: Path,
) -> None:
    import_rows(tmp_path, a_structure_row())
    path = write_csv(tmp_path / "cassé.csv", many_structures(3000))
    path.write_bytes(path.read_bytes() + b'1;"jamais fini')
    with pytest.raises(InvalidInput, match="guillemet"):
        import_directory([path], ANY_CLOSING)
    assert Structure.objects.get().identifier == VILLEJUIF
    assert import_rows(tmp_path, a_structure_row(), a_structure_row(LANGON)).added == 1


def test_the_generated_directory_is_importable_week_after_week(tmp_path: Path) -> None:
    first = import_directory(write_directory(tmp_path, structures=1200, services=400))
    assert [(outcome.added, outcome.orphaned) for outcome in first] == [(1200, 0), (400, 0)]
    assert not any(map(siret_defect, Structure.objects.values_list("identifier", flat=True)))
    structures, services = import_directory(
        write_directory(tmp_path, structures=1200, services=400, week=1)
    )
    assert (structures.added, structures.changed, structures.closed) == (4, 6, 3)
    assert services.closed > 0


def test_every_siret_of_the_public_directory_is_accepted(tmp_path: Path) -> None:
    listed = SHARED / "data" / "annuaire-sirets-2024-11.txt.gz"
    if not listed.exists():
        pytest.skip(f"no list of real SIRETs: {listed} is absent (set WOCHORUS_SHARED)")
    with gzip.open(listed, "rt") as handle:
        sirets = handle.read().split()
    doubtful = (SHARED / "data" / "annuaire-sirets-bad-checksum.txt").read_text().split()
    everything = dict.fromkeys([*sirets, *doubtful])
    outcome = import_rows(tmp_path, *(a_structure_row(siret) for siret in everything))
    assert outcome.added == len(everything) >= 130_608
