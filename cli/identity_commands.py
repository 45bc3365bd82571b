"""The commands `prottasha identity`: reviewers' decisions, and what reviewers need for them.

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
    from identity.review.reveal import Purpose


@click.group()
def identity() -> None:
    """Review who is who: list, explain and decide pairs, export persons. All inside the vault."""


def add_reveal_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--reveal --by WHO --reason TEXT`."""
    command = click.option("--reason", help="With --reveal: why. Is logged in the vault.")(command)
    command = click.option("--by", help="With --reveal: who looks. Is logged too.")(command)
    return click.option("--reveal", is_flag=True, help="Show masked values.")(command)


def build_purpose(reveal: bool, by: str | None, reason: str | None) -> Purpose | None:
    """Who looks and why; None without --reveal. Raises UsageError if the options do not fit."""
    from identity.review.reveal import Purpose

    if not reveal:
        if by is not None or reason is not None:
            raise click.UsageError("--by and --reason belong to --reveal")
        return None
    if by is None or reason is None:
        raise click.UsageError("--reveal needs --by WHO and --reason TEXT")
    return Purpose(by, reason)


def parse_pair(record_a: str, record_b: str) -> tuple[str, str]:
    """The two records of a command. Raises IdentityError if one is not a record id."""
    from identity.last_linking import parse_record_id

    return parse_record_id(record_a, "A"), parse_record_id(record_b, "B")


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
    """Decide that A and B (<CENTRE>:<Case ID>) are the same person or different persons, or revoke
    the decision. It counts from the next run on, and outranks the model until it is revoked."""
    from identity.last_linking import find_record_numbers
    from identity.register.decisions import store_decision

    vault = settings.vault
    pair = parse_pair(record_a, record_b)
    if not unseen:
        find_record_numbers(vault, pair)
    made = store_decision(vault, pair, verdict, by=by, reason=reason, now=settings.clock)
    click.echo(f"decision {made.number}: {made.record_a} {made.record_b} {made.verdict}")
    print_message("the decision counts from the next run on: prottasha run")


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
    """List every decision. Reviewers and reasons are free text, so they need --reveal."""
    from common.tables import Table
    from identity.register.decisions import list_decisions, list_decisions_in_force
    from identity.review.reveal import log_access
    from identity.review.waterfall import clean_text

    vault = settings.vault
    purpose = build_purpose(reveal, by, reason)
    made, valid = list_decisions(vault), {d.number for d in list_decisions_in_force(vault)}
    columns = ("decision", "at", "record_a", "record_b", "verdict", "in_force")
    rows: list[tuple[object, ...]] = [
        (d.number, d.at, *d.pair, d.verdict, "yes" if d.number in valid else "no") for d in made
    ]
    if purpose is None:
        click.echo(Table(columns, rows).to_text(layout))
        return
    texts = [tuple(map(clean_text, (d.decided_by, d.reason))) for d in made]
    rows = [(*row, *text) for row, text in zip(rows, texts, strict=True)]
    log_access(vault, purpose, "decisions", ())
    click.echo(Table((*columns, "by", "reason"), rows).to_text(layout))


@identity.command("queue")
@click.option("--limit", type=click.IntRange(min=1), metavar="NUMBER", help="Rows at most [all].")
@format_option
@pass_settings
def list_questions(limit: int | None, layout: str, settings: Settings) -> None:
    """List the pairs that a reviewer should decide about, most effect on figures first."""
    from common.tables import Table
    from identity.matching.model import read_model
    from identity.review.review_queue import Question
    from identity.review.review_queue import list_questions as read_queue
    from publishing.figures.warehouse import FILE_NAME
    from publishing.releases.pointer import find_current_release

    release = find_current_release(settings.releases)
    warehouse = release / FILE_NAME if release else None
    questions = read_queue(settings.vault, read_model(settings.model), warehouse, limit)
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
    """Explain why A and B (<CENTRE>:<Case ID>) are one person or not, field by field."""
    from identity.matching.model import read_model
    from identity.review import waterfall
    from identity.review.explanation import explain_pair as explain_records
    from identity.review.reveal import log_access, read_values

    vault = settings.vault
    purpose = build_purpose(reveal, by, reason)
    pair = parse_pair(record_a, record_b)
    explanation = explain_records(vault, pair, read_model(settings.model))
    click.echo(waterfall.format_explanation(explanation))
    if purpose is None:
        return
    number = log_access(vault, purpose, "explain", pair)
    click.echo(f"\nrevealed and logged as access {number}")
    click.echo(waterfall.format_side_by_side(read_values(vault, pair)))
    if explanation.decisions:
        click.echo(waterfall.format_reasons(explanation.decisions))


@identity.command("export")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The CSV to write.")
@pass_settings
def export_links(out: Path, settings: Settings) -> None:
    """Write source_record_id,person_id of all records as CSV: pseudonyms only."""
    from common.tables import format_facts
    from identity.register.person_export import export_persons

    written = export_persons(settings.vault, out)
    click.echo(
        format_facts(
            [
                ("records", f"{written.records:,}"),
                ("persons", f"{written.persons:,}"),
                ("file", str(out)),
            ]
        )
    )


@identity.command("events")
@click.option("--person", help="Only of this person id.")
@click.option("--record", help="Only of this record, <CENTRE>:<Case ID>.")
@format_option
@pass_settings
def list_events(person: str | None, record: str | None, layout: str, settings: Settings) -> None:
    """List the register's events: ids assigned, merged and split, records vanished and returned."""
    from common.tables import Table
    from identity.last_linking import parse_person_id, parse_record_id
    from identity.register.event_history import Event
    from identity.register.event_history import list_events as read_events

    vault = settings.vault
    found = read_events(
        vault,
        None if person is None else parse_person_id(person, "--person"),
        None if record is None else parse_record_id(record, "--record"),
    )
    click.echo(Table(Event._fields, found).to_text(layout))


identity.add_command(train_linking_model)
