"""What this linker is to reach, and whether it did: figures beside targets, no others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.identity.increment import Increment
    from benchmarks.identity.measures import Interval
    from benchmarks.identity.process import Linking

OURS = "prottasha"
# F1 at least; size of the count error, in percent, at most.
QUALITY = {"documented": (0.999, 0.05), "half": (0.99, 0.3), "none": (0.97, 1.0)}
FEBRL = {"FEBRL 3": 0.997, "FEBRL 4": 0.999}
SECONDS, PEAK_MIB, TIMES_FASTER = 60.0, 8 * 1024.0, 3.0
ADDED_SHARE = 0.05  # of the time of linking all


@dataclass(frozen=True)
class Target:
    """One target: what it is about, what is wanted, and what was measured."""

    about: str
    wanted: str
    measured: float
    met: bool


def at_least(about: str, wanted: float, measured: float) -> Target:
    return Target(about, f"≥ {wanted:g}", measured, measured >= wanted)


def at_most(about: str, wanted: float, measured: float) -> Target:
    return Target(about, f"≤ {wanted:g}", measured, measured <= wanted)


def of_quality(found: Mapping[tuple[str, str], Mapping[str, Interval]]) -> list[Target]:
    """Means over seeds; a count error too high in one seed and too low in another is not none."""
    targets = []
    for (grade, linker), measures in found.items():
        if linker == OURS:
            f1, count_error = QUALITY[grade]
            size = measures["count_error_size"].mean
            targets.append(at_least(f"{grade}: F1", f1, measures["f1"].mean))
            targets.append(at_most(f"{grade}: size of count error %", count_error, size))
    return targets


def of_febrl(found: Mapping[tuple[str, str], Mapping[str, Interval]]) -> list[Target]:
    return [
        at_least(f"{data}: F1", FEBRL[data], measures["f1"].mean)
        for (data, _), measures in found.items()
    ]


def of_speed(found: Sequence[tuple[Linking, float | None]]) -> list[Target]:
    """None if this linker failed; beside plain Splink only if that one ended.

    Plain Splink may have been given fewer records, if it could not do all: its time is then a
    lower bound.
    """
    ended = {linking.linker: (linking, f1) for linking, f1 in found if f1 is not None}
    if OURS not in ended:
        return []
    ours, f1 = ended[OURS]
    targets = [
        at_most(f"{ours.records:,} records: seconds", SECONDS, ours.seconds),
        at_most(f"{ours.records:,} records: peak MiB", PEAK_MIB, ours.peak_mib),
    ]
    if "splink" in ended:
        plain, plain_f1 = ended["splink"]
        times = plain.seconds / ours.seconds
        what = f"plain Splink on {plain.records:,} records"
        targets.append(at_least(f"times faster than {what}", TIMES_FASTER, times))
        targets.append(at_least(f"F1 beside {what}", round(plain_f1 or 0, 4), f1 or 0))
    return targets


def of_increment(found: Increment) -> list[Target]:
    share = found.added_seconds / found.all_seconds
    about = f"adding {found.added:,} to {found.linked:,}: share of the time of linking all"
    return [
        at_most(about, ADDED_SHARE, share),
        at_most("records in other clusters than if all are linked at once", 0, found.differing),
    ]
