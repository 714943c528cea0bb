"""One Saxon engine for the process: any thread may ask, a forked process is refused."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import pytest

from wochorus.einvoice.validation.schematron import saxon
from wochorus.einvoice.validation.schematron.saxon import SaxonFailure

STYLESHEET = (
    '<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">'
    '<xsl:output method="text"/><xsl:template match="/">é:<xsl:value-of select="{}"/>'
    "</xsl:template></xsl:stylesheet>"
)
SETUP = f"""
import os, sys, threading
from wochorus.einvoice.validation.schematron import saxon
sheet = {STYLESHEET.format("a")!a}
def check():
    assert saxon.transform("<a>1</a>", [saxon.compile_stylesheet(sheet)]) == ["\\xe9:1"]
"""


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own, to its very end."""
    return subprocess.run(
        [sys.executable, "-c", SETUP + textwrap.dedent(code)],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", **environment},
        timeout=60,
        check=False,
    )


def test_a_document_is_parsed_once_for_several_stylesheets() -> None:
    sheets = [saxon.compile_stylesheet(STYLESHEET.format(path)) for path in ("a", "a/b")]
    assert saxon.transform("<a>1<b>2</b></a>", sheets) == ["é:12", "é:2"]


def test_threads_that_ask_at_the_same_time_each_get_their_answer() -> None:
    sheet = saxon.compile_stylesheet(STYLESHEET.format("a"))
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda n: saxon.transform(f"<a>{n}</a>", [sheet]), range(200))
    assert [answer for (answer,) in answers] == [f"é:{n}" for n in range(200)]


def test_a_stylesheet_that_fails_leaves_the_others_their_answer() -> None:
    sheets = [saxon.compile_stylesheet(STYLESHEET.format(path)) for path in ("1 div 0", "a")]
    failure, answer = saxon.transform("<a>1</a>", sheets)
    assert isinstance(failure, SaxonFailure)
    assert "zero" in failure.what
    assert answer == "é:1"


def test_a_stylesheet_that_is_no_xslt_is_refused() -> None:
    with pytest.raises(SaxonFailure):
        saxon.compile_stylesheet("<a/>")


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "en_US.ISO-8859-1"])
def test_accents_survive_every_locale_and_the_process_ends_cleanly(locale: str) -> None:
    ended = run("check()", LC_ALL=locale, PYTHONUTF8="0")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_the_engine_can_be_used_first_from_a_thread_then_from_others() -> None:
    ended = run(
        """
        for _ in range(3):
            thread = threading.Thread(target=check)
            thread.start()
            thread.join()
        check()
        """
    )
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_process_forked_after_use_is_refused_in_french_and_its_parent_goes_on() -> None:
    ended = run(
        """
        check()
        child = os.fork()
        if child == 0:
            try:
                check()
            except saxon.SaxonUnavailable as refusal:
                os.write(1, str(refusal).encode())
                os._exit(7)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
        check()
        """
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "dédoublé" in ended.stdout
    assert "spawn" in ended.stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_process_forked_before_use_has_an_engine_of_its_own() -> None:
    ended = run(
        """
        child = os.fork()
        check()
        if child:
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        """
    )
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_missing_engine_is_told_in_french() -> None:
    ended = run(
        """
        sys.modules["saxonche"] = None
        try:
            check()
        except saxon.SaxonUnavailable as refusal:
            print(refusal.what)
        """,
        PYTHONIOENCODING="utf-8",
    )
    assert "ne peut pas être chargé" in ended.stdout
