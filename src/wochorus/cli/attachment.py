"""`wochorus attachment`: the files that go with an invoice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from wochorus.cli.app import FrenchGroup
from wochorus.cli.columns import TextColumn, print_columns
from wochorus.cli.found_invoice import found_invoice, year_option
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.attachments import ATTACHMENT_KINDS, AttachmentKind
from wochorus.core.sizes import format_size

if TYPE_CHECKING:
    from wochorus.billing.attachments import KnownAttachment

_COLUMNS = (
    TextColumn("Nom", least=16),
    TextColumn("Type"),
    TextColumn("Taille", right=True),
    TextColumn("Contenu"),
    TextColumn("Défaut", least=12),
)


@click.group(cls=FrenchGroup)
def attachment() -> None:
    """Pièces jointes d'une facture : ajouter, lister, retirer, types."""


@attachment.command()
@click.argument("number", metavar="N°")
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FICHIER"
)
@click.option(
    "--type",
    "kind",
    type=click.Choice([kind.value for kind in AttachmentKind], case_sensitive=False),
    default=AttachmentKind.ANNEX.value,
    show_default=True,
    metavar="TYPE",
    help="Ce qu'est la pièce ; « wochorus attachment types » les nomme.",
)
@click.option("--name", default="", metavar="NOM", help="Nom que verra le client.")
@year_option
@company_option
@json_option
@needs_database
def add(
    number: str,
    file: Path,
    kind: str,
    name: str,
    *,
    year: int | None,
    company_code: str | None,
    as_json: bool,
) -> None:
    """Joindre un fichier à une facture pas encore déposée.

    Un fichier du même nom est remplacé.
    """
    from wochorus.billing.attachments import add_attachment

    company = chosen_company(company_code)
    invoice = found_invoice(company, number, year)
    added = add_attachment(invoice, file, name=name, kind=kind)
    if as_json:
        emit_json({"number": invoice.number, **_as_json(added)})
        return
    announce(company)
    out.print(
        f"Jointe à la facture {escape(invoice.number)} : {escape(added.name)} "
        f"({added.kind_label}, {format_size(added.size)})."
    )


@attachment.command("list")
@click.argument("number", metavar="N°")
@year_option
@company_option
@json_option
@needs_database
def list_attachments(
    number: str, year: int | None, company_code: str | None, as_json: bool
) -> None:
    """Lister les pièces jointes d'une facture."""
    from wochorus.billing.attachments import attachments_of

    company = chosen_company(company_code)
    invoice = found_invoice(company, number, year)
    found = attachments_of(invoice)
    if as_json:
        emit_json({"number": invoice.number, "attachments": [_as_json(each) for each in found]})
        return
    announce(company)
    if not found:
        out.print(f"La facture {escape(invoice.number)} n'a aucune pièce jointe.")
        return
    print_columns(_COLUMNS, [_cells(each) for each in found])


@attachment.command()
@click.argument("number", metavar="N°")
@click.argument("name", metavar="NOM")
@year_option
@company_option
@json_option
@needs_database
def remove(
    number: str, name: str, year: int | None, company_code: str | None, as_json: bool
) -> None:
    """Retirer une pièce jointe d'une facture pas encore déposée."""
    from wochorus.billing.attachments import remove_attachment

    company = chosen_company(company_code)
    invoice = found_invoice(company, number, year)
    removed = remove_attachment(invoice, name)
    if as_json:
        emit_json({"number": invoice.number, **_as_json(removed)})
        return
    announce(company)
    out.print(f"Retirée de la facture {escape(invoice.number)} : {escape(removed.name)}.")


@attachment.command()
@json_option
def types(as_json: bool) -> None:
    """Nommer les types de pièces jointes (règle BR-FR-17), avec leur code."""
    if as_json:
        emit_json([{"code": code, "label": label} for code, label in ATTACHMENT_KINDS])
        return
    print_columns((TextColumn("Code"), TextColumn("Type")), ATTACHMENT_KINDS)


def _cells(each: KnownAttachment) -> tuple[str, ...]:
    return each.name, each.kind_label, format_size(each.size), each.media_type, each.defect


def _as_json(each: KnownAttachment) -> dict[str, Any]:
    return {
        "name": each.name,
        "kind": each.kind,
        "kind_label": each.kind_label,
        "size": each.size,
        "media_type": each.media_type,
        "sha256": each.sha256,
        "defect": each.defect,
    }
