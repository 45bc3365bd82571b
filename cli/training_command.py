"""`prottasha identity train`: a new linking model, and what it would change."""

from __future__ import annotations

from pathlib import Path

import click

from cli.options import pass_settings
from common.settings import Settings
from common.tables import format_facts


@click.command("train")
@click.option("--out", type=click.Path(path_type=Path), help="The file to write [in the vault].")
@pass_settings
def train_linking_model(out: Path | None, settings: Settings) -> None:
    """Train a linking model on the documents in the vault, and report what it would change.

    No run uses the model until PROTTASHA_MODEL names it.
    """
    from common.tables import Table
    from identity.model import read
    from identity.trial import Change
    from identity.trial import train as train_model
    from publishing.release import current_release
    from publishing.warehouse import FILE_NAME

    release = current_release(settings.releases)
    trial = train_model(
        settings.vault, read(settings.model), out, release / FILE_NAME if release else None
    )
    click.echo(
        format_facts(
            [
                ("model", trial.model.version),
                ("records", f"{trial.records:,}"),
                ("persons now", f"{trial.persons_now:,}"),
                ("persons then", f"{trial.persons_then:,}"),
                ("records joined", f"{trial.joined:,}"),
                ("records parted", f"{trial.parted:,}"),
                ("file", str(trial.file)),
                ("to use it", f"PROTTASHA_MODEL={trial.file}"),
            ]
        )
    )
    if trial.figures:
        click.echo()
        click.echo(Table(Change._fields, trial.figures).to_text("table"))
