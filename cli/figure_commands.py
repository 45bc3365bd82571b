"""The commands that read: figures, the rows behind a figure, rows that do not count."""

from __future__ import annotations

import click

from cli.options import MONTH, format_option, pass_settings, require_home, require_release
from common.settings import Settings


@click.command("figures")
@click.option("--month", required=True, metavar=MONTH, help="Reporting month.")
@click.option("--indicator", help="One indicator of the registry.")
@format_option
@pass_settings
def show_figures(month: str, indicator: str | None, layout: str, settings: Settings) -> None:
    """Show the figures of a month, from the current release."""
    from publishing.figures.month_figures import list_figures

    click.echo(list_figures(require_release(settings), month, indicator).to_text(layout))


@click.command("trace")
@click.argument("indicator")
@click.option("--month", required=True, metavar=MONTH, help="Reporting month.")
@click.option("--dimension", default="total", show_default=True, help="How the figure is split.")
@click.option("--member", default="all", show_default=True, help="One part of the split.")
@click.option("--period", default="cumulative", show_default=True, help="Or a month figure.")
@format_option
@pass_settings
def trace_figure(indicator: str, layout: str, settings: Settings, **cell: str) -> None:
    """Show the rows behind a figure of INDICATOR. Their values add up to it."""
    from publishing.figures.trace import trace

    click.echo(trace(require_release(settings), indicator, **cell).to_text(layout))


@click.command("quarantine")
@format_option
@pass_settings
def list_quarantine(layout: str, settings: Settings) -> None:
    """List the rows that do not count, by file, sheet, row, column and rule, never their values."""
    from common.tables import Table
    from ingestion.quarantine import COLUMNS, list_quarantine

    require_home(settings)
    click.echo(Table(COLUMNS, list_quarantine(settings.home)).to_text(layout))
