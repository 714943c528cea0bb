"""A file is taken out of an answer whatever its blocks, and the rest of the answer is whole."""

from __future__ import annotations

import base64
import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wochorus.choruspro.file_field import FileField

NAMES = ("fichierResultat", "fichier")
CUTS = st.lists(st.integers(0, 400), max_size=20)
OTHERS = st.dictionaries(
    st.text(max_size=8).filter(lambda name: name not in NAMES),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["fichierResultat", "a"]), inner, max_size=2)
        ),
        max_leaves=6,
    ),
    max_size=4,
)


def take_out(answer: bytes, cuts: list[int]) -> tuple[bytes, bytes]:
    written: list[bytes] = []
    field = FileField(NAMES, written.append)
    places = [0, *sorted(min(cut, len(answer)) for cut in cuts), len(answer)]
    rest = b"".join(field.take(answer[start:end]) for start, end in pairwise(places))
    return b"".join(written), rest


@given(
    content=st.binary(max_size=120),
    before=OTHERS,
    after=OTHERS,
    name=st.sampled_from(NAMES),
    cuts=CUTS,
)
def test_the_file_and_the_rest_are_both_whole_wherever_the_blocks_are_cut(
    content: bytes, before: dict[str, Any], after: dict[str, Any], name: str, cuts: list[int]
) -> None:
    answer = before | {name: base64.b64encode(content).decode()} | after
    taken, rest = take_out(json.dumps(answer).encode(), cuts)
    assert taken == content
    assert json.loads(rest) == answer | {name: ""}


@given(content=st.binary(min_size=1, max_size=90), cuts=CUTS)
def test_escapes_and_line_breaks_inside_the_text_are_undone(
    content: bytes, cuts: list[int]
) -> None:
    text = base64.encodebytes(content).decode()
    written = json.dumps({"fichierResultat": text}).replace("/", "\\/").replace("=", "\\u003d")
    assert take_out(written.encode(), cuts) == (content, b'{"fichierResultat": ""}')


@pytest.mark.parametrize("text", ["QUJD*A==", "QUJ", "QQ==QUJD", "QQ=A", "é", "=", 'QUJD\\"QUJD'])
@pytest.mark.parametrize("cuts", [[], list(range(60))])
def test_what_is_not_base64_is_told(text: str, cuts: list[int]) -> None:
    answer = f'{{"fichierResultat": "{text}"}}'.encode()
    with pytest.raises(ValueError, match="mal codé"):
        take_out(answer, cuts)


def test_a_file_that_comes_twice_is_told() -> None:
    with pytest.raises(ValueError, match="deux fichiers"):
        take_out(b'{"fichierResultat": "QUJD", "fichier": "QUJD"}', [])


@given(content=st.binary(max_size=100), cuts=CUTS)
def test_an_answer_that_is_no_json_goes_through_untouched(content: bytes, cuts: list[int]) -> None:
    assert take_out(b"<html>" + content, cuts) == (b"", b"<html>" + content)


@pytest.mark.parametrize(
    "answer",
    [
        b'{"fichierResultat": null, "codeRetour": 0}',
        b'{"inner": {"fichierResultat": "QUJD"}}',
        b'["fichierResultat", "QUJD"]',
        b'{"a": "fichierResultat", "b": "QUJD"}',
        b'{"a\\"fichierResultat": "QUJD"}',
    ],
)
def test_only_a_text_under_that_very_name_is_a_file(answer: bytes) -> None:
    assert take_out(answer, []) == (b"", answer)
