"""The commands on files need neither database nor data folder nor settings."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from support.commands import COMMAND, command_environment
from wochorus.einvoice import examples

if TYPE_CHECKING:
    from pathlib import Path

NOWHERE = "/dev/null/donnees"
"""A folder that nobody can create."""

_EACH_COMMAND = """
import sys
from wochorus.config.entry import main

def run(*words):
    sys.argv = ["wochorus", "einvoice", *words]
    try:
        main()
    except SystemExit as end:
        return end.code

codes = [
    run("build", "facture.json", "--format", "facturx", "--out", "f.pdf"),
    run("check", "f.pdf"),
    run("read", "f.pdf", "--json"),
    run("render", "f.pdf", "--out", "page.pdf"),
    run("template", "modele"),
    run("schema", "--out", "schema.json"),
    run("read", "schema.json"),
    run("build", "rien.json", "--format", "cii"),
]
loaded = [name for name in ("django", "psycopg", "structlog", "httpx2") if name in sys.modules]
print("\\n", {"codes": codes, "loaded": loaded})
"""


def test_each_command_works_without_home_database_or_settings(
    tmp_path: Path, facture: Path
) -> None:
    assert facture.exists()
    ran = subprocess.run(
        [sys.executable, "-c", _EACH_COMMAND],
        cwd=tmp_path,
        env=command_environment(tmp_path, None, {"WOCHORUS_HOME": NOWHERE}),
        capture_output=True,
        text=True,
        check=False,
    )
    last = ran.stdout.splitlines()[-1].strip()
    assert last == str({"codes": [0, 0, 0, 0, 0, 0, 1, 2], "loaded": []}), ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_real_command_makes_no_data_folder_and_reads_no_address(
    tmp_path: Path, facture: Path
) -> None:
    home = tmp_path / "pas" / "encore"
    ran = subprocess.run(
        [COMMAND, "einvoice", "build", facture, "--format", "cpp-minimal", "--json"],
        cwd=tmp_path,
        env=command_environment(home, "ceci n'est pas une adresse"),
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout)["written"] == "FA-2026-0101.xml"
    assert not home.parent.exists()


def test_a_pdf_goes_whole_to_standard_output_and_json_comes_from_standard_input(
    tmp_path: Path,
) -> None:
    ran = subprocess.run(
        [COMMAND, "einvoice", "render", "-", "--out", "-"],
        cwd=tmp_path,
        env=command_environment(tmp_path, None, {"WOCHORUS_HOME": NOWHERE}),
        input=examples.content(examples.VALID, "avoir"),
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.startswith(b"%PDF-")
    assert ran.stdout.rstrip().endswith(b"%%EOF")
    assert list(tmp_path.iterdir()) == []
