"""The inputs of a run: what dbt is given beside bronze, and what the manifest will say of them.

All of them show one instant: the ledger, the decisions and the configuration as they were then.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from common.errors import ConfigurationError
from common.instants import format_instant
from pipeline.as_of import find_known_instant
from pipeline.candidate import remove_candidate
from pipeline.run_context import Run

if TYPE_CHECKING:
    import pandas

    from expectations.verdicts import CheckResult
    from ingestion.ingest_report import IngestReport


def build_empty_report() -> IngestReport:
    """The report of a rebuild, which ingests nothing."""
    from ingestion.ingest_report import IngestReport

    return IngestReport(0, 0, 0, (), 0, 0, 0, 0, ())


def prepare_inputs(run: Run, report: IngestReport) -> Sequence[CheckResult]:
    """Write the run's inputs, and judge whether ingestion lost a row.

    Raises BronzeDamaged if the rows in force are not what was written of them, ConfigurationError
    if the programme file is not the one that the run has read.
    """
    from expectations.ledger_checks import judge_ingestion
    from expectations.results import write_results
    from identity.register.decisions import write_decisions
    from ingestion.soundness import require_sound_bronze

    remove_candidate(run)
    run.inputs.mkdir(parents=True)
    run.find_checks("ingestion").parent.mkdir()
    known_at, files = _find_known(run)
    require_sound_bronze(run.settings.home, files[files["is_in_force"]]["source_file_id"])
    files.to_parquet(run.inputs / "source_files.parquet", index=False)
    write_decisions(run.settings.vault, run.inputs / "identity_decisions.parquet", known_at)
    _write_programme(run)
    facts = json.dumps(_collect_facts(run, known_at, files), indent=2)
    run.facts_file.write_text(facts, "utf-8")
    results = judge_ingestion(files, report, reporting_month=run.month)
    write_results(results, run.find_checks("ingestion"))
    return results


def read_source_files(run: Run) -> pandas.DataFrame:
    """The ledger as this run sees it: a row per file version and table."""
    import pandas

    return pandas.read_parquet(run.inputs / "source_files.parquet")


def _find_known(run: Run) -> tuple[datetime, pandas.DataFrame]:
    """The run's instant, and the ledger and the register as they are, or were, at it.

    An ingestion stamps all it takes in with the instant at which it began, so none is under way.
    """
    from common.locks import hold_lock
    from identity.register import past_register
    from ingestion.ledger.queries import list_source_files

    if run.as_of is not None:
        past_register.make_past_vault(run.settings.vault, run.run_id, run.as_of)
        return run.as_of, list_source_files(run.settings.ledger, run.as_of)
    with hold_lock(run.settings.bronze / ".lock", lambda: None):
        known_at = find_known_instant(run.settings)
        return known_at, list_source_files(run.settings.ledger, known_at)


def _write_programme(run: Run) -> None:
    import pandas

    from pipeline.fingerprint import hash_code

    parameters = {
        "run_id": run.run_id,
        "reporting_month": run.month,
        "start_month": run.programme.start_month,
        "programme_name": run.programme.name,
        "time_zone": run.programme.time_zone,
        "code_version": hash_code(),
    }
    centres = [
        {"centre_code": c.code, "centre_name": c.name, "district_pcode": c.district_pcode}
        for c in run.programme.centres
    ]
    pandas.DataFrame([parameters]).to_parquet(run.inputs / "run_parameters.parquet", index=False)
    pandas.DataFrame(centres).to_parquet(run.inputs / "service_centres.parquet", index=False)


def _collect_facts(run: Run, known_at: datetime, files: pandas.DataFrame) -> dict[str, object]:
    """What the manifest says of the run; what changes meanwhile makes the next run a new one."""
    from ingestion.ledger.queries import summarise_ledger
    from ingestion.soundness import list_bronze_hashes
    from pipeline.configuration import hash_configuration, keep_configuration
    from pipeline.fingerprint import hash_code, hash_people, hash_run_state

    settings = run.settings
    if settings.load_programme() != run.programme:
        raise ConfigurationError(
            f"{settings.programme} was changed after this run had read it", "run again"
        )
    people = hash_people(settings, known_at)
    in_force = sorted(set(files[files["is_in_force"]]["source_file_id"]))
    return {
        "run_id": run.run_id,
        "known_at": format_instant(known_at),
        "code_version": hash_code(),
        "configuration": hash_configuration(settings)
        if run.as_of
        else keep_configuration(settings, known_at),
        "decisions_sha256": people["decisions"],
        "fingerprint": hash_run_state(settings, run.month, files, people),
        "ledger": summarise_ledger(settings.ledger, known_at),
        "bronze": list_bronze_hashes(settings.ledger, in_force),
        "source_files": in_force,
    }
