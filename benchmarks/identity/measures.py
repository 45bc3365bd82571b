"""How good a clustering is, from two columns: the true person and the cluster of each record.

Everything is counted from the table of how many records a person has in a cluster, so a million
records take a second and no pair is ever written out.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import nan, sqrt
from statistics import fmean, stdev
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


@dataclass(frozen=True)
class Quality:
    """Pairs and B-cubed from 0 to 1; count_error in percent of the true persons, signed.

    count_error above 0: more clusters than persons; count_error_size is without its sign. A
    precision without any pair made, and a recall without any pair to find, are 1: nothing wrong
    was said, nothing was missed.
    """

    precision: float
    recall: float
    f1: float
    b3_precision: float
    b3_recall: float
    b3_f1: float
    count_error: float
    count_error_size: float
    records: int
    persons: int
    clusters: int


@dataclass(frozen=True)
class Interval:
    """A mean over seeds with its 95 % t-interval; low and high are nan for a single seed."""

    mean: float
    low: float
    high: float
    seeds: int


def measure_quality(
    frame: pd.DataFrame, truth: str = "person", cluster: str = "cluster"
) -> Quality:
    """Compare the columns `cluster` and `truth` of a frame of one row a record.

    Raises ValueError if there is no row or a label is missing.
    """
    if frame.empty or frame[[truth, cluster]].isna().to_numpy().any():
        raise ValueError("every record needs a true person and a cluster")
    shared = frame.groupby([truth, cluster], sort=False).size()
    persons = shared.groupby(level=0, sort=False).transform("sum")
    clusters = shared.groupby(level=1, sort=False).transform("sum")
    counts = [_count_labels(frame, truth), _count_labels(frame, cluster)]
    right = _count_pairs(shared)
    possible, made = (_count_pairs(count) for count in counts)
    precision = right / made if made else 1.0
    recall = right / possible if possible else 1.0
    b3_precision = float((shared**2 / clusters).sum()) / len(frame)
    b3_recall = float((shared**2 / persons).sum()) / len(frame)
    true, found = (len(count) for count in counts)
    count_error = 100 * (found - true) / true
    return Quality(
        precision=precision,
        recall=recall,
        f1=harmonic_mean(precision, recall),
        b3_precision=b3_precision,
        b3_recall=b3_recall,
        b3_f1=harmonic_mean(b3_precision, b3_recall),
        count_error=count_error,
        count_error_size=abs(count_error),
        records=len(frame),
        persons=true,
        clusters=found,
    )


def harmonic_mean(precision: float, recall: float) -> float:
    """The F1 of a precision and a recall; 0 if both are."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def find_interval(values: Sequence[float]) -> Interval:
    """Mean and 95 % t-interval of one measure over seeds. Raises ValueError without values."""
    if not values:
        raise ValueError("an interval needs at least one value")
    if len(values) == 1:
        return Interval(values[0], nan, nan, 1)
    from scipy.stats import t

    mean = fmean(values)
    half = float(t.ppf(0.975, len(values) - 1)) * stdev(values) / sqrt(len(values))
    return Interval(mean, mean - half, mean + half, len(values))


def summarise_seeds(found: Sequence[Quality]) -> dict[str, Interval]:
    """The interval of every measure."""
    columns = [asdict(one) for one in found]
    return {name: find_interval([float(one[name]) for one in columns]) for name in columns[0]}


def _count_labels(frame: pd.DataFrame, column: str) -> pd.Series[int]:
    return frame.groupby(column, sort=False).size()


def _count_pairs(counts: pd.Series[int]) -> int:
    return int((counts * (counts - 1) // 2).sum())
