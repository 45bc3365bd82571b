"""Every link of the documentation, and every section that a message names, is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
RUNBOOK = ROOT / "docs" / "runbook.md"
LINK = re.compile(r"\]\((?!\w+:)([^)\s#]*)(?:#([^)\s]+))?\)")
# A message may be written over two lines: `see {RUNBOOK}"` and then `f"#a-disk-that-is-full`.
NAMED = re.compile(r"""(?:RUNBOOK\}|runbook\.md)(?:"\s*f?")?#([a-z-]+)""")


def anchors(page: str) -> set[str]:
    """The names of the headings of a page, as links write them."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken(page: Path, text: str) -> list[str]:
    """The links of `text`, as if it stood in `page`, that lead nowhere."""
    found = []
    for place, anchor in LINK.findall(text):
        target = (page.parent / place).resolve() if place else page
        if not target.exists() or (anchor and anchor not in anchors(target.read_text("utf-8"))):
            found.append(f"{place}#{anchor}")
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    assert broken(page, page.read_text("utf-8")) == []


def test_a_link_that_leads_nowhere_is_found() -> None:
    text = "[a](none.md) [b](#nothing) [c](#a-bad-file) [d](decisions) [e](https://example.org/x)"
    assert broken(RUNBOOK, text) == ["none.md#", "#nothing"]


def test_sections_that_messages_name_are_in_the_runbook() -> None:
    named = {
        name
        for folder in ("common", "pipeline", "publishing", "ingestion", "cli")
        for path in (ROOT / folder).rglob("*.py")
        for name in NAMED.findall(path.read_text("utf-8"))
    }
    assert len(named) >= 3
    assert named - anchors(RUNBOOK.read_text("utf-8")) == set()
