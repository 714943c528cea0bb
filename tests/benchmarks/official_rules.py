"""The official rules as WO CHORUS runs them, against the published stylesheets, in the same run.

`PYTHONPATH=tests python -m benchmarks official_rules`. Times are of the processor, warm, the
document already parsed by Saxon's side being part of both. Each pair is measured in turns, so
that a busy machine slows both alike.
"""

from __future__ import annotations

import time
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

from einvoice.validation.invoices import EXTENDED_CTC_FR, a_cii_invoice, a_ubl_invoice
from einvoice.validation.referee import untouched
from wochorus.einvoice.validation import official_files as files
from wochorus.einvoice.validation.official import check_form
from wochorus.einvoice.validation.schematron.official_rules import prepare
from wochorus.einvoice.validation.schematron.saxon import transform

if TYPE_CHECKING:
    from collections.abc import Callable

    from wochorus.einvoice.validation.artefacts import Artefact

_EXTENDED = {"profile": EXTENDED_CTC_FR}
MEASURED: tuple[tuple[Artefact, Callable[..., str], dict[str, str]], ...] = (
    (files.FACTURX_RULES["EN 16931"], a_cii_invoice, {}),
    (files.FACTURX_RULES["EXTENDED"], a_cii_invoice, {}),
    (files.FRENCH_CII_RULES, a_cii_invoice, {}),
    (files.EXTENDED_CTC_FR_CII_RULES, a_cii_invoice, _EXTENDED),
    (files.EN16931_UBL_RULES, a_ubl_invoice, {}),
    (files.FRENCH_UBL_RULES, a_ubl_invoice, {}),
    (files.EXTENDED_CTC_FR_UBL_RULES, a_ubl_invoice, _EXTENDED),
)
ROUNDS = {10: 60, 500: 8}


def main() -> None:
    """Print the table of rule sets, then that of whole checks."""
    print(f"{'rule set':42} {'lines':>5} {'ours':>9} {'published':>10} {'ratio':>6}")
    for artefact, write, options in MEASURED:
        first, compiled = _compiled(artefact)
        for lines, rounds in ROUNDS.items():
            ours, published = _both(artefact, write(lines, **options), rounds)
            ratio = published / ours
            print(f"{artefact.name:42} {lines:5} {ours:6.2f} ms {published:7.2f} ms {ratio:5.1f}x")
        print(f"{'':42} compiling {first:6.0f} ms {compiled:7.0f} ms {compiled / first:5.1f}x")
    print(f"\n{'whole check, schema and rules':42} {'lines':>5} {'ours':>9}")
    for write in (a_cii_invoice, a_ubl_invoice):
        for lines, rounds in ROUNDS.items():
            content = write(lines).encode()
            (spent,) = _median([partial(check_form, content)], rounds)
            print(f"{write.__name__:42} {lines:5} {spent:6.2f} ms")


def _compiled(artefact: Artefact) -> tuple[float, float]:
    """Time what it takes to have each stylesheet ready."""
    return _spent(lambda: prepare(artefact)), _spent(lambda: untouched(artefact))


def _both(artefact: Artefact, xml: str, rounds: int) -> tuple[float, float]:
    """Time the two stylesheets without the parsing that they have in common."""
    ours, published = prepare(artefact).stylesheet, untouched(artefact)
    nothing, first, second = _median(
        [
            lambda: transform(xml, []),
            lambda: transform(xml, [ours]),
            lambda: transform(xml, [published]),
        ],
        rounds,
    )
    return first - nothing, second - nothing


def _median(calls: list[Callable[[], object]], rounds: int) -> list[float]:
    times = [[_spent(call) for call in calls] for _ in range(rounds + 1)]
    return [median(column) for column in zip(*times[1:], strict=True)]


def _spent(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1_000


if __name__ == "__main__":
    main()
