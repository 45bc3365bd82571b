"""The tags of Dagster's runs that say which month a run is for, and who started it."""

from __future__ import annotations

from collections.abc import Mapping

# Makes a run a rebuild: an instant, as ISO 8601 with its offset.
AS_OF = "prottasha/as_of"
# On a run that a command has started: the command itself reports how it ends.
STARTED_BY_COMMAND = "prottasha/started_by_command"


def read_reporting_month(tags: Mapping[str, str]) -> str:
    """The month (`YYYY-MM`) of a run: its partition, or the last one of its range."""
    return tags.get("dagster/partition") or tags["dagster/asset_partition_range_end"]
