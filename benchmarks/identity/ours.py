"""This linker on the benchmarks' frames: the one place that knows how it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def ours(frame: pd.DataFrame) -> pd.Series[Any]:
    """The cluster of each record of a frame as people.generate makes it, in the frame's order.

    It must not look at the column `person`.
    """
    raise NotImplementedError("identity.linkage is not joined to the benchmark yet")


def ours_febrl3(frame: pd.DataFrame) -> pd.Series[Any]:
    """The cluster of each record of FEBRL 3; rec_id and person are the truth."""
    raise NotImplementedError("identity.linkage is not joined to the benchmark yet")


def ours_febrl4(one: pd.DataFrame, other: pd.DataFrame) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """The clusters of both files of FEBRL 4; rec_id and person are the truth."""
    raise NotImplementedError("identity.linkage is not joined to the benchmark yet")
