"""What all commands share: the places they accept, the settings, and how they end on an error."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from common import settings as settings_module
from common.errors import ConfigurationError
from common.settings import Settings

REFUSED, INPUT_ERROR, INTERRUPTED = 1, 2, 130
FORMATS = click.Choice(["table", "csv", "json"])


def fail(message: object, code: int = INPUT_ERROR) -> NoReturn:
    """End with a message on standard error."""
    click.echo(f"prottasha: {message}", err=True)
    sys.exit(code)


def places(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--home DIR` and `--landing DIR`, which every command accepts."""
    folder = click.Path(path_type=Path, file_okay=False)
    command = click.option("--landing", type=folder, help="Landing folder [HOME/landing].")(command)
    return click.option("--home", type=folder, help="Home of all data [./data].")(command)


def read_settings(home: Path | None, landing: Path | None) -> Settings:
    """Settings with the options on top; ends the command if they are wrong."""
    try:
        return settings_module.load_settings(home=home, landing=landing)
    except ConfigurationError as error:
        fail(error)


def release_if_any(settings: Settings) -> Path | None:
    """The current release, None before the first one; ends the command if it is gone."""
    from publishing.releases.pointer import BrokenPointer, find_current_release

    try:
        return find_current_release(settings.releases)
    except BrokenPointer as error:
        fail(error)


def release_of(settings: Settings) -> Path:
    """The current release, its warehouse verified; ends the command if there is none or it is not
    what was published."""
    from publishing.figures.warehouse import FILE_NAME
    from publishing.releases.verification import DamagedRelease, require_sound

    release = release_if_any(settings)
    if release is None:
        fail(f"{settings.releases} has no release yet; make one with: prottasha run")
    try:
        require_sound(release, FILE_NAME)
    except DamagedRelease as error:
        fail(error)
    return release


def require_home(settings: Settings) -> None:
    """Ends the command if there is no home, so that a mistyped one does not look empty."""
    if not settings.home.is_dir():
        fail(f"there is no home {settings.home}; give one with --home")


def require_landing(settings: Settings) -> None:
    """Ends the command if the landing folder is not there."""
    if not settings.landing_folder.is_dir():
        fail(
            f"there is no landing folder {settings.landing_folder}; give one with --landing, or "
            f"make a synthetic one with: prottasha sample --out {settings.home}"
        )
