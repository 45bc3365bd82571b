"""The commands `prottasha releases`: what was published, whether it is intact, what to delete.

Exit codes: 0 done, 1 `verify` found something or `prune` had to keep something, 2 a wrong command.
"""

from __future__ import annotations

import sys
from typing import Any

import click

from cli.options import MONTH, format_option, pass_settings, print_message, require_home
from common.errors import REFUSED
from common.programme import parse_month
from common.settings import Settings
from common.tables import Table, format_facts
from common.wording import format_count


@click.group()
def releases() -> None:
    """List, show, compare, verify, roll back and prune releases. None of them ever changes."""


@releases.command("list")
@format_option
@pass_settings
def list_releases(layout: str, settings: Settings) -> None:
    """List every release that was ever published, in the order of publication."""
    from publishing.releases.catalogue import list_releases

    require_home(settings)
    click.echo(list_releases(settings.releases).to_text(layout))


@releases.command("show")
@click.argument("release")
@format_option
@pass_settings
def show_release(release: str, layout: str, settings: Settings) -> None:
    """Show what RELEASE was made from, its figures, its checks and its place in the chain."""
    from publishing.releases.catalogue import describe_release

    require_home(settings)
    click.echo(describe_release(settings.releases, release).to_text(layout))


@releases.command("verify")
@click.argument("release", required=False)
@click.option("--deep", is_flag=True, help="Compare the rows of Parquet and warehouse, too.")
@format_option
@pass_settings
def verify_releases(release: str | None, deep: bool, layout: str, settings: Settings) -> None:
    """Check that RELEASE, or every release, and the chain are exactly as published."""
    from publishing.releases.chain import list_links
    from publishing.releases.verification import Finding, verify_releases

    require_home(settings)
    findings = verify_releases(settings.releases, release, deep=deep)
    seen = [link for link in list_links(settings.releases) if release in (None, link.release)]
    if findings or layout != "table":
        click.echo(Table(Finding._fields, findings).to_text(layout))
    verified, found = format_count(len(seen), "release"), format_count(len(findings), "finding")
    print_message(f"{verified} verified, {found}")
    sys.exit(REFUSED if findings else 0)


@releases.command("diff")
@click.argument("one")
@click.argument("other")
@click.option("--month", metavar=MONTH, help="Only the figures of this month.")
@click.option("--indicator", help="One indicator of the registry.")
@click.option("--members", is_flag=True, help="By sex, origin and platform, too.")
@click.option("--rows", is_flag=True, help="List the rows behind the differences instead.")
@format_option
@pass_settings
def compare_releases(one: str, other: str, layout: str, settings: Settings, **asked: Any) -> None:
    """List the figures that ONE and OTHER give differently, each difference split by cause."""
    from publishing.figures.warehouse import FILE_NAME
    from publishing.releases.chain import list_links
    from publishing.releases.verification import require_folder, require_sound
    from publishing.restatement.listing import difference

    require_home(settings)
    folder = settings.releases
    found = list_links(folder)
    for name in (one, other):
        require_sound(require_folder(found, name), FILE_NAME)
    compared = difference(folder / one, folder / other, **asked)
    click.echo(compared.table.to_text(layout))
    print_message(compared.summary)


@releases.command("rollback")
@click.argument("release")
@click.option("--reason", required=True, help="Why. It is kept and shown: name no person.")
@pass_settings
def roll_back_release(release: str, reason: str, settings: Settings) -> None:
    """Give readers RELEASE again, after verifying it.

    It stays current until a run publishes something new of the newest month. To end the rollback
    by hand, roll back to the newest release of the newest month.
    """
    from publishing.releases.rollback import roll_back

    require_home(settings)
    if not reason.strip():
        raise click.UsageError("--reason is empty; say why, and name no person")
    done = roll_back(settings.releases, release, reason=reason, at=settings.clock())
    click.echo(format_facts([("current", done.release), ("until now", done.left or "none")]))
    print_message("the next new release of the newest month ends the rollback: prottasha run")


@releases.command("prune")
@click.option(
    "--keep",
    required=True,
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Releases to keep a month.",
)
@click.option("--month", metavar=MONTH, help="Only the releases of this month.")
@click.option("--force", is_flag=True, help="Prune even if nothing shows who has a release open.")
@pass_settings
def prune_releases(keep: int, month: str | None, force: bool, settings: Settings) -> None:
    """Delete all but the newest releases of each month. Their manifests stay.

    The current release stays, and so does one that a process of this machine has open.
    """
    from publishing.releases.retention import prune_releases

    require_home(settings)
    if month is not None:
        parse_month(month)
    done = prune_releases(settings.releases, keep, month=month, force=force)
    if not done.prunings:
        print_message("nothing to prune: no month has more releases than --keep says")
    for name, kept in done.prunings:
        click.echo(f"{name}  {kept or 'pruned'}")
    if done.hidden:
        hidden = format_count(done.hidden, "process", "processes")
        print_message(
            f"{hidden} of other users could not be inspected. A release that one of them reads "
            "with DuckDB was noticed and kept; other readers were not noticed"
        )
    sys.exit(REFUSED if any(pruning.kept for pruning in done.prunings) else 0)
