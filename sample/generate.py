"""The public function of the sample: write a synthetic programme and its truth.

The landing folder has the real layouts, as the field sends them. The truth folder beside it says
which person each case belongs to, what every figure must be, and which faults were planted.
"""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from common.errors import ConfigurationError
from sample import facts, months
from sample.caseload import draw_caseload, spill_rows
from sample.faults.case_faults import plant_case_rows
from sample.faults.fault_list import FaultList
from sample.faults.rejected_files import plant_rejected_files
from sample.faults.source_faults import plant_source_rows
from sample.feeds.case_deliveries import write_delivery
from sample.feeds.communications import write_communications
from sample.feeds.kobo import write_event_log
from sample.feeds.published_figures import write_published
from sample.feeds.social import write_social
from sample.tally import Tally
from sample.writers.spill import Spill
from sample.writers.text import write_text

Progress = Callable[[int, int, str], None]
REPORT_EVERY = 1000
FIGURE_COLUMNS = ("reporting_month", "indicator_code", "dimension", "member", "period", "value")


@dataclass(frozen=True)
class SampleReport:
    """Where the sample is and what it contains. `faults` counts the planted faults."""

    landing: Path
    truth: Path
    through: str
    persons: int
    cases: int
    services: int
    files: int
    faults: int


def generate_sample(
    out: Path,
    *,
    seed: int = 20220930,
    returnees: int | None = None,
    through: str = months.LAST_MONTH,
    faults: bool = False,
    progress: Progress | None = None,
) -> SampleReport:
    """Write `out/landing` and `out/truth`, with the same bytes for the same arguments.

    returnees: the number of persons. None: the calibrated size (4,000), which gives the printed
    figures. through: the last month delivered (YYYY-MM, 2017-04 to 2022-09). progress: called with
    (done, total, what). Raises ConfigurationError if `out/landing` is not empty or an argument
    is out of range.
    """
    last = _check_month(through)
    landing, truth = out / "landing", out / "truth"
    if landing.exists() and any(landing.iterdir()):
        raise ConfigurationError(f"{landing} is not empty", "choose another folder")
    truth.mkdir(parents=True, exist_ok=True)
    tally = Tally(last)
    with tempfile.TemporaryDirectory(prefix="sample-", dir=out) as folder:
        spill = Spill(Path(folder))
        counts = _write_persons(truth, spill, tally, (returnees, seed, last), progress)
        planted = _plant_case_rows(truth, spill, last) if faults else FaultList()
        _write_cases(landing / "cases", spill, last, progress)
    write_event_log(landing / "events", tally, seed, last)
    write_social(landing / "social_media", tally, seed, last)
    write_communications(landing / "communications", tally, seed, last)
    write_published(landing / "published", last)
    figures = chain([FIGURE_COLUMNS], tally.list_figures())
    write_text(truth / "figures.csv", figures, line_end="\n")
    if faults:
        plant_source_rows(landing, last, planted)
        plant_rejected_files(landing, last, planted)
        planted.write_list(truth / "faults.csv")
    files = sum(path.is_file() for path in landing.rglob("*"))
    return SampleReport(landing, truth, through, *counts, files, len(planted.rows))


def _check_month(through: str) -> int:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", through):
        raise ConfigurationError(f"through must be a month like 2022-09, not {through!r}")
    last = months.parse_month(through)
    if not 0 <= last <= months.LAST:
        first = months.format_month(0)
        raise ConfigurationError(
            f"through must lie between {first} and {months.LAST_MONTH}, not {through}"
        )
    return last


def _write_persons(
    truth: Path,
    spill: Spill,
    tally: Tally,
    programme: tuple[int | None, int, int],
    progress: Progress | None,
) -> tuple[int, int, int]:
    """Spill every row, count every person, write persons.csv. Returns persons, cases, services."""
    returnees, seed, last = programme
    total = facts.read_choices()["cohort"] if returnees is None else returnees
    labels = {month: months.format_month(month) for month in range(last + 1)}
    labels[facts.find_baseline_end()] = "baseline"
    persons = cases = services = 0
    with (truth / "persons.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("source_record_id", "person"))
        for number, found in draw_caseload(returnees, seed):
            delivered = [case for case in found if case.find_registration(last)]
            services += spill_rows(delivered, spill, labels, last)
            tally.count_person(delivered)
            writer.writerows((f"{case.centre}:{case.case_id}", number) for case in delivered)
            persons += bool(delivered)
            cases += len(delivered)
            if progress and (number + 1) % REPORT_EVERY == 0:
                progress(number + 1, total, "persons")
    return persons, cases, services


def _plant_case_rows(truth: Path, spill: Spill, last: int) -> FaultList:
    """Plant the faulty case rows. Each planted case that is loaded is a person of its own."""
    planted = FaultList()
    plant_case_rows(spill, last, planted)
    with (truth / "persons.csv").open("a", encoding="utf-8", newline="") as file:
        rows = ((case, f"planted-{number}") for number, case in enumerate(planted.cases))
        csv.writer(file, lineterminator="\n").writerows(rows)
    return planted


def _write_cases(cases: Path, spill: Spill, last: int, progress: Progress | None) -> None:
    monthly = [
        months.format_month(month) for month in range(facts.find_baseline_end() + 1, last + 1)
    ]
    centres = list(facts.read_centres().values())
    for done, centre in enumerate(centres):
        for month in ("baseline", *monthly):
            write_delivery(cases, centre, month, spill)
        if progress:
            progress(done + 1, len(centres), "centres")
