"""Identity: which case records are one person, decided inside the vault."""

import dagster as dg

from orchestration import steps
from orchestration.partitions import ONE_RUN, reporting_months
from orchestration.settings import Programme
from orchestration.workspace import Workspace

PERSON_LINKS = dg.AssetKey(["identity", "person_links"])


def identity_asset(programme: Programme) -> dg.AssetsDefinition:
    """Case → person, pseudonymous."""

    @dg.asset(
        key=PERSON_LINKS,
        deps=[dg.AssetKey(["intermediate", "int_cases"]), dg.AssetKey(["bronze", "returnees"])],
        group_name="identity",
        kinds={"python", "duckdb"},
        owners=["team:data-engineering"],
        description="One row a case: its person, by a pseudonym. Names stay in the vault.",
        partitions_def=reporting_months(programme),
        backfill_policy=ONE_RUN,
    )
    def person_links(
        context: dg.AssetExecutionContext, workspace: dg.ResourceParam[Workspace]
    ) -> dg.MaterializeResult[None]:
        report = steps.link(workspace.started(context))
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": report.records_out,
                "persons": report.persons,
                **{f"joined by {kind}": n for kind, n in report.records_joined_by.items()},
            }
        )

    return person_links
