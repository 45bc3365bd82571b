"""Which columns the columns of a model come from, read from its SQL.

Reading it takes 10 ms a column, so it is read once and kept beside what dbt keeps, by the hash of
all that it depends on: the compiled SQL and the columns of the relations.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator

from common.files import write_durably
from orchestration.assets.table_schemas import Types
from pipeline.dbt_runner import find_state_folder

FILE = "column_lineage.json"
# Column → the columns that it comes from, as `schema.table` and name.
Sources = dict[str, list[tuple[str, str]]]


class LineageReader:
    """The lineage of models that were just built; `keep` writes what was read for the next run."""

    def __init__(
        self, manifest: Mapping[str, Any], translator: DagsterDbtTranslator, types: Types
    ) -> None:
        self.manifest, self.translator, self.types = manifest, translator, types
        self.is_changed = False

    def describe_lineage(self, unique_id: str) -> dict[str, Any]:
        """The metadata of a model's lineage; nothing for a seed, which has no SQL."""
        node = self.manifest["nodes"][unique_id]
        compiled = find_state_folder() / "compiled" / node["package_name"]
        path = compiled / node["original_file_path"]
        if node["resource_type"] != "model" or not path.is_file():
            return {}
        sources = self._find_sources(path.read_text("utf-8"))
        dependencies = {
            column: [
                dg.TableColumnDep(asset_key=self.assets[table], column_name=name)
                for table, name in found
                if table in self.assets
            ]
            for column, found in sources.items()
        }
        return {"dagster/column_lineage": dg.TableColumnLineage(dependencies)}

    def keep(self) -> None:
        """Keep what has been read; a folder that cannot be written to costs the time again."""
        if self.is_changed:
            with suppress(OSError):
                write_durably(find_state_folder() / FILE, json.dumps(self.kept).encode())

    @cached_property
    def kept(self) -> dict[str, Sources]:
        try:
            kept: dict[str, Sources] = json.loads((find_state_folder() / FILE).read_text("utf-8"))
            return kept
        except (OSError, ValueError):
            return {}

    @cached_property
    def assets(self) -> dict[str, dg.AssetKey]:
        """The assets that relations are, by `schema.table`."""
        nodes = [*self.manifest["nodes"].values(), *self.manifest["sources"].values()]
        return {
            f"{node['schema']}.{node.get('alias') or node['identifier']}": (
                self.translator.get_asset_key(node)
            )
            for node in nodes
            if node["resource_type"] in ("model", "seed", "source")
        }

    @cached_property
    def schema(self) -> dict[str, dict[str, Mapping[str, str]]]:
        schema: dict[str, dict[str, Mapping[str, str]]] = {}
        for relation, columns in sorted(self.types.items()):
            folder, _, table = relation.partition(".")
            schema.setdefault(folder, {})[table] = columns
        return schema

    def _find_sources(self, sql: str) -> Sources:
        digest = hashlib.sha256(f"{sql}{json.dumps(self.schema, sort_keys=True)}".encode())
        key = digest.hexdigest()
        if key not in self.kept:
            self.kept[key] = read_sources(sql, self.schema)
            self.is_changed = True
        return self.kept[key]


def read_sources(sql: str, schema: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Sources:
    """The columns that each column of a query comes from; nothing if it cannot be understood."""
    from sqlglot import exp, parse_one
    from sqlglot.errors import SqlglotError
    from sqlglot.lineage import lineage

    found: Sources = {}
    try:
        query = parse_one(sql, dialect="duckdb")
        for table in query.find_all(exp.Table):
            table.set("catalog", None)
        for column, node in lineage(None, query, dict(schema), dialect="duckdb").items():
            leaves = [leaf for leaf in node.walk() if not leaf.downstream]
            tables = [(leaf.expression.find(exp.Table), leaf.name) for leaf in leaves]
            found[column] = sorted(
                {
                    (f"{table.db}.{table.name}", name)
                    for table, leaf in tables
                    if table
                    and (
                        name := _name_column(
                            leaf, column, schema.get(table.db, {}).get(table.name, {})
                        )
                    )
                }
            )
    except SqlglotError:
        return {}
    return found


def _name_column(leaf: str, column: str, columns: Mapping[str, str]) -> str | None:
    """The column of a table that a leaf of the lineage is; None for a constant.

    A leaf is named `alias.column`. `alias.*` is the column of the same name, if there is one.
    """
    name = leaf.rpartition(".")[2].strip('"')
    name = column if name == "*" else name
    return name if name in columns else None
