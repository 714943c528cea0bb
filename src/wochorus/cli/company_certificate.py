"""`wochorus company certificate`: what signs a company's PDFs. Its key is never shown."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape
from rich.table import Table

from wochorus.accounts.certificates import (
    LARGEST_BYTES,
    certificate_of,
    ends_soon,
    remove_certificate,
    store_certificate,
    validity_told,
)
from wochorus.cli.output import emit_json, out
from wochorus.cli.session import announce, chosen_company, json_option, needs_database
from wochorus.core.errors import InvalidInput

if TYPE_CHECKING:
    from wochorus.accounts.models import Company, SigningCertificate

PASSWORD_VARIABLE = "WOCHORUS_CERTIFICATE_PASSWORD"  # noqa: S105 - the name of a variable


@click.command("certificate")
@click.argument("code")
@click.option(
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FICHIER",
    help="Certificat de signature et sa clé : PKCS#12 (.p12, .pfx).",
)
@click.option("--remove", is_flag=True, help="Oublier le certificat enregistré.")
@click.option(
    "--password-stdin", is_flag=True, help="Lire le mot de passe du fichier sur l'entrée standard."
)
@json_option
@needs_database
def certificate(
    code: str, path: Path | None, remove: bool, password_stdin: bool, as_json: bool
) -> None:
    """Enregistrer, montrer ou retirer le certificat qui signe les PDF d'une société.

    Sans option, il est montré. Le mot de passe se saisit, ou se donne par --password-stdin ou par
    la variable WOCHORUS_CERTIFICATE_PASSWORD ; jamais sur la ligne de commande.
    """
    if path is not None and remove:
        raise click.UsageError("--file et --remove ne vont pas ensemble")
    record = chosen_company(code, by_argument=True)
    if path is not None:
        store_certificate(record, _content(path), _password(from_stdin=password_stdin))
    elif remove and not remove_certificate(record):
        raise InvalidInput(
            f"La société {record.code} n'a pas de certificat", remedy="Il n'y a rien à retirer."
        )
    if as_json:
        emit_json({"company": record.code, "certificate": certificate_as_json(record)})
        return
    announce(record)
    if remove:
        out.print("Certificat retiré : la société ne signe plus ses PDF.")
        return
    _print(record)


def certificate_as_json(company: Company) -> dict[str, Any] | None:
    """Describe the certificate of a company for programs."""
    found = certificate_of(company)
    if found is None:
        return None
    return {
        "subject": found.subject,
        "issuer": found.issuer,
        "valid_from": found.valid_from,
        "valid_to": found.valid_to,
        "ends_soon": ends_soon(found),
    }


def certificate_told(company: Company) -> str:
    """Say in a few French words what signs the PDFs of a company."""
    found = certificate_of(company)
    return "aucun" if found is None else f"{found.subject}, {validity_told(found)}"


def _print(company: Company) -> None:
    found = certificate_of(company)
    if found is None:
        out.print("Aucun certificat : « --file FICHIER.p12 » en enregistre un.")
        return
    table = Table(show_header=False, box=None)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in _rows(found):
        table.add_row(label, escape(value))
    out.print(table)
    if ends_soon(found):
        out.print(f"[yellow]Attention :[/] ce certificat {validity_told(found)}.")


def _rows(found: SigningCertificate) -> tuple[tuple[str, str], ...]:
    return (
        ("Titulaire", found.subject),
        ("Émetteur", found.issuer),
        ("Validité", validity_told(found)),
    )


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_BYTES + 1)


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if (given := os.environ.get(PASSWORD_VARIABLE)) is not None:
        return given
    if not sys.stdin.isatty():
        raise InvalidInput(
            "Le mot de passe du certificat se saisit dans un terminal",
            remedy=f"Hors d'un terminal, donnez-le avec --password-stdin ou {PASSWORD_VARIABLE}.",
        )
    return str(
        click.prompt("Mot de passe du certificat", hide_input=True, default="", show_default=False)
    )
