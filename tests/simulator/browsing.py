"""A person at the simulator's pages: reads them, follows links, fills in forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import httpx2
from lxml import html

from simulator.running import NO_TLS

if TYPE_CHECKING:
    from simulator.running import Simulator


class Page:
    """A page that was answered."""

    def __init__(self, answer: httpx2.Response) -> None:
        self.status = answer.status_code
        self.headers = answer.headers
        self.url = answer.url
        self.tree = html.document_fromstring(answer.text)

    @property
    def text(self) -> str:
        """What a person reads, spaces made plain."""
        return " ".join(str(self.tree.xpath("string(//body)")).split())

    def rows(self, place: int = 0) -> list[list[str]]:
        """The cells of a table's body."""
        table = self.tree.findall(".//table")[place]
        return [
            [" ".join(cell.text_content().split()) for cell in row]
            for row in table.findall(".//tbody/tr")
        ]

    def alert(self) -> str:
        """The message of what went wrong, if any."""
        return " ".join(found.text_content() for found in self.tree.xpath("//*[@role='alert']"))

    def form(self, **hidden: str) -> Any:
        """The form that holds these hidden fields."""
        for form in self.tree.forms:
            if hidden.items() <= dict(form.fields).items() and "jeton" in form.fields:
                return form
        raise AssertionError(hidden)


class Person:
    """Someone who looks at the pages."""

    def __init__(self, simulator: Simulator) -> None:
        self.http = httpx2.Client(
            base_url=simulator.url,
            timeout=30,
            trust_env=False,
            verify=NO_TLS,
            follow_redirects=True,
            headers={"Sec-Fetch-Site": "same-origin", "Origin": simulator.url},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def look(self, path: str, **query: str) -> Page:
        return Page(self.http.get(path, params=query or None))

    def submit(self, page: Page, hidden: dict[str, str], **fields: str) -> Page:
        """Fill in the form of a page that holds these hidden fields, and send it."""
        form = page.form(**hidden)
        known = {name: value for name, value in form.fields.items() if value is not None}
        assert set(fields) <= set(form.fields), sorted(form.fields)
        return Page(self.http.post(form.action, data=known | fields))
