"""What axe finds on a page: the rules of WCAG 2.2, levels A and AA.

The page is opened with `bypass_csp=True`: axe runs as a script of its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "src/wochorus/web/frontend/node_modules/axe-core/axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa")
_RUN = """async (tags) => {
  const found = await axe.run(document, { runOnly: { type: "tag", values: tags } });
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} (${node.failureSummary})`));
}"""


def violations(page: Page) -> list[str]:
    """List what axe finds, each with the rule and the element."""
    page.add_script_tag(path=AXE)
    found: list[str] = page.evaluate(_RUN, list(RULES))
    return found
