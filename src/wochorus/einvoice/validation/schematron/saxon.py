"""The one Saxon engine of the process, and the one thread that speaks to it.

SaxonC is a Java program compiled to a library. Several engines in several threads have ended
processes without a word, and a process forked from one that used it inherits an engine without
its threads. So: one engine, made at the first call, by a thread of its own that makes every call,
one after the other, whoever asks; in a forked process, a clear refusal.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, NewType

from wochorus.core.errors import Permanent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Stylesheet = NewType("Stylesheet", object)

# Compiling a large stylesheet recurses deeply, and threads get 512 KB on some systems.
_STACK_BYTES = 32 * 1024 * 1024


class SaxonUnavailable(Permanent):
    """The engine of the official rules cannot be used here: nothing was checked."""


class SaxonFailure(Permanent):
    """The engine gave up on a document or a stylesheet."""


class _Engine:
    """An engine and its thread. Every method that begins with ``_`` runs in that thread."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="saxon")
        self._processor: Any = None
        self._start()

    def compile(self, text: str, folder: Path | None) -> Stylesheet:
        return self._thread.submit(self._compile, text, folder).result()

    def transform(self, xml: str, stylesheets: Sequence[Stylesheet]) -> list[str | SaxonFailure]:
        return self._thread.submit(self._transform, xml, stylesheets).result()

    def transform_once(self, xml: str, text: str) -> str | SaxonFailure:
        return self._thread.submit(self._transform_once, xml, text).result()

    def _start(self) -> None:
        usual = threading.stack_size(_STACK_BYTES)
        try:
            self._thread.submit(self._make).result()
        finally:
            threading.stack_size(usual)

    def _make(self) -> None:
        from saxonche import PySaxonProcessor

        self._processor = PySaxonProcessor(license=False)

    def _compile(self, text: str, folder: Path | None) -> Stylesheet:
        compiler = self._processor.new_xslt30_processor()
        if folder is not None:
            compiler.set_cwd(str(folder))
        # Saxon would decode the text by the locale of the machine.
        compiled = partial(compiler.compile_stylesheet, stylesheet_text=text, encoding="utf-8")
        return Stylesheet(_told(compiled))

    def _transform(self, xml: str, stylesheets: Sequence[Stylesheet]) -> list[str | SaxonFailure]:
        document = _told(partial(self._processor.parse_xml, xml_text=xml, encoding="utf-8"))
        return [_output(stylesheet, document) for stylesheet in stylesheets]

    def _transform_once(self, xml: str, text: str) -> str | SaxonFailure:
        (output,) = self._transform(xml, [self._compile(text, None)])
        return output


class _Owner:
    """Holds the engine of the process, once there is one."""

    def __init__(self) -> None:
        self.engine: _Engine | None = None
        self.making = threading.Lock()

    def renew_lock(self) -> None:
        """Forget who held the lock when the process was forked: that thread is not here."""
        self.making = threading.Lock()


_owner = _Owner()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_owner.renew_lock)


def compile_stylesheet(text: str, folder: Path | None = None) -> Stylesheet:
    """Compile an XSLT stylesheet, to be kept: it takes from 30 to 700 ms.

    ``folder`` is where the documents lie that the stylesheet reads by relative names.
    Raises :class:`SaxonUnavailable`, or :class:`SaxonFailure` when it is not valid XSLT.
    """
    return _engine().compile(text, folder)


def transform(xml: str, stylesheets: Sequence[Stylesheet]) -> list[str | SaxonFailure]:
    """Run stylesheets over one document, parsed once; give the text, or the failure, of each.

    Raises :class:`SaxonUnavailable`, or :class:`SaxonFailure` when the document is no XML.
    """
    return _engine().transform(xml, stylesheets)


def transform_once(xml: str, text: str) -> str | SaxonFailure:
    """Run a stylesheet compiled for this document only; raises as :func:`transform`."""
    return _engine().transform_once(xml, text)


def refuse_forked_process() -> None:
    """Raise :class:`SaxonUnavailable` in a process forked from one that had an engine."""
    if _owner.engine is not None and _owner.engine.process != os.getpid():
        raise SaxonUnavailable(
            "Les règles officielles ne peuvent pas être vérifiées dans ce processus : il a été "
            "dédoublé (fork) d'un processus qui s'en servait déjà",
            remedy="Lancez les processus de travail avant la première vérification, "
            "ou démarrez-les à neuf (spawn).",
        )


def _engine() -> _Engine:
    refuse_forked_process()
    with _owner.making:
        if _owner.engine is None:
            _owner.engine = _new_engine()
        return _owner.engine


def _new_engine() -> _Engine:
    try:
        return _Engine()
    except ImportError as error:
        raise SaxonUnavailable(
            "Le moteur des règles officielles (Saxon) ne peut pas être chargé sur cette machine",
            where=str(error),
            remedy="Réinstallez WO CHORUS : le paquet « saxonche » doit être présent.",
        ) from error


def _output(stylesheet: Any, document: Any) -> str | SaxonFailure:  # noqa: ANN401 - untyped library
    try:
        return str(_told(partial(stylesheet.transform_to_string, xdm_node=document)) or "")
    except SaxonFailure as failure:
        # A traceback would keep the document until some other thread drops it.
        return failure.with_traceback(None)


def _told(call: partial[Any]) -> Any:  # noqa: ANN401 - untyped library
    from saxonche import PySaxonApiError

    try:
        return call()
    except PySaxonApiError as error:
        reason = " ".join(str(error).split())
    raise SaxonFailure(reason)
