"""Identity: which case records are one person, decided inside the vault."""

from dataclasses import asdict

import dagster as dg

from common.programme import Programme
from orchestration.keys import OWNERS, PERSON_LINKS, POOL
from orchestration.partitions import MONTH_BY_MONTH, build_month_partitions
from orchestration.versions import choose_code_version, hash_inputs
from orchestration.workspace import Workspace

BLOCK_COLUMNS = dg.TableSchema(
    [
        dg.TableColumn("on", "string"),
        *(
            dg.TableColumn(name, "int")
            for name in ("blocks", "largest", "pairs", "dropped_blocks", "dropped_pairs")
        ),
    ]
)


def build_identity_asset(programme: Programme) -> dg.AssetsDefinition:
    """Case → person, pseudonymous."""

    @dg.asset(
        key=PERSON_LINKS,
        deps=[dg.AssetKey(["intermediate", "int_cases"]), dg.AssetKey(["bronze", "returnees"])],
        group_name="identity",
        kinds={"python", "duckdb"},
        owners=OWNERS,
        description="One row for each case: its person, by a pseudonym. Names stay in the vault.",
        code_version=choose_code_version("identity"),
        partitions_def=build_month_partitions(programme),
        backfill_policy=MONTH_BY_MONTH,
        pool=POOL,
    )
    def person_links(
        context: dg.AssetExecutionContext, workspace: Workspace
    ) -> dg.MaterializeResult[None]:
        linked = workspace.run_step(context)
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
            },
            data_version=hash_inputs(workspace.find_job(context.run).run, "person_links"),
        )

    return person_links
