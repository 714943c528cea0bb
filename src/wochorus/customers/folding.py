"""Accent-insensitive text, kept by the database beside the text itself.

A generated column cannot be forgotten by a writer. It does in SQL what `core.text.fold` does in
Python, for the letters that French texts use, so that both sides of a search are folded alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Func, Q, TextField, Value
from django.db.models.functions import Coalesce, Concat, Lower, NullIf, Replace, Trim

from wochorus.core.text import fold

if TYPE_CHECKING:
    from django.db.models.expressions import Expression

ACCENTED = "àâäáãåçéèêëíìîïñóòôöõúùûüýÿÀÂÄÁÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕÚÙÛÜÝŸ\u00a0\u202f"
WEAK_WORDS = ("commune", "mairie", "ville", "de", "des", "du", "d", "l", "la", "le", "les", "et")
"""Words that many customers share; to change them is to change a column."""
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


def telling_words(name: str) -> Expression:
    """Build the SQL expression: the folded column ``name`` without the words that tell nothing.

    A name made of nothing else stays whole.
    """
    pattern = Value(rf"\y({'|'.join(sorted(WEAK_WORDS))})\y|[^a-z0-9]+")
    bare = Func(
        folded_columns(name),
        pattern,
        Value(" "),
        Value("g"),
        function="regexp_replace",
        output_field=TextField(),
    )
    return Coalesce(NullIf(Trim(bare), Value("")), folded_columns(name), output_field=TextField())


def contains_words(text: str, *columns: str) -> Q:
    """Ask that every word of ``text`` be found in one of the folded ``columns``."""
    wanted = Q()
    for word in fold(text).split():
        anywhere = Q()
        for column in columns:
            anywhere |= Q(**{f"{column}__contains": word})
        wanted &= anywhere
    return wanted
