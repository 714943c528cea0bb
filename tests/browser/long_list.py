"""A list of a million rows behind the built grid, under a policy as strict as the screens'."""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import wochorus.web

if TYPE_CHECKING:
    from collections.abc import Iterator

BUILT = Path(wochorus.web.__file__).parent / "static" / "wochorus"
AXE = Path(wochorus.web.__file__).parent / "frontend/node_modules/axe-core/axe.min.js"
ROWS = 1_000_000
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'"
COLUMNS = [
    {"key": "number", "label": "N° facture", "width": 140, "sortable": True},
    {"key": "issued", "label": "Date", "kind": "date"},
    {"key": "gross", "label": "TTC", "kind": "amount"},
    {"key": "state", "label": "État", "kind": "state"},
]
PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Liste</title>
<link rel="stylesheet" href="/app.css"><script src="/app.js" defer></script>
<script src="/journal.js" defer></script><script src="/page.js" defer></script></head>
<body><main><h1>Liste</h1><div id="list"></div></main></body></html>"""
SCRIPT = f"""
const told = window.told = [];
for (const name of ["loaded", "selection", "active", "open", "layout", "problem"])
  document.addEventListener(`grid:${{name}}`, (event) => told.push([name, event.detail]));
document.addEventListener("securitypolicyviolation", (event) =>
  told.push(["violation", event.effectiveDirective]));
const list = document.getElementById("list");
list.style.height = "500px";
window.grid = wochorus.createGrid(list, {{
  label: "Liste", url: `/rows${{location.search}}`, selectable: true,
  columns: {json.dumps(COLUMNS)},
}});
"""


class _Server(ThreadingHTTPServer):
    asked: list[int]


class _Answers(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/rows":
            self._rows(parse_qs(address.query))
        elif address.path == "/":
            self._send("text/html; charset=utf-8", PAGE.encode())
        elif address.path == "/page.js":
            self._send("text/javascript; charset=utf-8", SCRIPT.encode())
        elif (file := BUILT / address.path.lstrip("/")).is_file():
            kinds = {".js": "text/javascript", ".css": "text/css"}
            self._send(kinds.get(file.suffix, "text/plain"), file.read_bytes())
        else:
            self.send_error(404)

    def _rows(self, asked: dict[str, list[str]]) -> None:
        offset, limit = int(asked["offset"][0]), int(asked["limit"][0])
        matching = int(asked.get("matching", [str(ROWS)])[0])
        backwards = asked.get("sort", [""])[0].startswith("-")
        self.server.asked.append(offset)
        places = range(offset, min(offset + limit, matching))
        rows = [_row(matching - 1 - place if backwards else place) for place in places]
        content = {"total": ROWS, "matching": matching, "rows": rows}
        self._send("application/json", json.dumps(content).encode())

    def _send(self, kind: str, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        # The grid gives up a block that it has passed.
        with suppress(ConnectionError):
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay silent."""


def _row(number: int) -> dict[str, object]:
    return {
        "id": number,
        "number": f"FA-{number:07}",
        "issued": "2026-11-24",
        "gross": "-1234567.80",
        "state": {"code": "deposited", "label": "déposée"},
    }


@contextmanager
def a_long_list() -> Iterator[tuple[str, list[int]]]:
    """Serve the list; give its address, and the offsets that were asked for."""
    server = _Server(("127.0.0.1", 0), _Answers)
    server.asked = []
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", server.asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
