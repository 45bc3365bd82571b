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
    from identity.matching.model import read_model
    from identity.training.trial import Change
    from identity.training.trial import try_new_model as train_model
    from publishing.figures.warehouse import FILE_NAME
    from publishing.releases.pointer import find_current_release

    release = find_current_release(settings.releases)
    trial = train_model(
        settings.vault, read_model(settings.model), out, release / FILE_NAME if release else None
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
