"""The commands `prottasha identity`: what reviewers decide, and what they need to see for it.

They join `identity/`, which alone opens the vault, with the current release and with tables on
standard output. No command shows a personal value or a reviewer's free text without `--reveal`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import format_option, pass_settings, print_message
from cli.training_command import train_linking_model
from common.settings import Settings

if TYPE_CHECKING:
    from identity.reveal import Purpose


@click.group()
def identity() -> None:
    """Who is who: review, decide, explain, export. All of it works inside the vault."""


def add_reveal_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--reveal --by WHO --reason TEXT`."""
    command = click.option("--reason", help="With --reveal: why; goes into the vault's log.")(
        command
    )
    command = click.option("--by", help="With --reveal: who looks; goes into the log.")(command)
    return click.option("--reveal", is_flag=True, help="Show what is masked.")(command)


def build_purpose(reveal: bool, by: str | None, reason: str | None) -> Purpose | None:
    """Who looks and why, or None if nothing is to be revealed; a usage error if that is unclear."""
    from identity.reveal import Purpose

    if not reveal:
        if by is not None or reason is not None:
            raise click.UsageError("--by and --reason belong to --reveal")
        return None
    if by is None or reason is None:
        raise click.UsageError("--reveal needs --by WHO and --reason TEXT")
    return Purpose(by, reason)


def parse_pair(record_a: str, record_b: str) -> tuple[str, str]:
    """The two records of a command; ends it if one of them is none."""
    from identity.reading import record_id

    return record_id(record_a, "A"), record_id(record_b, "B")


@identity.command("decide")
@click.argument("record_a", metavar="A")
@click.argument("record_b", metavar="B")
@click.argument("verdict", type=click.Choice(["same", "different", "revoke"]))
@click.option("--by", required=True, help="Who decides.")
@click.option("--reason", required=True, help="Why. Stays in the vault.")
@click.option("--unseen", is_flag=True, help="Allow records that no linking has seen yet.")
@pass_settings
def decide_pair(
    record_a: str,
    record_b: str,
    verdict: str,
    by: str,
    reason: str,
    unseen: bool,
    settings: Settings,
) -> None:
    """Decide that A and B (<CENTRE>:<Case ID>) are the same person, or different ones, or revoke
    what was decided. It counts from the next run on, and outranks the model for ever."""
    from identity.decisions import decide as store
    from identity.reading import record_numbers

    vault = settings.vault
    pair = parse_pair(record_a, record_b)
    if not unseen:
        record_numbers(vault, pair)
    made = store(vault, pair, verdict, by=by, reason=reason, now=settings.clock)
    click.echo(f"decision {made.number}: {made.record_a} {made.record_b} {made.verdict}")
    print_message("it counts from the next run on: prottasha run")


@identity.command("decisions")
@format_option
@add_reveal_options
@pass_settings
def list_decisions(
    layout: str,
    reveal: bool,
    by: str | None,
    reason: str | None,
    settings: Settings,
) -> None:
    """Every decision; who and why with --reveal, for that is free text."""
    from common.tables import Table
    from identity.decisions import all_decisions, decisions_in_force
    from identity.reveal import revealing
    from identity.waterfall import plain

    vault = settings.vault
    purpose = build_purpose(reveal, by, reason)
    made, valid = all_decisions(vault), {d.number for d in decisions_in_force(vault)}
    columns = ("decision", "at", "record_a", "record_b", "verdict", "in_force")
    rows: list[tuple[object, ...]] = [
        (d.number, d.at, *d.pair, d.verdict, "yes" if d.number in valid else "no") for d in made
    ]
    if purpose is None:
        click.echo(Table(columns, rows).to_text(layout))
        return
    texts = [tuple(map(plain, (d.decided_by, d.reason))) for d in made]
    rows = [(*row, *text) for row, text in zip(rows, texts, strict=True)]
    with revealing(vault, purpose, "decisions", ()):
        click.echo(Table((*columns, "by", "reason"), rows).to_text(layout))


@identity.command("queue")
@click.option("--limit", type=click.IntRange(min=1), metavar="NUMBER", help="Rows at most [all].")
@format_option
@pass_settings
def list_questions(limit: int | None, layout: str, settings: Settings) -> None:
    """The pairs that a reviewer should decide about, most effect on figures first."""
    from common.tables import Table
    from identity.model import read
    from identity.review import Question
    from identity.review import queue as read_queue
    from publishing.release import current_release
    from publishing.warehouse import FILE_NAME

    release = current_release(settings.releases)
    warehouse = release / FILE_NAME if release else None
    questions = read_queue(settings.vault, read(settings.model), warehouse, limit)
    click.echo(Table(Question._fields, questions).to_text(layout))


@identity.command("explain")
@click.argument("record_a", metavar="A")
@click.argument("record_b", metavar="B")
@add_reveal_options
@pass_settings
def explain_pair(
    record_a: str,
    record_b: str,
    reveal: bool,
    by: str | None,
    reason: str | None,
    settings: Settings,
) -> None:
    """Why A and B (<CENTRE>:<Case ID>) are one person, or not: the evidence, field by field."""
    from identity import waterfall
    from identity.evidence import evidence
    from identity.explanation import explain as read_explanation
    from identity.model import read
    from identity.reveal import revealing, values

    vault = settings.vault
    purpose = build_purpose(reveal, by, reason)
    pair = parse_pair(record_a, record_b)
    explanation = read_explanation(vault, pair, read(settings.model), evidence)
    click.echo(waterfall.render(explanation))
    if purpose is None:
        return
    with revealing(vault, purpose, "explain", pair) as number:
        click.echo(f"\nrevealed, and written down as access {number}")
        click.echo(waterfall.side_by_side(values(vault, pair)))
        if explanation.decisions:
            click.echo(waterfall.free_text(explanation.decisions))


@identity.command("export")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The CSV to write.")
@pass_settings
def export_links(out: Path, settings: Settings) -> None:
    """Write which record is which person, by pseudonyms: source_record_id,person_id."""
    from identity.export import export as write

    written = write(settings.vault, out)
    click.echo(f"records  {written.records:,}\npersons  {written.persons:,}\nfile     {out}")


@identity.command("events")
@click.option("--person", help="Of one person id only.")
@click.option("--record", help="Of one record only, <CENTRE>:<Case ID>.")
@format_option
@pass_settings
def list_events(person: str | None, record: str | None, layout: str, settings: Settings) -> None:
    """The register's history: ids given out, merged, split, records gone and back."""
    from common.tables import Table
    from identity.history import Event
    from identity.history import events as read_events
    from identity.reading import person_id, record_id

    vault = settings.vault
    found = read_events(
        vault,
        None if person is None else person_id(person, "--person"),
        None if record is None else record_id(record, "--record"),
    )
    click.echo(Table(Event._fields, found).to_text(layout))


identity.add_command(train_linking_model)
