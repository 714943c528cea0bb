"""`wochorus chorus explain`: what a code or a label of Chorus Pro means, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from wochorus.cli.app import FrenchHelp
from wochorus.cli.output import emit_json, out
from wochorus.cli.plain_output import printable
from wochorus.cli.session import json_option

if TYPE_CHECKING:
    from wochorus.choruspro.catalogue import Entry, Explanation


@click.command("explain", cls=FrenchHelp)
@click.argument("words", metavar="CODE|LIBELLÉ", nargs=-1, required=True)
@json_option
def explain(words: tuple[str, ...], as_json: bool) -> None:
    """Expliquer un code ou un libellé de Chorus Pro : son sens, qui agit, que faire.

    Donnez un code (REJETEE, IN_REJETE, 20001…), ou un libellé de refus entier, entre guillemets :
    chacun de ses messages est expliqué. Un code inconnu est montré tel quel.
    """
    from wochorus.choruspro.catalogue import explain as explained

    said = " ".join(words)
    explanations = explained(said)
    if not explanations:
        raise click.UsageError("Il n'y a rien à expliquer : le texte donné est vide")
    if as_json:
        emit_json({"said": said, "messages": [explanation_as_json(one) for one in explanations]})
        return
    for explanation in explanations:
        _print(explanation)


def explanation_as_json(explanation: Explanation) -> dict[str, Any]:
    """Describe for programs what one message means; no meaning when it is unknown."""
    return {
        "text": explanation.said.text,
        "cut": explanation.said.is_cut,
        "known": explanation.is_known,
        "meanings": [_entry_as_json(entry) for entry in explanation.entries],
        "remedy": explanation.remedy,
    }


def _entry_as_json(entry: Entry) -> dict[str, Any]:
    return {
        "family": entry.family.name.lower(),
        "code": entry.code,
        "service": getattr(entry, "service", ""),
        "label": entry.label,
        "actor": entry.actor.value,
        "remedy": entry.remedy,
        "inferred": entry.is_inferred,
    }


def _print(explanation: Explanation) -> None:
    cut = " [yellow](coupé par Chorus Pro)[/]" if explanation.said.is_cut else ""
    out.print(f"[bold]{escape(printable(str(explanation.said)))}[/]{cut}", soft_wrap=True)
    for entry in explanation.entries:
        _print_entry(entry)
    if not explanation.is_known:
        out.print(f"  Sens : {explanation.label}")
        out.print(f"  Que faire : {explanation.remedy}", soft_wrap=True)


def _print_entry(entry: Entry) -> None:
    service = getattr(entry, "service", "")
    of_service = f" « {service} »" if service else ""
    inferred = " [dim](déduit, non publié)[/]" if entry.is_inferred else ""
    out.print(f"  {entry.family.value.capitalize()}{of_service}", markup=False)
    out.print(f"    Sens : {escape(entry.label)}{inferred}", soft_wrap=True)
    out.print(f"    Qui agit : {entry.actor.value}", markup=False)
    out.print(f"    Que faire : {entry.remedy}", markup=False, soft_wrap=True)
