"""The depositor of the benchmark of the simulator: a process of its own, four kept connections.

`python -m benchmarks.simulator_client URL TOKEN ACCOUNT FIRST COUNT` deposits COUNT distinct
Factur-X of 50 KB, numbered from FIRST, and prints in JSON the seconds that it took and the
latencies in milliseconds. What is sent is made before the clock starts.
"""

from __future__ import annotations

import base64
import io
import json
import os
import sys
import threading
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pikepdf

from simulator.bills import Bill, BillLine

CONNECTIONS, LINES, SIZE = 4, 10, 50_000
_PLACE = "@" * 12
DEPOSIT = "/cpro/factures/v1/deposer/flux"


def main() -> None:
    """Deposit, and print what it took."""
    url, token, account, first, count = sys.argv[1:]
    bodies = _bodies(int(first), int(count))
    headers = {
        "Authorization": f"Bearer {token}",
        "cpro-account": account,
        "Content-Type": "application/json;charset=utf-8",
    }
    latencies: list[float] = []
    threads = [
        threading.Thread(target=_deposit, args=(url, headers, bodies[n::CONNECTIONS], latencies))
        for n in range(CONNECTIONS)
    ]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    assert len(latencies) == len(bodies), "a deposit was refused"
    print(json.dumps({"seconds": seconds, "latencies": latencies}))


def _deposit(
    url: str, headers: dict[str, str], bodies: list[bytes], latencies: list[float]
) -> None:
    host = urlsplit(url)
    line = HTTPConnection(str(host.hostname), host.port, timeout=60)
    for body in bodies:
        start = time.perf_counter()
        line.request("POST", DEPOSIT, body, headers)
        answer = line.getresponse()
        content = answer.read()
        latencies.append((time.perf_counter() - start) * 1000)
        assert answer.status == 200 and json.loads(content)["codeRetour"] == 0, content  # noqa: PT018


def _bodies(first: int, count: int) -> list[bytes]:
    template = a_factur_x()
    assert template.count(_PLACE.encode()) == 1
    return [
        json.dumps(
            {
                "fichierFlux": base64.b64encode(
                    template.replace(_PLACE.encode(), b"%012d" % number)
                ).decode(),
                "nomFichier": f"facture-{number}.pdf",
                "syntaxeFlux": "IN_DP_E2_CII_FACTURX",
                "avecSignature": False,
            }
        ).encode()
        for number in range(first, first + count)
    ]


def a_factur_x() -> bytes:
    """Write a Factur-X whose number can be replaced, filled up with a stream of no meaning."""
    line = BillLine(net="100.00")
    bill = Bill(number=_PLACE, conforming=True, lines=(line,) * LINES)
    with pikepdf.open(io.BytesIO(bill.facturx())) as pdf:
        bare = _saved(pdf)
        pdf.Root.Filling = pdf.make_stream(os.urandom(max(1, SIZE - len(bare) - 100)))
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    found = io.BytesIO()
    pdf.save(
        found,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
    )
    return found.getvalue()


if __name__ == "__main__":
    main()
