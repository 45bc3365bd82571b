"""Identity: which case records are one person, decided inside the vault."""

from dataclasses import asdict

import dagster as dg

from common.programme import Programme
from orchestration.partitions import ONE_RUN, reporting_months
from orchestration.workspace import Workspace
from pipeline import steps

BLOCK_COLUMNS = dg.TableSchema(
    [
        dg.TableColumn("on", "string"),
        *(
            dg.TableColumn(name, "int")
            for name in ("blocks", "largest", "pairs", "dropped_blocks", "dropped_pairs")
        ),
    ]
)
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
        linked = steps.link(workspace.started(context))
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": linked.links.records_out,
                "persons": linked.links.persons,
                "nothing to match on": linked.links.unmatchable,
                **{f"joined by {rule}": n for rule, n in linked.links.records_joined_by.items()},
                **{f"register: {kind}": n for kind, n in linked.register.changed.items()},
                "blocks": dg.TableMetadataValue(
                    [dg.TableRecord(asdict(block)) for block in linked.links.blocks],
                    BLOCK_COLUMNS,
                ),
            }
        )

    return person_links
