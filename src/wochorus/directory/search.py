"""Finding a structure from a name, a town, a postcode, a SIRET or the beginning of one.

First the structures that hold every word; when there are none, those that hold words written
almost alike. Words that nearly every name holds do not count; « mairie » alone finds town halls.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from psycopg import sql

from wochorus.core.identifiers import SIRET_LENGTH, compact_identifier
from wochorus.directory.words import TOWN_HALL_WORDS, WEAK_WORDS, strong_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import LiteralString

LONGEST_QUERY = 200
MOST_RANKED = 5_000
"""How many structures that hold every word are ranked: beyond, the search is too vague."""
MOST_COMPARED = 600
"""How many structures written almost alike are compared: each word costs 20 µs."""
LIKENESS = 0.5
MOST_WORDS = 10
SHORTEST_MISSPELT = 4
_ANY_TOWN_HALL = "|".join(TOWN_HALL_WORDS)
TOWN_HALL = rf"^({_ANY_TOWN_HALL})\M"
SHORTEST_SIRET_START = 6
LONGEST_SHORT_WORD = 2
_ABBREVIATIONS = {
    "ccas": "centre communal action sociale",
    "cias": "centre intercommunal action sociale",
    "chu": "centre hospitalier universitaire",
    "ch": "centre hospitalier",
    "cc": "communaute communes",
    "opht": "office public habitat",
    "oph": "office public habitat",
    "sdis": "service departemental incendie",
    "cci": "chambre commerce industrie",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A structure that was found."""

    identifier: str
    name: str
    postcode: str
    town: str
    is_active: bool
    requires_engagement: bool
    requires_service: bool
    requires_service_or_engagement: bool
    is_works_only: bool
    is_closed: bool
    is_approximate: bool
    """Whether a word of the search is only almost that of the structure."""


def search(text: str, *, limit: int = 20, active_only: bool = False) -> list[Hit]:
    """Find structures, the best first; those in use before the inactive and the closed."""
    text = text[:LONGEST_QUERY].replace("\0", " ")
    digits = compact_identifier(text)
    scope = "is_active AND closed_at IS NULL" if active_only else "TRUE"
    hits = _by_identifier(digits, scope, limit)
    if digits.isdigit() and len(digits) >= SHORTEST_SIRET_START:
        return hits
    wanted = _wanted_words(text)
    if not wanted:
        return hits
    if WEAK_WORDS.issuperset(wanted):
        return _merged(hits, _town_halls(wanted, scope, limit), limit)
    hits = _merged(hits, _holding(wanted, scope, limit), limit)
    return hits or _resembling(wanted, scope, limit)


def _wanted_words(text: str) -> list[str]:
    """Choose the words that a structure must hold, the weak ones only if there are no others."""
    words = strong_words(text).split()
    written_out = [part for word in words for part in _ABBREVIATIONS.get(word, word).split()]
    return list(dict.fromkeys(written_out))[:MOST_WORDS]


def _by_identifier(text: str, scope: LiteralString, limit: int) -> list[Hit]:
    """Find the exact identifier, or those that begin by these digits."""
    if text.isdigit() and SHORTEST_SIRET_START <= len(text) <= SIRET_LENGTH:
        condition = sql.SQL("identifier LIKE {}").format(sql.Literal(f"{text}%"))
    else:
        condition = sql.SQL("identifier = {}").format(sql.Literal(text.upper()))
    return _hits(
        sql.SQL("{fields}, FALSE FROM directory_structure WHERE {condition} AND {scope} {order}"),
        condition=condition,
        scope=sql.SQL(scope),
        order=_order(limit, "identifier"),
    )


def _town_halls(wanted: Sequence[str], scope: LiteralString, limit: int) -> list[Hit]:
    """Find what is named by these words of a town hall, then by the others: they mean the same.

    There are tens of thousands: those in use whose name begins so are read in the order of an
    index. The others, inactive or named so further on, are sought where these do not suffice.
    """
    asked = [word for word in TOWN_HALL_WORDS if word in wanted]
    if not asked:
        return []
    hits: list[Hit] = []
    for word in (*asked, *(other for other in TOWN_HALL_WORDS if other not in asked)):
        begun = _hits(
            sql.SQL(
                "{fields}, FALSE FROM directory_structure"
                " WHERE LOWER(split_part(name, ' ', 1)) = {word}"
                " AND is_active AND closed_at IS NULL ORDER BY name, identifier LIMIT {limit}"
            ),
            word=sql.Literal(word),
            limit=sql.Literal(limit),
        )
        hits = _merged(hits, begun, limit)
        if len(hits) == limit:
            return hits
    return _merged(hits, _named_after_town_halls(asked, scope, limit), limit)


def _named_after_town_halls(asked: Sequence[str], scope: LiteralString, limit: int) -> list[Hit]:
    return _hits(
        sql.SQL("{fields}, FALSE FROM directory_structure WHERE name ~* {any} AND {scope} {order}"),
        any=sql.Literal(rf"\m({_ANY_TOWN_HALL})\M"),
        scope=sql.SQL(scope),
        order=_order(
            limit,
            "name ~* {asked} DESC, name ~* {town_hall} DESC, name, identifier",
            asked=sql.Literal(rf"\m({'|'.join(asked)})\M"),
            town_hall=sql.Literal(TOWN_HALL),
        ),
    )


def _holding(wanted: Sequence[str], scope: LiteralString, limit: int) -> list[Hit]:
    """Find the structures that hold every word: town halls, whole words and short names first."""
    whole = [
        sql.SQL("(' ' || searchable || ' ' LIKE {})::int").format(sql.Literal(f"% {word} %"))
        for word in wanted
    ]
    return _hits(
        sql.SQL(
            "{fields}, FALSE FROM (SELECT * FROM directory_structure"
            " WHERE {condition} AND {scope} LIMIT {most}) found {order}"
        ),
        condition=sql.SQL(" AND ").join(map(_contains, wanted)),
        scope=sql.SQL(scope),
        most=sql.Literal(MOST_RANKED),
        order=_order(
            limit,
            "name ~* {town_hall} AND searchable ~ {only} DESC, {whole} DESC,"
            " length(searchable), searchable",
            town_hall=sql.Literal(TOWN_HALL),
            only=sql.Literal(f"^{' '.join(wanted)}( [0-9a-z]+)?$"),
            whole=sql.SQL(" + ").join(whole),
        ),
    )


def _resembling(wanted: Sequence[str], scope: LiteralString, limit: int) -> list[Hit]:
    """Find the structures whose words have most groups of three letters in common."""
    conditions = [
        sql.SQL("searchable %> {}").format(sql.Literal(word))
        if _may_be_misspelt(word)
        else _contains(word)
        for word in wanted
    ]
    likeness = [
        sql.SQL("word_similarity({}, searchable)").format(sql.Literal(word)) for word in wanted
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, TRUE)", [str(LIKENESS)]
        )
        return _hits(
            sql.SQL(
                "{fields}, TRUE FROM (SELECT * FROM directory_structure"
                " WHERE {condition} AND {scope} LIMIT {most}) found {order}"
            ),
            condition=sql.SQL(" AND ").join(conditions),
            scope=sql.SQL(scope),
            most=sql.Literal(MOST_COMPARED),
            order=_order(
                limit,
                "{likeness} DESC, length(searchable), searchable",
                likeness=sql.SQL(" + ").join(likeness),
            ),
        )


def _may_be_misspelt(word: str) -> bool:
    return len(word) >= SHORTEST_MISSPELT and not word.isdigit()


def _contains(word: str) -> sql.Composed:
    """Ask for a word or a part of one, for the beginning of a number, for a whole short word.

    Each pattern gives the trigram index a group of three letters, or a space and two.
    """
    if word.isdigit():
        patterns = [f"% {word}%"]
    elif len(word) <= LONGEST_SHORT_WORD:
        patterns = [f"{word} %", f"% {word} %"]
    else:
        patterns = [f"%{word}%"]
    likes = [sql.SQL("searchable LIKE {}").format(sql.Literal(pattern)) for pattern in patterns]
    return sql.SQL("({})").format(sql.SQL(" OR ").join(likes))


_FIELDS = sql.SQL(
    "SELECT identifier, name, postcode, town, is_active, requires_engagement, requires_service,"
    " requires_service_or_engagement, is_works_only, closed_at IS NOT NULL"
)


def _order(limit: int, rank: LiteralString, **parts: sql.Composable) -> sql.Composed:
    return sql.SQL("ORDER BY closed_at IS NOT NULL, NOT is_active, {} LIMIT {}").format(
        sql.SQL(rank).format(**parts), sql.Literal(limit)
    )


def _hits(query: sql.SQL, **parts: sql.Composable) -> list[Hit]:
    with connection.cursor() as cursor:
        cursor.execute(query.format(fields=_FIELDS, **parts))
        return [Hit(*row) for row in cursor.fetchall()]


def _merged(first: list[Hit], others: list[Hit], limit: int) -> list[Hit]:
    known = {hit.identifier for hit in first}
    return [*first, *(hit for hit in others if hit.identifier not in known)][:limit]
