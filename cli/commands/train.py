"""`prottasha identity train`: a new linking model, and what it would change."""

from __future__ import annotations

from pathlib import Path

import click

from cli.commands.identity import failing
from cli.options import places, read_settings, release_if_any


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="The file to write [in the vault].")
@places
def train(out: Path | None, home: Path | None, landing: Path | None) -> None:
    """Learn a model from the documents in the vault; no run uses it until it is named.

    Reports what it would change: persons, and every indicator of persons.
    """
    from common.tables import Table
    from identity.model import read
    from identity.trial import Change
    from identity.trial import train as train_model
    from publishing.figures.warehouse import FILE_NAME

    settings = read_settings(home, landing)
    release = release_if_any(settings)
    with failing():
        trial = train_model(
            settings.vault, read(settings.model), out, release / FILE_NAME if release else None
        )
    click.echo(
        f"model            {trial.model.version}\n"
        f"records          {trial.records:,}\n"
        f"persons now      {trial.persons_now:,}\n"
        f"persons then     {trial.persons_then:,}\n"
        f"records joined   {trial.joined:,}\n"
        f"records parted   {trial.parted:,}\n"
        f"file             {trial.file}\n"
        f"to use it        PROTTASHA_MODEL={trial.file}"
    )
    if trial.figures:
        click.echo()
        click.echo(Table(Change._fields, trial.figures).to_text("table"))
