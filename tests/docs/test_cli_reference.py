"""The reference of the commands says what the commands say."""

from __future__ import annotations

from pathlib import Path

from cli.main import main
from cli.reference import build_reference

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"


def test_the_reference_is_the_one_that_the_commands_give() -> None:
    assert PAGE.read_text("utf-8") == build_reference(), "run: make docs"


def test_every_command_and_option_has_a_help_text() -> None:
    page = build_reference()
    assert len(main.commands) > 10
    assert all(f"## `prottasha {name}" in page for name in main.commands)
    assert ": None" not in page
    assert "\n\n\n" not in page.replace("\n\n\n## ", "\n\n## ")
