"""A scanner that speaks clamd's protocol: it finds a virus where the file holds a given mark."""

from __future__ import annotations

import socketserver
import struct
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARK = b"MALWARE-FOR-TESTS"
LIMIT = 200_000
"""Bytes of a stream, beyond which it answers at once and hangs up, as clamd does."""


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = self.rfile.read(10)
        if command != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > LIMIT:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        found = b"stream: Test.Mark FOUND\0" if MARK in content else b"stream: OK\0"
        self.wfile.write(found)


class _UnixServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


class _TcpServer(socketserver.ThreadingTCPServer):
    daemon_threads = True


@contextmanager
def a_scanner(place: Path | None = None) -> Iterator[str]:
    """Keep a scanner listening, on a socket at ``place`` or on a port; give its address."""
    server: socketserver.BaseServer
    if place is not None:
        server, address = _UnixServer(str(place), _Conversation), str(place)
    else:
        server = _TcpServer(("127.0.0.1", 0), _Conversation)
        address = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
