"""Accent-insensitive text, kept by the database beside the text itself.

A generated column cannot be forgotten by a writer. It does in SQL what `core.text.fold` does in
Python, for the letters that French texts use, so that both sides of a search are folded alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Func, Q, TextField, Value
from django.db.models.functions import Concat, Lower, Replace

from wochorus.core.text import fold

if TYPE_CHECKING:
    from django.db.models.expressions import Expression

ACCENTED = "àâäáãåçéèêëíìîïñóòôöõúùûüýÿÀÂÄÁÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕÚÙÛÜÝŸ\u00a0\u202f"
BARE = "aaaaaaceeeeiiiinooooouuuuyyAAAAAACEEEEIIIINOOOOOUUUUYY  "


def folded_columns(*names: str) -> Expression:
    """Build the SQL expression: the columns ``names``, spaced, without accents, lower case.

    Only immutable functions take part: PostgreSQL asks for it in a generated column.
    """
    parts: list[Expression | str] = []
    for name in names:
        parts += [name, Value(" ")]
    text = Concat(*parts, output_field=TextField())
    ligatures = Replace(
        Replace(text, Value("œ"), Value("oe")), Value("Œ"), Value("OE"), output_field=TextField()
    )
    bare = Func(
        ligatures, Value(ACCENTED), Value(BARE), function="translate", output_field=TextField()
    )
    return Lower(bare, output_field=TextField())


def contains_words(text: str, *columns: str) -> Q:
    """Ask that every word of ``text`` be found in one of the folded ``columns``."""
    wanted = Q()
    for word in fold(text).split():
        anywhere = Q()
        for column in columns:
            anywhere |= Q(**{f"{column}__contains": word})
        wanted &= anywhere
    return wanted
