"""What all commands share: places, settings, formats, and how a command ends on an error."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click

from common.errors import INPUT_ERROR, INTERRUPTED, ConfigurationError, ProttashaError
from common.settings import Settings, load_settings
from common.tables import FORMATS

format_option = click.option(
    "--format", "layout", type=click.Choice(FORMATS), default="table", show_default=True,
    help="How to print the rows.",
)  # fmt: skip
MONTH = "YYYY-MM"


class ErrorReportingGroup(click.Group):
    """A group whose commands end every error in one way: a message, a next step, an exit code.

    Our own errors speak for themselves. Of an error of a library only the kind is shown, because
    its text may quote a cell.
    """

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except KeyboardInterrupt:
            end_command("stopped by hand; nothing is lost, run the command again", INTERRUPTED)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as error:
            if isinstance(error, ProttashaError) and not isinstance(error.__cause__, OSError):
                end_command(describe_error(error), error.exit_code)
            # The machine or a library is at fault.
            from pipeline.failures import explain_error

            failure = explain_error(error, context.obj or load_settings())
            end_command(describe_error(failure), failure.exit_code)


def describe_error(error: ProttashaError) -> str:
    """The message of an error of ours, and what to do next if it says so apart."""
    return f"{error}\n  next: {error.next_step}" if error.next_step else str(error)


def end_command(message: object, code: int = INPUT_ERROR) -> NoReturn:
    """Print a message to standard error and exit."""
    print_message(f"prottasha: {message}")
    sys.exit(code)


def print_message(message: str) -> None:
    """Print a line to standard error: standard output is for results."""
    click.echo(message, err=True)


def pass_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--home DIR` and `--landing DIR`; the command is given `settings` in their place."""

    @click.option("--home", type=FOLDER, help="Home of all data [./data].")
    @click.option("--landing", type=FOLDER, help="Landing folder [HOME/landing].")
    @wraps(command)
    def call_with_settings(
        *args: Any, home: Path | None, landing: Path | None, **options: Any
    ) -> Any:
        settings = load_settings(home=home, landing=landing)
        click.get_current_context().find_root().obj = settings
        return command(*args, settings=settings, **options)

    return call_with_settings


FOLDER = click.Path(path_type=Path, file_okay=False)


def require_release(settings: Settings) -> Path:
    """The current release, after its warehouse file was verified; an error if there is none."""
    from publishing.figures.warehouse import FILE_NAME
    from publishing.releases.pointer import find_current_release
    from publishing.releases.verification import require_sound

    release = find_current_release(settings.releases)
    if release is None:
        raise ConfigurationError(
            f"there is no release in {settings.releases}", "make one with: prottasha run"
        )
    require_sound(release, FILE_NAME)
    return release


def require_home(settings: Settings) -> None:
    """An error if the home is not there, so that a mistyped home does not look empty."""
    if not settings.home.is_dir():
        raise ConfigurationError(f"there is no home {settings.home}", "name one with --home")


def require_landing(settings: Settings) -> None:
    """An error if the landing folder is not there."""
    if not settings.landing_folder.is_dir():
        raise ConfigurationError(
            f"there is no landing folder {settings.landing_folder}",
            "name one with --landing, or make a synthetic one with: "
            f"prottasha sample --out {settings.home}",
        )
