"""The commands `prottasha backup` and `prottasha restore`: a home into one file, and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from cli.options import fail, places, read_settings


@contextmanager
def _failing(folder: Path) -> Iterator[None]:
    """Ends the command if what it makes in `folder` cannot be made."""
    import errno
    import shutil

    from pipeline.restore import BackupError

    try:
        yield
    except BackupError as error:
        fail(error)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            free = shutil.disk_usage(folder).free / 1e6
            fail(
                f"the disk of {folder} is full ({free:,.0f} MB free); nothing was made, free space"
            )
        place = f"{error.filename}: " if error.filename else ""
        fail(f"{place}{error.strerror or type(error).__name__}; nothing was made")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-landing", is_flag=True, help="The landing folder too, as landing/.")
@places
def backup(file: Path, with_landing: bool, home: Path | None, landing: Path | None) -> None:
    """Write the whole home to FILE, a tar.gz; waits until no run is under way.

    FILE holds personal data, as the vault and bronze do: only its owner can read it, and it should
    be encrypted where it is kept.
    """
    from cli import report
    from pipeline.backup import back_up

    settings = read_settings(home, landing)
    file = file.absolute()
    with _failing(file.parent):
        what = settings.landing_folder if with_landing else None
        contents = back_up(settings.home, file, what, settings.clock(), report.progress())
    report.say(f"{file} holds personal data: encrypt it, and keep it as you keep the vault")
    click.echo(
        f"files   {len(contents.sums):,}\n"
        f"bytes   {contents.size:,}, {file.stat().st_size:,} in the archive\n"
        f"as of   {contents.made_at}\n"
        f"backup  {file}"
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--check", is_flag=True, help="Only read FILE and compare every hash.")
@places
def restore(file: Path, check: bool, home: Path | None, landing: Path | None) -> None:
    """Make a new home from the backup FILE: at --home, which must not be there or be empty."""
    from cli import report
    from pipeline.restore import read
    from pipeline.restore import restore as make

    settings = read_settings(home, landing)
    with _failing(settings.home.parent):
        if check:
            contents = read(file, None, report.progress())
        else:
            contents = make(file, settings.home, report.progress())
    click.echo(
        f"files  {len(contents.sums):,}, every hash is right\n"
        f"bytes  {contents.size:,}\n"
        f"as of  {contents.made_at}\n"
        f"home   {'not made: --check' if check else settings.home}"
    )
