"""The same assets under Dagster's default executor, which starts a process for every step."""

from __future__ import annotations

import sys

import dagster as dg

from common import settings
from orchestration.definitions import build_defs
from orchestration.instance import open_instance
from orchestration.jobs import MONTH_JOB


def month_job() -> dg.JobDefinition:
    return build_defs(settings.load_settings(), dg.multiprocess_executor).resolve_job_def(MONTH_JOB)


def main(month: str) -> int:
    with open_instance(settings.load_settings().dagster_home) as instance:
        result = dg.execute_job(
            dg.reconstructable(month_job), instance, tags={"dagster/partition": month}
        )
        return 0 if result.success else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
