"""What keeps every invoice back alike does not hide what each invoice lacks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from support.month import Month

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import RunWoChorus


def test_all_anomalies_are_shown_beside_what_is_common_to_all(
    run_wochorus: RunWoChorus, tmp_path: Path
) -> None:
    month = Month(tmp_path)
    month.invoice("FA-1")
    month.invoice("FA-2", pdf=False)
    run_wochorus("company", "add", "propre", "--name", "Propre SARL")
    run_wochorus("journal", "import", month.journal, "--pdfs", month.pdfs)

    checked = run_wochorus("check")
    assert checked.returncode == 1
    assert "La société émettrice Propre SARL n'a pas de SIRET" in checked.stdout
    assert "L'annuaire des structures publiques n'est pas importé" in checked.stdout
    assert "Le fichier PDF de la facture est introuvable" in checked.stdout
    assert "n'existe pas dans l'annuaire" not in checked.stdout
    assert "0 prête(s) à partir, 2 bloquée(s), 3 anomalie(s)" in checked.stdout

    deposited = run_wochorus("deposit", "--mode", "batch", "--json")
    assert deposited.returncode == 1
    answer = json.loads(deposited.stdout)
    assert [common["code"] for common in answer["common"]] == [
        "ISSUER_SIRET_MISSING",
        "ANNUAIRE_MISSING",
    ]
    assert answer["lines"] == []
    assert "2 facture(s) bloquée(s) par une anomalie" in deposited.stderr
