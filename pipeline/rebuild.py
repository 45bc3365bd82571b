"""`prottasha run --as-of`: a month as it was known at an instant, made again and compared.

It is the job of the month on the ledger, the decisions and the configuration of that instant. It
takes in nothing, publishes nothing, and leaves the register alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from common.errors import ConfigurationError
from common.instants import format_instant
from common.locks import HomeLocked, hold_home_lock
from common.programme import Programme
from common.settings import Settings, choose_month
from orchestration import execute
from pipeline import steps
from pipeline.configuration import recall
from pipeline.failures import Failure, explain
from pipeline.instants import require_past
from pipeline.progress import counted
from pipeline.run import AS_OF
from pipeline.second_core import SecondCore

# What a figure depends on, as the manifest has it, and what to call it.
DEPENDS_ON = {
    "code_version": "the code",
    "configuration": "the programme file or the linking model",
    "source_files": "the deliveries in force",
    "decisions_sha256": "the reviewers' decisions",
}


@dataclass(frozen=True)
class Rebuilt:
    """A rebuild, and the release that showed the month at its instant, if there was one.

    `cells` is how many figures differ, None where that cannot be told since the release is pruned;
    `causes` is what else they were not made from alike.
    """

    folder: Path
    as_of: datetime
    release: Mapping[str, Any] | None = None
    is_equal: bool = False
    cells: int | None = None
    causes: tuple[str, ...] = ()


def rebuild(
    settings: Settings,
    month: str | None,
    as_of: datetime,
    announce: execute.Announce,
    *,
    wait: bool = True,
) -> Rebuilt:
    """Make `month` (default: the last that was complete then) as it was known at `as_of`.

    Raises ConfigurationError for an instant or a month of which nothing can have been known,
    execute.RunFailed and turn.TurnTaken as `execute` does; but nobody is alerted.
    """
    try:
        _refuse_unknown(settings, as_of)
        then = recall(settings, as_of, announce)
        programme = then.load_programme()
        at_that_time = then.model_copy(update={"now": as_of})
        reporting_month = choose_month(month, at_that_time, programme)
        what = f"rebuild of {reporting_month:%Y-%m}"
        with hold_home_lock(settings.work, what, announce if wait else None):
            folder = _rebuild(then, programme, reporting_month, as_of, announce)
        return compared(folder, settings.releases, as_of)
    except (ConfigurationError, execute.RunFailed, HomeLocked):
        raise
    except Exception as error:
        raise execute.RunFailed(explain(error, settings)) from error


def _refuse_unknown(settings: Settings, as_of: datetime) -> None:
    from ingestion.ledger import source_files

    require_past(settings, as_of)
    if source_files(settings.ledger, as_of).empty:
        landed = source_files(settings.ledger)["landed_at"]
        if landed.empty:
            raise ConfigurationError(f"{settings.home} has taken in nothing yet; give its --home")
        raise ConfigurationError(
            f"nothing had landed by {format_instant(as_of)}; "
            f"the first file landed at {format_instant(landed.min())}"
        )


def _rebuild(
    settings: Settings,
    programme: Programme,
    month: date,
    as_of: datetime,
    announce: execute.Announce,
) -> Path:
    from publishing.rebuilds import of_instant

    failures: list[Failure] = []
    told = counted(announce, of_a_rebuild=True)
    with SecondCore() as second:
        second.start(steps.load_gate)
        job = execute.month_job_of(settings, told, second, failures)
        second.result()
        execute.run_job(job, settings, programme, month, failures, {AS_OF: format_instant(as_of)})
    return of_instant(settings.rebuilds, f"{month:%Y-%m}", as_of)[-1]


def compared(folder: Path, releases: Path, as_of: datetime) -> Rebuilt:
    """A rebuild beside the newest release of its month that was known at `as_of`."""
    from publishing.manifest import read_manifest
    from publishing.rebuilds import cells_that_differ, known_until

    made = read_manifest(folder)
    known = known_until(releases, as_of, made["month"])
    if not known:
        return Rebuilt(folder, as_of)
    then = known[-1]
    release = releases / then["release"]
    return Rebuilt(
        folder,
        as_of,
        release=then,
        is_equal=then["figures_sha256"] == made["figures_sha256"],
        cells=cells_that_differ(folder, release) if release.is_dir() else None,
        causes=tuple(_causes(then, made)),
    )


def _causes(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    for fact, words in DEPENDS_ON.items():
        if one.get(fact) != other.get(fact):
            yield words
