"""The tags of Dagster's runs that say which month a run is for, and who started it."""

from __future__ import annotations

from collections.abc import Mapping

# Makes a run a rebuild: an instant, as ISO 8601 with its offset.
AS_OF = "prottasha/as_of"
# On a run that a command has started: the command itself reports how it ends.
STARTED_BY_COMMAND = "prottasha/started_by_command"


def read_month_range(tags: Mapping[str, str]) -> tuple[str, str]:
    """The first and the last month (`YYYY-MM`) of a run: both are its partition if it has one."""
    if partition := tags.get("dagster/partition"):
        return partition, partition
    return tags["dagster/asset_partition_range_start"], tags["dagster/asset_partition_range_end"]
