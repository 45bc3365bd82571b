"""Progress of a run for its reader: its steps in plain words, counted and timed."""

from __future__ import annotations

import time
from collections.abc import Callable

# Every step of the job, in order; the key is its name in Dagster.
STEPS = {
    "ingestion": "taking in what has landed",
    "checks__gate": "judging the deliveries",
    "dbt_records": "modelling the records",
    "identity__person_links": "finding which records are one person",
    "dbt_figures": "counting the figures",
    "publication__restatements": "comparing with what was published",
    "checks__verdicts": "collecting the verdicts of all checks",
    "dbt_verdicts": "writing down the verdicts",
    "publication__bulletin": "writing the bulletin",
    "publication__release": "publishing the release",
}
# Where a rebuild of the past does something else.
OF_A_REBUILD = {
    "ingestion": "reading what had landed by then",
    "checks__gate": "judging the deliveries of then",
    "publication__restatements": "comparing with what had been published by then",
    "publication__release": "putting the rebuild aside",
}


def words(step: str, *, of_a_rebuild: bool = False) -> str:
    """What a step does, for a reader; its name if it is not one of the job's."""
    said = STEPS.get(step, step)
    return OF_A_REBUILD.get(step, said) if of_a_rebuild else said


def counted(say: Callable[[str], None], *, of_a_rebuild: bool = False) -> Callable[[str], None]:
    """A listener to steps that says each as it starts: seconds since now, n of m, what it does."""
    began = time.monotonic()
    places = {step: place for place, step in enumerate(STEPS, start=1)}

    def announce(step: str) -> None:
        place = f"{places[step]} of {len(STEPS)}" if step in places else "step"
        say(f"{time.monotonic() - began:5.1f} s  {place}  {words(step, of_a_rebuild=of_a_rebuild)}")

    return announce
