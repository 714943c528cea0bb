"""The public samples, read and checked one by one, and the table kept in `docs/reference/`.

`PYTHONPATH=tests python -m benchmarks corpora`; the samples lie in `$WOCHORUS_SHARED/corpus`.
"""

from __future__ import annotations

import os
import tarfile
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.einvoice.environment import ROOT
from wochorus.einvoice import Report, RuleSet, Severity, check, read

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = ROOT / "docs" / "reference" / "corpus.md"
SOURCES = {
    "aife-chorus": "Exemples du portail Chorus Pro (AIFE, 2018)",
    "cen/cii": "Exemples du CEN, CII (EUPL-1.2)",
    "cen/ubl": "Exemples du CEN, UBL (EUPL-1.2)",
    "facturx-1.08/EN16931": "Exemples Factur-X 1.08, EN 16931 (FNFE-MPE)",
    "facturx-1.08/EXTENDED": "Exemples Factur-X 1.08, EXTENDED (FNFE-MPE)",
    "xrechnung": "Exemples XRechnung (KoSIT, Apache-2.0)",
}
MOST_SHOWN = 4

_HEAD = """# Les exemples publics, lus et contrôlés

Page écrite par `PYTHONPATH=tests python -m benchmarks corpora` le {day} : {count} fichiers en
{seconds} s, chacun lu puis passé par toutes les couches du contrôle. « Conforme » veut dire
qu'aucune couche n'a trouvé d'erreur. Un exemple qui ne l'est pas est expliqué plus bas, règle
par règle : les exemples de 2018 ne suivent pas les schémas d'aujourd'hui, et quelques exemples
européens portent des éléments que le profil Factur-X EN 16931 n'admet pas.

"""


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample: the folder that it comes from, its name, its report, and whether it was read."""

    source: str
    name: str
    report: Report
    is_read: bool
    unread: int


def main() -> None:
    """Check every sample, print the table and write the page."""
    root = Path(os.environ.get("WOCHORUS_SHARED", ROOT.parent / "shared")) / "corpus"
    start = time.perf_counter()
    samples = [
        _sample(source, name, content)
        for source in SOURCES
        for name, content in _files(root / source)
    ]
    seconds = time.perf_counter() - start
    head = _HEAD.format(
        day=f"{datetime.now(UTC):%d/%m/%Y}", count=len(samples), seconds=f"{seconds:.0f}"
    )
    text = head + _summary(samples) + _explanations(samples) + _rule_sets(samples)
    PAGE.write_text(text, encoding="utf-8")
    print(text)


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.iterdir()):
        if path.name.endswith(".tar.gz"):
            yield from _members(path)
        elif path.suffix in {".xml", ".pdf"}:
            yield path.name, path.read_bytes()


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content is not None:
                yield f"{path.name} : {member.name}", content.read()


def _sample(source: str, name: str, content: bytes) -> Sample:
    reading = read(content)
    return Sample(
        source=source,
        name=name,
        report=check(content),
        is_read=reading.invoice is not None,
        unread=sum(entry.rule.startswith("WO-LECTURE") for entry in reading.findings),
    )


def _summary(samples: list[Sample]) -> str:
    rows = []
    for source, title in SOURCES.items():
        of_source = [sample for sample in samples if sample.source == source]
        valid = sum(sample.report.is_valid for sample in of_source)
        is_read = sum(sample.is_read for sample in of_source)
        rows.append(f"| {title} | {len(of_source)} | {is_read} | {valid} |")
    return (
        "| Source | Fichiers | Lus | Conformes |\n|---|---:|---:|---:|\n" + "\n".join(rows) + "\n\n"
    )


def _explanations(samples: list[Sample]) -> str:
    parts = [
        f"\n**{sample.name}** ({SOURCES[sample.source]})\n\n{_why(sample)}\n"
        for sample in samples
        if not sample.report.is_valid
    ]
    return "## Ce qui n'est pas conforme, et pourquoi\n" + "".join(parts) + "\n"


def _why(sample: Sample) -> str:
    messages: defaultdict[tuple[str, str], int] = defaultdict(int)
    for finding in sample.report.findings:
        if finding.severity is Severity.ERROR:
            messages[finding.rule, finding.message] += 1
    lines = [
        f"- `{rule}`{f' × {times}' if times > 1 else ''} : {message}"
        for (rule, message), times in list(messages.items())[:MOST_SHOWN]
    ]
    hidden = len(messages) - len(lines)
    return "\n".join([*lines, *([f"- … et {hidden} autre(s) erreur(s)."] if hidden else [])])


def _rule_sets(samples: list[Sample]) -> str:
    ran: dict[RuleSet, int] = defaultdict(int)
    for sample in samples:
        for rule_set in sample.report.rule_sets:
            ran[rule_set] += 1
    rows = [
        f"| {rule_set.name} | {rule_set.version} | {times} | `{rule_set.sha256[:16]}…` |"
        for rule_set, times in sorted(ran.items(), key=lambda entry: entry[0].name)
    ]
    return (
        "## Les jeux de règles qui ont regardé\n\n"
        "| Jeu de règles | Version | Fichiers | SHA-256 |\n|---|---|---:|---|\n"
        + "\n".join(rows)
        + "\n"
    )
