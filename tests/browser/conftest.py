"""The real screens in a real browser: the command `wochorus web`, a simulator, Chromium.

`office` is one company on a database of its own, for the tests of one file; `page` is a clerk of
it, signed in. Without a Chromium on the machine these tests are skipped, and say so.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from browser.chromium import launch, missing_message
from browser.opening import Office, an_office, furnish, signed_in
from support import database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

# Playwright keeps a loop in the thread of the test, and the tests read the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give a headless Chromium of this machine."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = launch(playwright)
        if browser is None:
            pytest.skip(missing_message())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def furnished(
    template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """Give the database and the folder of a company that every file of tests begins with."""
    name = database.unused_name("furnished")
    url = database.create_database(name, template=template_database)
    folder = tmp_path_factory.mktemp("furnished")
    try:
        furnish(folder, url)
        yield name, folder
    finally:
        database.drop_database(name)


@pytest.fixture(scope="module")
def office(
    furnished: tuple[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Office]:
    """Give a company with its simulator and its screens, shared by the tests of a file."""
    model, furniture = furnished
    name = database.unused_name("browser")
    url = database.create_database(name, template=model)
    folder = tmp_path_factory.mktemp(request.module.__name__.rpartition(".")[2])
    try:
        with an_office(furniture, folder, url) as opened:
            yield opened
    finally:
        database.drop_database(name)


@pytest.fixture
def open_page(browser: Browser, office: Office) -> Iterator[Callable[..., Page]]:
    """Give a function that opens the screens as a person of a role, each in a browser of theirs."""
    contexts: list[BrowserContext] = []

    def open_as(role: str = "clerk", **options: object) -> Page:
        context = signed_in(browser, office, role, **options)
        contexts.append(context)
        return context.new_page()

    yield open_as
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """Give the screens, open for a billing clerk."""
    return open_page("clerk")
