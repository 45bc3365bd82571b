"""Every `prottasha …` line of the documentation is one that the command line would take."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cli.main import main

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"])
# A line after a prompt is to be typed as it is; `prottasha x` in a sentence only names a command.
TYPED = re.compile(r"^\$ (?:\w+=\S+ )*prottasha ((?:.*\\\n)*.*)$", re.MULTILINE)
NAMED = re.compile(r"(?<!`)`(?:\w+=\S+ )*prottasha ([^`]+)`(?!`)")
ENDS = {"|", ">", ">>", "&&", "&", "||"}


def lines_of(page: str) -> Iterator[tuple[str, bool]]:
    """What follows `prottasha` in the page, and whether it is to be typed as it stands."""
    for found in TYPED.findall(page):
        yield found.replace("\\\n", " "), True
    for found in NAMED.findall(page):
        yield " ".join(found.split()), False


def fault(line: str, typed: bool) -> str | None:
    """What is wrong with a command line, None if nothing is."""
    words = shlex.split(line)
    words = words[: next((i for i, word in enumerate(words) if word in ENDS), len(words))]
    command: click.Command = main
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        command = command.commands[words.pop(0)]
    if isinstance(command, click.Group) and not command.invoke_without_command and words:
        return None if words == ["COMMAND"] else f"{words[0]} is no command"
    return _fault_of_words(command, words, typed)


def _fault_of_words(command: click.Command, words: list[str], typed: bool) -> str | None:
    options = {name: option for option in command.params if isinstance(option, click.Option)
               for name in (*option.opts, *option.secondary_opts)}  # fmt: skip
    places = [place for place in command.params if isinstance(place, click.Argument)]
    given: set[click.Parameter] = set()
    positions = 0
    while words:
        word = words.pop(0)
        if not word.startswith("-"):
            positions += 1
            continue
        name, _, value = word.partition("=")
        if name in ("--help", "-h", "--version"):
            return None
        if name not in options:
            return f"{name} is no option of it"
        given.add(options[name])
        if not options[name].is_flag and not value and (not words or words.pop(0)[0] == "-"):
            return f"{name} wants a value"
    if positions > len(places):
        return "it takes fewer words"
    missing = [place.name for place in places[positions:] if place.required]
    missing += [o.name for o in options.values() if o.required and o not in given]
    return f"it wants {', '.join(map(str, missing))}" if typed and missing else None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_the_documentation_tells_to_type_can_be_typed(page: Path) -> None:
    found = [(line, fault(line, typed)) for line, typed in lines_of(page.read_text("utf-8"))]
    assert [(line, what) for line, what in found if what] == []


def test_the_runbook_has_commands_to_type() -> None:
    typed = [line for line, is_typed in lines_of((ROOT / "docs" / "runbook.md").read_text("utf-8"))
             if is_typed]  # fmt: skip
    assert len(typed) > 20


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("$ prottasha runn --month 2022-09", "runn is no command"),
        ("$ prottasha run --mont 2022-09", "--mont is no option of it"),
        ("$ prottasha run --month", "--month wants a value"),
        ("$ prottasha figures", "it wants month"),
        ("$ prottasha restore --home NEW", "it wants file"),
        ("$ prottasha backup \\\n    FILE OTHER", "it takes fewer words"),
        ("see `prottasha releases remove R`", "remove is no command"),
        ("$ PROTTASHA_NOW=x prottasha run --every", "--every is no option of it"),
        ("$ prottasha figures --month 2022-09 --format csv > FILE.csv", None),
        ("`prottasha figures` says it", None),
    ],
)
def test_a_line_that_cannot_be_typed_is_found(line: str, what: str | None) -> None:
    ((found, typed),) = lines_of(line)
    assert fault(found, typed) == what
