"""Look-ups of codes, made fast.

The official rules find a code by reading a list from its beginning: a second document in the
Factur-X rules (loaded anew for every invoice), a text of up to eight thousand characters searched
with ``contains`` elsewhere. Both become a look-up in a map that is built at compile time. The
answer stays the same, even for a "code" with inner spaces, which ``contains`` takes for a run of
codes: that case is still searched in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wochorus.einvoice.validation.schematron.match import closing, split
from wochorus.einvoice.validation.schematron.source import UnknownShape

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORTH_A_MAP = 30
_IN_DOCUMENT = re.compile(
    r"document\('(?P<file>[^']+)'\)/codedb/cl\[@id=(?P<list>\d+)\]"
    r"/enumeration\[@value=(?P<value>\$\w+)\]"
)
_IN_TEXT = re.compile(r"contains\(\s*'(?P<codes> [^']+ )'\s*,\s*concat(?=\()")
_GIVES_ONE_STRING = re.compile(r"\s*(?:normalize-space|substring|upper-case)\(")


@dataclass(slots=True)
class CodeLists:
    """The lists met so far; each becomes a function ``w:listN`` of the stylesheet.

    ``documents`` gives the codes of a list of a document by file name and list number.
    """

    documents: dict[str, dict[str, list[str]]]
    _names: dict[str, str] = field(default_factory=dict)

    def rewrite(self, expression: str) -> str:
        """Return an expression of the same value, its look-ups made by map."""
        return self._in_text(_IN_DOCUMENT.sub(self._in_document, expression))

    def definitions(self) -> Iterator[str]:
        """Write the functions of the lists as XSLT."""
        for codes, name in self._names.items():
            yield (
                f'<xsl:variable name="{name}" static="yes" select="map:merge('
                f"tokenize({_literal(codes.strip())}, ' ') ! map:entry(., 1))\"/>"
                f'<xsl:function name="w:{name}" as="xs:boolean">'
                '<xsl:param name="code" as="xs:string"/>'
                f"<xsl:sequence select=\"map:contains(${name}, $code) or (contains($code, ' ') "
                f"and contains({_literal(codes)}, concat(' ', $code, ' ')))\"/></xsl:function>"
            )

    def _in_document(self, found: re.Match[str]) -> str:
        codes = self.documents[found["file"]][found["list"]]
        if any(not code or " " in code for code in codes):
            raise UnknownShape(f"a code with spaces in list {found['list']}")
        name = self._name(f" {' '.join(codes)} ")
        return f"map:contains(${name}, string({found['value']}))"

    def _in_text(self, expression: str) -> str:
        written, start = [], 0
        for found in _IN_TEXT.finditer(expression):
            arguments = expression[found.end() :]
            code, after = _searched_code(arguments)
            if code is None or len(found["codes"]) < _WORTH_A_MAP or "  " in found["codes"]:
                continue
            written += [
                expression[start : found.start()],
                f"w:{self._name(found['codes'])}({code})",
            ]
            start = found.end() + after
        return "".join([*written, expression[start:]])

    def _name(self, codes: str) -> str:
        return self._names.setdefault(codes, f"list{len(self._names) + 1}")


def _searched_code(arguments: str) -> tuple[str | None, int]:
    """Read ``(' ', code, ' '))``: the code if it surely is one string, and where the call ends."""
    end = closing(arguments)
    first, *code, last = split(arguments[1:end], ",")
    rest = arguments[end + 1 :]
    plain = first.strip() == last.strip() == "' '" and rest.lstrip().startswith(")")
    if not plain or len(code) != 1 or not _GIVES_ONE_STRING.match(code[0]):
        return None, 0
    return code[0].strip(), end + 1 + len(rest) - len(rest.lstrip()) + 1


def _literal(text: str) -> str:
    """Write an XPath string inside an XML attribute in double quotes."""
    quoted = text.replace("'", "''").replace("&", "&amp;")
    return f"'{quoted.replace('<', '&lt;').replace(chr(34), '&quot;')}'"
