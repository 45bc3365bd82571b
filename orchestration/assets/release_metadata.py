"""What Dagster shows of a release: its main figures, its bulletin, and whether readers get it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dagster as dg

from pipeline.published import Published

# The figures that the printed bulletin names first, and how a reader of Dagster's page finds them.
HEADLINES = {
    "unique_beneficiaries": "unique beneficiaries",
    "social_media_reach": "reach on social media",
    "awareness_reach": "reached by awareness raising",
}
COLUMNS = dg.TableSchema(
    [
        dg.TableColumn("figure", "string"),
        dg.TableColumn("cumulative", "int"),
        dg.TableColumn("in the month", "int"),
    ]
)


def describe_release(published: Published, month: str) -> dict[str, Any]:
    """The metadata of a release of `month`, or of a rebuild."""
    release, current = published.folder, published.current
    bulletin = release / "bulletin.html"
    return {
        "release": release.name,
        "published by this run": published.is_new,
        "readers get": current or "no release",
        "main figures": dg.TableMetadataValue(_list_headlines(release, month), COLUMNS),
        "bulletin": dg.MetadataValue.url(bulletin.as_uri()),
        "folder": dg.MetadataValue.path(release),
    }


def _list_headlines(release: Path, month: str) -> list[dg.TableRecord]:
    from publishing.figures.month_figures import list_figures

    rows = list_figures(release, month).rows
    figures = {tuple(cell): int(str(value)) for *cell, value in rows}
    return [
        dg.TableRecord(
            {
                "figure": words,
                "cumulative": figures.get((code, "total", "all", "cumulative"), 0),
                "in the month": figures.get((code, "total", "all", "month_new"), 0),
            }
        )
        for code, words in HEADLINES.items()
    ]
