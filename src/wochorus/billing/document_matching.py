"""Which file of a folder belongs to which invoice: told by the journal, or by the number.

Numbers are compared without regard to capitals nor to what separates their parts: the invoice
`FA-2026/001` is found in `fa_2026_001.pdf`. When two readings are possible the file is left
alone and reported: a document sent to the wrong public body cannot be called back.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wochorus.billing.document_folder import Folder, FoundFile
    from wochorus.billing.journal_rows import InvoiceKey

_PARTS = re.compile(r"[^\W_]+")
_MOST_PARTS = 12
_SHORTEST_DIGITS = 4
_FOLDER_AND_NAME = 2
_YEAR = re.compile(r"(19|20)\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An invoice that may receive documents, and what its row says of them.

    `in_file` tells whether the journal being imported has it: it goes before an older invoice
    of the same number. `held` names the documents that it has already.
    """

    key: InvoiceKey
    in_file: bool
    pdf: str = ""
    annexes: tuple[str, ...] | None = None
    held: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DocumentIssue:
    """A document that was not attached, and why, in French. Either name may be empty."""

    file: str
    invoice: str
    reason: str


@dataclass(slots=True)
class Matches:
    """What was found in one folder."""

    pairs: list[tuple[InvoiceKey, FoundFile]] = field(default_factory=list)
    issues: list[DocumentIssue] = field(default_factory=list)
    unmatched: list[FoundFile] = field(default_factory=list)


class _Numbers:
    """The invoices by number, in the form that names are compared."""

    def __init__(self, wanted: Iterable[Wanted]) -> None:
        self._keys: defaultdict[str, list[Wanted]] = defaultdict(list)
        for invoice in wanted:
            if form := number_form(invoice.key.number):
                self._keys[form].append(invoice)

    def having(self, form: str) -> list[Wanted]:
        """Find the invoices of that number: those of the journal in hand, else older ones."""
        found = self._keys.get(form, [])
        return [invoice for invoice in found if invoice.in_file] or found

    def named_in(self, stem: str) -> list[Wanted]:
        """Find the invoices whose whole number stands between separators in ``stem``.

        A number inside a longer one does not count: `2026-001` is not meant by `FA-2026-001`
        when both exist.
        """
        parts = _parts(stem)
        spans = [
            (start, end, found)
            for start, end in _spans(len(parts))
            if (form := "-".join(parts[start:end])) in self._keys
            and is_telling(form)
            and (found := self.having(form))
        ]
        widest = [span for span in spans if not any(_inside(span, other) for other in spans)]
        return [invoice for _, _, found in widest for invoice in found]

    def opening(self, stem: str) -> list[Wanted]:
        """Find the invoices whose number opens ``stem``, with something after it."""
        parts = _parts(stem)
        for end in range(min(len(parts) - 1, _MOST_PARTS), 0, -1):
            form = "-".join(parts[:end])
            if is_telling(form) and (found := self.having(form)):
                return found
        return []


def number_form(number: str) -> str:
    """Reduce a number, or a name, to its parts: `FA-2026/001` and `fa_2026_001` are alike."""
    return "-".join(_parts(number))


def is_telling(form: str) -> bool:
    """Tell whether a number can be recognised among other words: `12` or `2026` cannot."""
    return not form.isdigit() or (len(form) >= _SHORTEST_DIGITS and not _YEAR.fullmatch(form))


def _parts(text: str) -> list[str]:
    return _PARTS.findall(text.casefold())


def _spans(length: int) -> Iterator[tuple[int, int]]:
    for start in range(min(length, _MOST_PARTS)):
        for end in range(start + 1, min(length, start + _MOST_PARTS) + 1):
            yield start, end


def _inside(span: tuple[int, int, list[Wanted]], other: tuple[int, int, list[Wanted]]) -> bool:
    shorter = span[1] - span[0] < other[1] - other[0]
    return shorter and other[0] <= span[0] and span[1] <= other[1]


class _Matching:
    """The work on one folder: the files still free, the invoices already served."""

    def __init__(self, folder: Folder, free: Iterable[FoundFile]) -> None:
        self.folder = folder
        self.free = {file.relative: file for file in free}
        self.served: set[InvoiceKey] = set()
        self.matches = Matches()

    def done(self) -> Matches:
        """Close the work: what is still free is unmatched."""
        self.matches.unmatched = list(self.free.values())
        return self.matches

    def give(self, invoice: Wanted, file: FoundFile) -> None:
        """Pair the two."""
        self.matches.pairs.append((invoice.key, file))
        self.free.pop(file.relative, None)

    def report(self, file: str, invoice: str, reason: str) -> None:
        """Note a document that is not attached."""
        self.matches.issues.append(DocumentIssue(file, invoice, reason))

    def give_named(self, invoice: Wanted, name: str) -> None:
        """Give the file that the row names, if it is there and is the only one."""
        found = self._told(invoice, name)
        if len(found) == 1:
            self.give(invoice, found[0])
        elif found:
            places = ", ".join(file.relative for file in found)
            self.report(name, invoice.key.number, f"plusieurs fichiers de ce nom : {places}")
        elif PurePosixPath(name).name not in invoice.held:
            self.report(name, invoice.key.number, "le fichier nommé n'est pas dans le dossier")

    def _told(self, invoice: Wanted, name: str) -> list[FoundFile]:
        """Find a file that the journal names.

        At its path; else in the folder of the invoice; else anywhere, if the name has no path.
        """
        if exact := self.folder.at(name):
            return exact
        own = number_form(invoice.key.number)
        found = self.folder.named(name)
        inside = [
            file for file in found if number_form(PurePosixPath(file.relative).parts[0]) == own
        ]
        return inside or ([] if "/" in name else found)

    def give_only_ones(self, find: Callable[[str], list[Wanted]]) -> None:
        """Pair each free file with the invoice that ``find`` reads in its name.

        Two invoices for a file, or two files for an invoice, are reported and left.
        """
        claims: defaultdict[InvoiceKey, list[FoundFile]] = defaultdict(list)
        invoices = {}
        for file in list(self.free.values()):
            found = {invoice.key: invoice for invoice in find(file.path.stem)}
            if len(found) > 1:
                self.report_several(file, found)
            elif found and not self.served.issuperset(found):
                key, invoices[key] = next(iter(found.items()))
                claims[key].append(file)
        for key, files in claims.items():
            self._settle(invoices[key], files)

    def report_several(self, file: FoundFile, found: Iterable[InvoiceKey]) -> None:
        """Note a file that may belong to several invoices."""
        names = ", ".join(f"{key.number} ({key.year})" for key in found)
        self.report(file.relative, "", f"peut aller à plusieurs factures : {names}")
        self.free.pop(file.relative)

    def _settle(self, invoice: Wanted, files: list[FoundFile]) -> None:
        self.served.add(invoice.key)
        if len(files) == 1:
            self.give(invoice, files[0])
            return
        for file in files:
            self.free.pop(file.relative)
        names = ", ".join(file.relative for file in files)
        self.report(names, invoice.key.number, "plusieurs PDF pour une seule facture")

    def take_back_shared(self) -> None:
        """Undo the pairs where several invoices got the same file."""
        owners: defaultdict[str, list[InvoiceKey]] = defaultdict(list)
        for key, file in self.matches.pairs:
            owners[file.relative].append(key)
        shared = {name: keys for name, keys in owners.items() if len(keys) > 1}
        self.matches.pairs = [pair for pair in self.matches.pairs if pair[1].relative not in shared]
        for name, keys in shared.items():
            numbers = ", ".join(key.number for key in keys)
            self.report(name, numbers, "le même PDF est nommé pour plusieurs factures")

    def give_sub_folders(self, numbers: _Numbers) -> None:
        """Give the files of each sub-folder named as an invoice to that invoice."""
        folders: defaultdict[str, list[FoundFile]] = defaultdict(list)
        for file in self.free.values():
            parts = PurePosixPath(file.relative).parts
            if len(parts) == _FOLDER_AND_NAME:
                folders[parts[0]].append(file)
        for name, files in folders.items():
            found = numbers.having(number_form(name))
            if len(found) > 1:
                self.report(f"{name}/", "", "ce dossier peut aller à plusieurs factures")
            elif found and found[0].key not in self.served:
                self.served.add(found[0].key)
                for file in files:
                    self.give(found[0], file)


def match_pdfs(folder: Folder, wanted: list[Wanted], *, exact_only: bool = False) -> Matches:
    """Give each invoice its PDF: the one its row names, else the file named as its number.

    A file that only contains the number comes last, and never with ``exact_only``.
    """
    work = _Matching(folder, (file for file in folder.files if file.is_pdf))
    for invoice in wanted:
        if invoice.pdf:
            work.give_named(invoice, invoice.pdf)
            work.served.add(invoice.key)
    work.take_back_shared()
    numbers = _Numbers(wanted)
    work.give_only_ones(lambda stem: numbers.having(number_form(stem)))
    if not exact_only:
        work.give_only_ones(numbers.named_in)
    return work.done()


def match_annexes(folder: Folder, wanted: list[Wanted], *, taken: set[str]) -> Matches:
    """Give each invoice its annexes.

    Those its row lists; else the files of the sub-folder named as its number; else the files
    whose name begins with its number and goes on. ``taken`` holds the relative paths of files
    that are main documents.
    """
    work = _Matching(folder, (file for file in folder.files if file.relative not in taken))
    numbers = _Numbers(wanted)
    for invoice in wanted:
        if invoice.annexes is not None:
            work.served.add(invoice.key)
            for name in invoice.annexes:
                work.give_named(invoice, name)
    work.give_sub_folders(numbers)
    for file in [file for file in work.free.values() if "/" not in file.relative]:
        found = numbers.opening(file.path.stem)
        if len(found) > 1:
            work.report_several(file, [invoice.key for invoice in found])
        elif found and found[0].key not in work.served:
            work.give(found[0], file)
    return work.done()
