"""How an error reaches the person at the keyboard: one French message, never a traceback.

Exit codes: 0 all that was asked was done; 1 it was not, or only in part; 2 the command was
mistyped; 130 interrupted.
"""

from __future__ import annotations

import errno
import sys
import traceback
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click
from rich.console import Console

from wochorus.cli.plain_output import printable
from wochorus.core.errors import WoChorusError
from wochorus.core.system_reasons import system_reason

if TYPE_CHECKING:
    from collections.abc import Iterable

DONE = 0
NOT_DONE = 1
MISTYPED = 2
INTERRUPTED = 130


def report_failure(error: BaseException, *, debug: bool) -> int:
    """Print ``error`` for the user on standard error and return the exit code."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else NOT_DONE
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, (click.Abort, KeyboardInterrupt)):
        _print("Interrompu à votre demande.", "", "")
        return INTERRUPTED
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return MISTYPED
    if debug:
        traceback.print_exception(error)
    if isinstance(error, click.ClickException):
        _print(*_usage_message(error))
        return MISTYPED if isinstance(error, click.UsageError) else NOT_DONE
    _print(*_message(error))
    return NOT_DONE


def _print(what: str, where: str, remedy: str) -> None:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"[bold red]Erreur :[/] {_plain(what)}" if where or remedy else _plain(what))
    if where:
        console.print(f"  Où : {_plain(where)}")
    if remedy:
        console.print(f"  Que faire : {_plain(remedy)}")


def _plain(text: str) -> str:
    return printable(text).replace("[", "\\[")


def _message(error: BaseException) -> tuple[str, str, str]:
    if isinstance(error, WoChorusError):
        return error.what, error.where, error.remedy or "Relancez la commande."
    if isinstance(error, UnicodeEncodeError):
        return (
            "Un texte donné sur la ligne de commande n'est pas lisible (UTF-8 attendu)",
            "",
            "Retapez-le, ou réglez la langue du terminal sur UTF-8.",
        )
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return (
            "Le disque est plein",
            str(error.filename or ""),
            "Libérez de la place, puis relancez : rien n'a été perdu ni envoyé deux fois.",
        )
    if isinstance(error, OSError) and error.filename:
        return (
            f"Fichier inaccessible : {system_reason(error)}",
            str(error.filename),
            "Vérifiez le chemin et les droits.",
        )
    if _is_of_database(error):
        first_line = (str(error).strip().splitlines() or [type(error).__name__])[0]
        return (
            "La base de données ne répond pas ou refuse l'opération",
            first_line,
            "Lancez « wochorus doctor », puis relancez la commande.",
        )
    return (
        f"Panne inattendue ({type(error).__name__}) : {error}",
        "",
        "Relancez avec --debug et transmettez le détail aux développeurs.",
    )


def _is_of_database(error: BaseException) -> bool:
    import psycopg
    from django.db import DatabaseError, InterfaceError

    return isinstance(error, (DatabaseError, InterfaceError, psycopg.Error))


def _usage_message(error: click.ClickException) -> tuple[str, str, str]:
    context = getattr(error, "ctx", None)
    help_command = f"{context.command_path} --help" if context else "wochorus --help"
    return _french_usage(error), "", f"Voyez « {help_command} »."


def _french_usage(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption():
            return f"Option inconnue : {error.option_name}{_meant_option(error)}"
        case click.MissingParameter():
            hint = error.param.get_error_hint(error.ctx) if error.param and error.ctx else ""
            return f"Il manque une valeur : {hint}"
        case click.BadParameter():
            hint = error.param.get_error_hint(error.ctx) if error.param and error.ctx else ""
            return f"Valeur refusée pour {hint} : {_french_value(error)}"
        case click.BadOptionUsage() if "requires" in error.message:
            return f"Il manque la valeur de l'option {error.option_name}"
        case click.BadOptionUsage():
            return f"L'option {error.option_name} ne prend pas de valeur"
        case click.FileError():
            return f"Fichier inaccessible : {error.ui_filename}"
        case click.exceptions.NoSuchCommand():
            return f"Commande inconnue : {error.command_name}{_meant_command(error)}"
        case _ if "unexpected extra argument" in error.format_message():
            return "Argument en trop"
        case _ if "Missing command" in error.format_message():
            return "Il manque la commande"
        case _:
            return error.format_message()


def _french_value(error: click.BadParameter) -> str:
    kind = error.param.type if error.param else None
    match kind:
        case click.Choice():
            return "choisissez parmi " + ", ".join(str(choice) for choice in kind.choices)
        case click.IntRange():
            return _french_range(kind)
        case click.types.IntParamType() | click.types.FloatParamType():
            return "un nombre est attendu"
        case click.Path():
            return _french_path(error.message)
        case _:
            return error.message


def _french_range(kind: click.IntRange) -> str:
    if kind.max is None:
        return f"un nombre entier est attendu, {kind.min} au moins"
    return f"un nombre entier est attendu, de {kind.min} à {kind.max}"


def _meant_option(error: click.NoSuchOption) -> str:
    """Guess the option from its letters: two options are always alike by their dashes."""
    if error.option_name == "--debug":
        return " à cette place : écrivez-la juste après « wochorus »"
    known = {name.lstrip("-"): name for name in error.possibilities or ()}
    return _meant(known[letters] for letters in _close(error.option_name.lstrip("-"), known))


def _meant_command(error: click.exceptions.NoSuchCommand) -> str:
    group = error.ctx.command if error.ctx else None
    if not isinstance(group, click.Group) or error.ctx is None:
        return ""
    return _meant(_close(error.command_name, group.list_commands(error.ctx)))


def _close(typed: str, known: Iterable[str]) -> list[str]:
    return get_close_matches(typed, list(known), n=2)


def _meant(names: Iterable[str]) -> str:
    guessed = " ou ".join(names)
    return f" (vouliez-vous dire {guessed} ?)" if guessed else ""


_PATH_REASONS = {
    "does not exist": "n'existe pas",
    "is a directory": "est un dossier",
    "is a file": "est un fichier",
    "is not readable": "n'est pas lisible",
    "is not writable": "est protégé en écriture",
}


def _french_path(message: str) -> str:
    """Translate what click says of a path: « x » n'existe pas."""
    name = message.partition("'")[2].rpartition("'")[0]
    reasons = (french for english, french in _PATH_REASONS.items() if english in message)
    return f"« {name} » {next(reasons, 'est inaccessible')}"


def fail_partially(message: str, *, remedy: str) -> None:
    """End the command with code 1: part of what was asked was not done."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(
        f"[bold yellow]À compléter :[/] {_plain(message)}\n  Que faire : {_plain(remedy)}"
    )
    sys.stderr.flush()
    raise click.exceptions.Exit(NOT_DONE)
