"""The grid alone, over a million rows: what it reads, what it tells, what the keys do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from browser.long_list import AXE, ROWS, a_long_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[str, list[int]]]:
    with a_long_list() as served:
        yield served


@pytest.fixture
def asked(served: tuple[str, list[int]]) -> list[int]:
    return served[1]


@pytest.fixture
def grid(browser: Browser, served: tuple[str, list[int]]) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(served[0])
    page.locator("[role=gridcell]", has_text="FA-0000000").wait_for()
    page.locator("#list [tabindex='0']").focus()
    yield page
    page.close()


def told(page: Page, name: str) -> list[Any]:
    """Give what the events of a name carried."""
    carried: list[Any] = page.evaluate(
        "(name) => told.filter(([one]) => one === name).map(([, detail]) => detail)", name
    )
    return carried


def focused(page: Page) -> list[str | None]:
    """Give the row, the column and the role of what has the focus."""
    found: list[str | None] = page.evaluate(
        """() => { const cell = document.activeElement;
        return [cell.parentElement.getAttribute("aria-rowindex"),
                cell.getAttribute("aria-colindex"), cell.getAttribute("role")]; }"""
    )
    return found


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_the_end_of_a_million_rows_is_shown_without_reading_what_comes_before(
    grid: Page, asked: list[int]
) -> None:
    asked.clear()
    press(grid, "Control+End")
    grid.locator("[role=gridcell]", has_text=f"FA-{ROWS - 1:07}").wait_for()
    assert focused(grid) == [str(ROWS + 1), "1", "gridcell"]
    assert [offset for offset in asked if 1_000 < offset < ROWS - 1_000] == []


def test_the_bar_dragged_to_the_middle_shows_the_middle(grid: Page) -> None:
    grid.evaluate(
        "() => { const bar = document.querySelector('[role=grid]');"
        "bar.scrollTop = (bar.scrollHeight - bar.clientHeight) / 2; }"
    )
    grid.locator("[role=gridcell]", has_text=f"FA-{ROWS // 2:07}").wait_for()


def test_a_turn_of_the_wheel_moves_by_its_pixels_in_a_list_taller_than_a_browser_draws(
    grid: Page,
) -> None:
    press(grid, "Control+End")
    before = grid.evaluate("() => grid.scroll.top")
    grid.mouse.move(300, 300)
    grid.mouse.wheel(0, -280)
    grid.wait_for_function("(before) => grid.scroll.top === before - 280", arg=before)


def test_values_are_written_as_the_french_write_them(grid: Page) -> None:
    cells = grid.locator("[aria-rowindex='2'] [role=gridcell]").all_inner_texts()
    narrow = "\u202f"
    assert cells[1:] == [
        "FA-0000000",
        "24/11/2026",
        f"−1{narrow}234{narrow}567,80{narrow}€",
        "déposée",
    ]


def test_space_and_shift_with_arrows_select_and_let_go(grid: Page) -> None:
    press(grid, "ArrowDown", " ", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowUp")
    grid.wait_for_function("() => grid.selection.count === 2")
    assert told(grid, "selection")[-1] == {"whole": False, "ids": [1, 2], "except": [], "count": 2}
    assert grid.locator("[role=row][aria-selected=true]").count() == 2


def test_a_reach_over_rows_never_seen_selects_them(grid: Page) -> None:
    press(grid, " ")
    grid.evaluate("() => grid.selecting.extend(4999)")
    grid.wait_for_function("() => grid.selection.count === 5000")


def test_control_a_takes_the_whole_filter_less_what_is_let_go(grid: Page) -> None:
    press(grid, "Control+a", " ")
    expected = {"whole": True, "ids": [], "except": [0], "count": ROWS - 1}
    assert told(grid, "selection")[-1] == expected


def test_arrows_and_letters_move_and_enter_opens(grid: Page) -> None:
    press(grid, "j", "ArrowDown", "k", "ArrowRight")
    assert focused(grid) == ["3", "2", "gridcell"]
    press(grid, "Enter")
    assert told(grid, "open")[-1]["row"]["number"] == "FA-0000001"


def test_the_head_sorts_by_enter_and_keeps_the_focus_and_the_selection(grid: Page) -> None:
    press(grid, " ", "ArrowRight", "ArrowUp", "Enter", "Enter")
    grid.locator("[role=gridcell]", has_text=f"FA-{ROWS - 1:07}").wait_for()
    assert grid.locator("[aria-sort=descending]").inner_text().startswith("N° facture")
    assert focused(grid) == ["1", "2", "columnheader"]
    assert told(grid, "layout")[-1]["sort"] == "-number"
    assert grid.evaluate("() => grid.selection.ids") == [0]


def test_columns_are_widened_and_moved_by_keys_and_the_layout_is_told(grid: Page) -> None:
    press(grid, "ArrowRight", "ArrowUp", "Shift+ArrowRight", "Alt+ArrowRight")
    columns = told(grid, "layout")[-1]["columns"]
    assert [column["key"] for column in columns[:2]] == ["issued", "number"]
    assert columns[1]["width"] == 156


def test_a_kept_layout_is_followed_and_unknown_columns_are_let_be(grid: Page) -> None:
    layout = {
        "columns": [
            {"key": "gone", "width": 50, "hidden": False},
            {"key": "gross", "width": 90, "hidden": False},
            {"key": "state", "width": 90, "hidden": True},
        ],
        "sort": "-number",
    }
    heads = grid.evaluate(
        """(layout) => { const place = document.createElement("div");
        document.querySelector("main").append(place);
        wochorus.createGrid(place, {label: "Autre", url: "/rows", layout, columns: [
          {key: "number", label: "Numéro"}, {key: "state", label: "État"},
          {key: "gross", label: "TTC"}]});
        return [...place.querySelectorAll("[role=columnheader]")].map((one) => one.innerText); }""",
        layout,
    )
    assert heads == ["TTC", "Numéro"]


def test_a_row_scrolled_out_of_sight_keeps_its_place_for_the_next_key(grid: Page) -> None:
    press(grid, "ArrowDown")
    grid.evaluate("() => { document.querySelector('[role=grid]').scrollTop = 900000; }")
    grid.wait_for_function("() => document.activeElement.getAttribute('role') === 'grid'")
    press(grid, "ArrowDown")
    assert focused(grid) == ["4", "1", "gridcell"]


def test_an_empty_list_says_so(grid: Page) -> None:
    grid.evaluate("() => grid.load('/rows?matching=0')")
    grid.get_by_text("Aucune ligne ne répond à ces filtres.").wait_for()


def test_a_list_that_cannot_be_read_says_so_and_is_read_again(grid: Page) -> None:
    grid.evaluate("() => grid.load('/absent')")
    grid.get_by_text("Le serveur a répondu 404.").wait_for()
    grid.evaluate("() => { grid.blocks.url = '/rows'; }")
    grid.get_by_role("button", name="Réessayer").click()
    grid.locator("[role=gridcell]", has_text="FA-0000000").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_grid_breaks_no_rule_of_accessibility_nor_of_the_policy(grid: Page, theme: str) -> None:
    grid.evaluate("(theme) => { document.documentElement.dataset.bsTheme = theme; }", theme)
    press(grid, " ")
    grid.evaluate(AXE.read_text("utf-8"))
    found = grid.evaluate(
        "async () => (await axe.run()).violations.map((one) => [one.id, one.nodes[0].html])"
    )
    assert found == []
    assert grid.locator("[role=grid]").get_attribute("aria-rowcount") == str(ROWS + 1)
    assert told(grid, "violation") == []
