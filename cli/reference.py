"""The reference of all commands, `docs/cli.md`, written from the commands themselves.

`python -m cli.reference` prints it; `make docs` writes it.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from cli.main import main

OPENING = """\
# Commands

Written from the commands by `make docs`. Results go to standard output, everything else to standard
error. Exit codes: 0 done (of `run`: published), 1 audited and refused, or something was found,
2 a wrong command, configuration, input or machine, 130 stopped by hand.

Every command takes `--home DIR` (home of all data, `./data`), `--landing DIR` (landing folder,
`HOME/landing`) and `-h`.
"""
# On every command: told once, above.
SHARED = {"home", "landing"}


def build_reference() -> str:
    """The page as Markdown: a section for each command, groups before their commands."""
    return "\n".join([OPENING, *_describe_command("prottasha", main)])


def _describe_command(path: str, command: click.Command) -> Iterator[str]:
    if command is not main:
        yield from _describe_usage(path, command)
    if isinstance(command, click.Group):
        for name, member in sorted(command.commands.items()):
            yield from _describe_command(f"{path} {name}", member)


def _describe_usage(path: str, command: click.Command) -> Iterator[str]:
    arguments = [_format_argument(p) for p in command.params if isinstance(p, click.Argument)]
    yield f"## `{' '.join([path, *arguments])}`\n"
    yield inspect.cleandoc(command.help or "") + "\n"
    options = [p for p in command.params if isinstance(p, click.Option) and p.name not in SHARED]
    for option in options:
        yield _describe_option(option)
    if options:
        yield ""


def _format_argument(argument: click.Argument) -> str:
    name = argument.metavar or (argument.name or "").upper()
    if isinstance(argument.type, click.Choice):
        name = "{" + "|".join(argument.type.choices) + "}"
    return name if argument.required else f"[{name}]"


def _describe_option(option: click.Option) -> str:
    names = " / ".join([*option.opts, *option.secondary_opts])
    if isinstance(option.type, click.Choice):
        names += f" {{{'|'.join(option.type.choices)}}}"
    elif not option.is_flag:
        names += f" {option.metavar or option.type.name.upper()}"
    notes = "required" if option.required else ""
    if option.show_default and option.default is not None:
        notes = f"default {option.default}"
    return f"- `{names}`: {option.help}" + (f" ({notes})" if notes else "")


if __name__ == "__main__":
    click.echo(build_reference(), nl=False)
