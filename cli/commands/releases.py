"""The commands `prottasha releases`: what was published, whether it still is that, what goes.

Exit codes: 0 done, 1 `verify` found something or `prune` had to leave something, 2 usage or input.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from cli.options import FORMATS, REFUSED, fail, places, read_settings, require_home
from common.errors import ConfigurationError
from common.programme import parse_month
from common.settings import Settings
from common.wording import format_count

form_option = click.option("--format", "form", type=FORMATS, default="table", show_default=True)


@click.group()
def releases() -> None:
    """The releases: list, show, compare, verify, roll back, prune. None of them is ever changed."""


def _settings(home: Path | None, landing: Path | None) -> Settings:
    settings = read_settings(home, landing)
    require_home(settings)
    return settings


@contextmanager
def failing() -> Iterator[None]:
    """Ends the command with one line and exit code 2 if it cannot go on."""
    from publishing.figures.cells import UnknownFigure
    from publishing.releases.openers import CannotTell
    from publishing.releases.places import UnknownRelease
    from publishing.releases.pointer import BrokenPointer
    from publishing.releases.verification import DamagedRelease

    try:
        yield
    except (
        UnknownRelease,
        UnknownFigure,
        BrokenPointer,
        CannotTell,
        DamagedRelease,
        ConfigurationError,
        OSError,
    ) as error:
        fail(error)


@releases.command("list")
@form_option
@places
def list_(form: str, home: Path | None, landing: Path | None) -> None:
    """Every release there is or was, in the order of publication."""
    from publishing.releases.catalogue import list_releases

    with failing():
        click.echo(list_releases(_settings(home, landing).releases).to_text(form))


@releases.command()
@click.argument("release")
@form_option
@places
def show(release: str, form: str, home: Path | None, landing: Path | None) -> None:
    """What RELEASE says of itself: the run, its inputs, its figures, its checks, its place."""
    from publishing.releases.catalogue import describe_release

    with failing():
        click.echo(describe_release(_settings(home, landing).releases, release).to_text(form))


@releases.command()
@click.argument("release", required=False)
@click.option("--deep", is_flag=True, help="Compare the rows of Parquet and warehouse, too.")
@form_option
@places
def verify(
    release: str | None, deep: bool, form: str, home: Path | None, landing: Path | None
) -> None:
    """Whether every file of every release, or of RELEASE, and the chain are as published."""
    from common.tables import Table
    from publishing.releases.chain import list_links
    from publishing.releases.verification import Finding
    from publishing.releases.verification import verify_releases as find

    folder = _settings(home, landing).releases
    with failing():
        findings = find(folder, release, deep=deep)
        seen = [link for link in list_links(folder) if release in (None, link.release)]
    if findings or form != "table":
        click.echo(Table(Finding._fields, findings).to_text(form))
    counted = format_count(len(seen), "release"), format_count(len(findings), "finding")
    click.echo(f"{counted[0]} verified, {counted[1]}", err=True)
    sys.exit(REFUSED if findings else 0)


@releases.command()
@click.argument("one")
@click.argument("other")
@click.option("--month", metavar="YYYY-MM", help="This month's figures alone.")
@click.option("--indicator", help="One indicator of the registry.")
@click.option("--members", is_flag=True, help="By sex, origin and platform, too.")
@click.option("--rows", is_flag=True, help="Who and what counts otherwise, row by row.")
@form_option
@places
def diff(
    one: str, other: str, form: str, home: Path | None, landing: Path | None, **asked: Any
) -> None:
    """Every figure that ONE and OTHER give differently for a month, split by cause."""
    from publishing.figures.warehouse import FILE_NAME
    from publishing.releases.chain import list_links
    from publishing.releases.verification import require_folder, require_sound
    from publishing.restatement.listing import difference

    folder = _settings(home, landing).releases
    with failing():
        found = list(list_links(folder))
        for name in (one, other):
            require_sound(require_folder(found, name), FILE_NAME)
        compared = difference(folder / one, folder / other, **asked)
    click.echo(compared.table.to_text(form))
    click.echo(compared.summary, err=True)


@releases.command()
@click.argument("release")
@click.option("--reason", required=True, help="Why. It is kept, and shown; name no person.")
@places
def rollback(release: str, reason: str, home: Path | None, landing: Path | None) -> None:
    """Give readers RELEASE, after verifying it. No release is changed; the next new one counts.

    A run that finds nothing new leaves the pointer there. To end it by hand, roll back to the
    newest release.
    """
    from publishing.releases.rollback import roll_back

    settings = _settings(home, landing)
    if not reason.strip():
        raise click.UsageError("--reason is empty; say why, naming no person")
    with failing():
        done = roll_back(settings.releases, release, reason=reason, at=settings.clock())
    click.echo(f"current   {done.release}\nuntil now {done.left or 'none'}")
    click.echo("a run with something new moves on from there: prottasha run", err=True)


@releases.command()
@click.option("--keep", required=True, type=click.IntRange(min=1), help="Releases a month.")
@click.option("--month", metavar="YYYY-MM", help="This month's releases alone.")
@click.option("--force", is_flag=True, help="Although nothing tells who has a release open.")
@places
def prune(
    keep: int, month: str | None, force: bool, home: Path | None, landing: Path | None
) -> None:
    """Remove all but the newest releases of each month. Their manifests stay.

    Never the current one, nor one that a process of this machine has open.
    """
    from publishing.releases.retention import prune_releases as remove

    with failing():
        if month is not None:
            parse_month(month)
        done = remove(_settings(home, landing).releases, keep, month=month, force=force)
    if not done.prunings:
        click.echo("nothing to prune: no month has more releases than are to be kept", err=True)
    for name, kept in done.prunings:
        click.echo(f"{name}  {kept or 'pruned'}")
    if done.hidden:
        click.echo(
            f"{format_count(done.hidden, 'process', 'processes')} of others could not be "
            "looked into: of them, those that read a release with DuckDB were seen, and no others",
            err=True,
        )
    sys.exit(REFUSED if any(pruning.kept for pruning in done.prunings) else 0)
