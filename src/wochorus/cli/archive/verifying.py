"""`wochorus archive verify`."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

import click
from rich.markup import escape

from wochorus.billing.archive.verifying import SpoiltFile
from wochorus.billing.archive.verifying import verify as verify_files
from wochorus.cli.app import FrenchHelp
from wochorus.cli.failures import NOT_DONE, fail_partially
from wochorus.cli.output import emit_json, out
from wochorus.cli.progress import showing_progress
from wochorus.cli.session import (
    announce,
    chosen_company,
    company_option,
    json_option,
    needs_database,
)
from wochorus.core.sizes import format_size


@click.command(cls=FrenchHelp)
@company_option
@json_option
@needs_database
def verify(company_code: str | None, as_json: bool) -> None:
    """Relire chaque PDF et pièce jointe, et comparer son empreinte (hors ligne).

    Le code de sortie est 0 quand aucun fichier n'est abîmé.
    """
    company = chosen_company(company_code)
    with showing_progress("fichiers") as tell:
        found = verify_files(company, partial(tell, "Vérification"))
    if as_json:
        emit_json(
            {
                "company": company.code,
                "files": found.files,
                "size": found.size,
                "spoilt": [asdict(each) for each in found.spoilt],
            }
        )
        if found.spoilt:
            raise click.exceptions.Exit(NOT_DONE)
        return
    announce(company)
    out.print(f"{found.files} fichier(s) relu(s), {format_size(found.size)}.")
    for each in found.spoilt:
        out.print(escape(_told(each)))
    if found.spoilt:
        fail_partially(
            f"{len(found.spoilt)} fichier(s) abîmé(s) ou disparu(s)",
            remedy="Rétablissez-les depuis une sauvegarde (wochorus db restore), ou versez-les "
            "de nouveau : wochorus archive attach, archive rebuild, attachment add.",
        )


def _told(each: SpoiltFile) -> str:
    what = "disparu" if each.is_missing else "changé sur le disque"
    numbers = ", ".join(each.numbers)
    return f"{' / '.join(each.names)} ({each.sha256[:12]}…) : {what} ; facture {numbers}"
