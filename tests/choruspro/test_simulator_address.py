"""Where the simulator listens: its port on this machine, and how to start it."""

from __future__ import annotations

import pytest

from wochorus.choruspro.simulator_address import how_to_start, local_port


@pytest.mark.parametrize(
    ("url", "port"),
    [
        ("http://127.0.0.1:8765", 8765),
        (" http://localhost:9001/ ", 9001),
        ("http://127.0.0.1", 80),
        ("http://127.0.0.2:8765", None),
        ("http://[::1]:8765", None),
        ("https://127.0.0.1:8765", None),
        ("http://chorus.example:8765", None),
        ("http://127.0.0.1:huit", None),
        ("http://127.0.0.1:99999", None),
        ("127.0.0.1:8765", None),
        ("", None),
    ],
)
def test_only_an_address_where_it_listens_gives_a_port(url: str, port: int | None) -> None:
    assert local_port(url) == port


def test_the_command_that_starts_it_names_any_other_port_than_the_usual_one() -> None:
    assert how_to_start("http://127.0.0.1:8765").endswith(": wochorus serve")
    assert how_to_start("http://localhost:9001").endswith(": wochorus serve --port 9001")
    assert "WOCHORUS_SIMULATOR_URL" in how_to_start("https://chorus.example")
