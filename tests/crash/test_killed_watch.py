"""A program that watches a folder is killed again and again: no file is lost, none doubled."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from support.einvoices import SELLER_SIRET, a_whole_invoice
from support.forked import Place, start_forked
from wochorus.einvoice import to_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import RunWoChorus

FILES, KILLED_AFTER = 24, (1, 4, 9, 15)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def test_a_watch_that_is_killed_loses_no_file(
    run_wochorus: RunWoChorus, a_database_url: Callable[[], str], data_folder: Path, tmp_path: Path
) -> None:
    url, root = a_database_url(), tmp_path / "arrivée"
    added = ("company", "add", "p", "--name", "P", "--siret", SELLER_SIRET)
    assert run_wochorus(*added, database_url=url).returncode == 0
    (root / "traites").mkdir(parents=True)
    laid = [f"FA-{rank:02}.json" for rank in range(FILES)]
    for name in laid:
        text = to_json(a_whole_invoice(number=name.removesuffix(".json")))
        (root / name).write_text(text, "utf-8")
    (root / "faux.xml").write_text("<rien/>")
    place: Place = {"home": data_folder, "database_url": url}
    for count in KILLED_AFTER:
        watch = start_forked("ingest", "watch", root, "--every", "0.1", **place)
        while len(names(root / "traites")) < count and watch.is_alive():
            time.sleep(0.002)
        assert watch.is_alive()
        watch.kill()
        watch.join()
    run_wochorus("ingest", "watch", root, "--once", database_url=url)
    assert names(root / "traites") == laid
    assert names(root / "refuses") == ["faux.xml", "faux.xml.motif.txt"]
    assert names(root / ".en-cours") == []
    listed = run_wochorus("journal", "list", database_url=url)
    assert f"{FILES} / {FILES} affichés" in listed.stdout
