"""Characters that no XML file can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.einvoice.validation.chorus.odd_values import NOT_IN_XML
from wochorus.einvoice.validation.chorus.paths import place, term_at
from wochorus.einvoice.validation.chorus.rule import Breach, rule
from wochorus.einvoice.validation.chorus.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wochorus.einvoice.validation.chorus.case import Case


@rule(
    "CP-TEXTE-01",
    "BG-1",
    "Aucun texte ne contient un caractère de contrôle que le format XML interdit",
    source="XML 1.0, §2.2",
)
def xml_can_hold_it(case: Case) -> Iterator[Breach]:
    for odd in case.odd_values:
        forbidden = NOT_IN_XML.search(odd.value) if isinstance(odd.value, str) else None
        if forbidden is not None:
            yield Breach(
                f"Le texte {quoted(str(odd.value))} ({place(odd.path)}) contient le caractère "
                f"U+{ord(forbidden[0]):04X}, que le format XML interdit.",
                "Retirez ce caractère invisible, souvent venu d'un copier-coller.",
                odd.path,
                term_at(odd.path),
            )


RULES = (xml_can_hold_it,)
