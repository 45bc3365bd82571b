"""The commands `prottasha identity`: what reviewers decide, and what they need to see for it.

They join `identity/`, which alone opens the vault, with the current release and with tables on
standard output. No command shows a personal value or a reviewer's free text without `--reveal`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import FORMATS, fail, places, read_settings, release_if_any

if TYPE_CHECKING:
    from identity.reveal import Purpose

form_option = click.option("--format", "form", type=FORMATS, default="table", show_default=True)


@click.group()
def identity() -> None:
    """Who is who: review, decide, explain, export. All of it works inside the vault."""


@contextmanager
def failing() -> Iterator[None]:
    """Ends the command with one line and exit code 2 if identity cannot go on."""
    from identity.errors import IdentityError

    try:
        yield
    except IdentityError as error:
        fail(error)


def revealing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--reveal --by WHO --reason TEXT`."""
    command = click.option("--reason", help="With --reveal: why; goes into the vault's log.")(
        command
    )
    command = click.option("--by", help="With --reveal: who looks; goes into the log.")(command)
    return click.option("--reveal", is_flag=True, help="Show what is masked.")(command)


def purpose_of(reveal: bool, by: str | None, reason: str | None) -> Purpose | None:
    """Who looks and why, or None if nothing is to be revealed; a usage error if that is unclear."""
    from identity.reveal import Purpose

    if not reveal:
        if by is not None or reason is not None:
            raise click.UsageError("--by and --reason belong to --reveal")
        return None
    if by is None or reason is None:
        raise click.UsageError("--reveal needs --by WHO and --reason TEXT")
    with failing():
        return Purpose(by, reason)


def two_records(record_a: str, record_b: str) -> tuple[str, str]:
    """The two records of a command; ends it if one of them is none."""
    from identity.reading import record_id

    with failing():
        return record_id(record_a, "A"), record_id(record_b, "B")


@identity.command()
@click.argument("record_a", metavar="A")
@click.argument("record_b", metavar="B")
@click.argument("verdict", type=click.Choice(["same", "different", "revoke"]))
@click.option("--by", required=True, help="Who decides.")
@click.option("--reason", required=True, help="Why. Stays in the vault.")
@click.option("--unseen", is_flag=True, help="Allow records that no linking has seen yet.")
@places
def decide(
    record_a: str,
    record_b: str,
    verdict: str,
    by: str,
    reason: str,
    unseen: bool,
    home: Path | None,
    landing: Path | None,
) -> None:
    """Decide that A and B (<CENTRE>:<Case ID>) are the same person, or different ones, or revoke
    what was decided. It counts from the next run on, and outranks the model for ever."""
    from identity.decisions import decide as store
    from identity.reading import record_numbers

    settings = read_settings(home, landing)
    vault = settings.vault
    pair = two_records(record_a, record_b)
    with failing():
        if not unseen:
            record_numbers(vault, pair)
        made = store(vault, pair, verdict, by=by, reason=reason, now=settings.clock)
    click.echo(f"decision {made.number}: {made.record_a} {made.record_b} {made.verdict}")
    click.echo("it counts from the next run on: prottasha run", err=True)


@identity.command()
@form_option
@revealing_options
@places
def decisions(
    form: str,
    reveal: bool,
    by: str | None,
    reason: str | None,
    home: Path | None,
    landing: Path | None,
) -> None:
    """Every decision; who and why with --reveal, for that is free text."""
    from common.tables import Table
    from identity.decisions import all_decisions, decisions_in_force
    from identity.reveal import revealing
    from identity.waterfall import plain

    vault = read_settings(home, landing).vault
    purpose = purpose_of(reveal, by, reason)
    with failing():
        made, valid = all_decisions(vault), {d.number for d in decisions_in_force(vault)}
        columns = ("decision", "at", "record_a", "record_b", "verdict", "in_force")
        rows: list[tuple[object, ...]] = [
            (d.number, d.at, *d.pair, d.verdict, "yes" if d.number in valid else "no") for d in made
        ]
        if purpose is None:
            click.echo(Table(columns, rows).to_text(form))
            return
        texts = [tuple(map(plain, (d.decided_by, d.reason))) for d in made]
        rows = [(*row, *text) for row, text in zip(rows, texts, strict=True)]
        with revealing(vault, purpose, "decisions", ()):
            click.echo(Table((*columns, "by", "reason"), rows).to_text(form))


@identity.command()
@click.option("--limit", type=click.IntRange(min=1), help="Rows at most [all].")
@form_option
@places
def queue(limit: int | None, form: str, home: Path | None, landing: Path | None) -> None:
    """The pairs that a reviewer should decide about, most effect on figures first."""
    from common.tables import Table
    from identity.model import read
    from identity.review import Question
    from identity.review import queue as read_queue
    from publishing.figures.warehouse import FILE_NAME

    settings = read_settings(home, landing)
    release = release_if_any(settings)
    warehouse = release / FILE_NAME if release else None
    with failing():
        questions = read_queue(settings.vault, read(settings.model), warehouse, limit)
    click.echo(Table(Question._fields, questions).to_text(form))


@identity.command()
@click.argument("record_a", metavar="A")
@click.argument("record_b", metavar="B")
@revealing_options
@places
def explain(
    record_a: str,
    record_b: str,
    reveal: bool,
    by: str | None,
    reason: str | None,
    home: Path | None,
    landing: Path | None,
) -> None:
    """Why A and B (<CENTRE>:<Case ID>) are one person, or not: the evidence, field by field."""
    from identity import waterfall
    from identity.evidence import evidence
    from identity.explanation import explain as read_explanation
    from identity.model import read
    from identity.reveal import revealing, values

    settings = read_settings(home, landing)
    vault = settings.vault
    purpose = purpose_of(reveal, by, reason)
    pair = two_records(record_a, record_b)
    with failing():
        explanation = read_explanation(vault, pair, read(settings.model), evidence)
        click.echo(waterfall.render(explanation))
        if purpose is None:
            return
        with revealing(vault, purpose, "explain", pair) as number:
            click.echo(f"\nrevealed, and written down as access {number}")
            click.echo(waterfall.side_by_side(values(vault, pair)))
            if explanation.decisions:
                click.echo(waterfall.free_text(explanation.decisions))


@identity.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The CSV to write.")
@places
def export(out: Path, home: Path | None, landing: Path | None) -> None:
    """Write which record is which person, by pseudonyms: source_record_id,person_id."""
    from identity.export import export as write

    with failing():
        written = write(read_settings(home, landing).vault, out)
    click.echo(f"records  {written.records:,}\npersons  {written.persons:,}\nfile     {out}")


@identity.command()
@click.option("--person", help="Of one person id only.")
@click.option("--record", help="Of one record only, <CENTRE>:<Case ID>.")
@form_option
@places
def events(
    person: str | None, record: str | None, form: str, home: Path | None, landing: Path | None
) -> None:
    """The register's history: ids given out, merged, split, records gone and back."""
    from common.tables import Table
    from identity.history import Event
    from identity.history import events as read_events
    from identity.reading import person_id, record_id

    vault = read_settings(home, landing).vault
    with failing():
        found = read_events(
            vault,
            None if person is None else person_id(person, "--person"),
            None if record is None else record_id(record, "--record"),
        )
    click.echo(Table(Event._fields, found).to_text(form))
