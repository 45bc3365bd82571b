"""Two releases side by side: all marts, row by row, whatever the ids of persons are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import duckdb

# What readers were given before is no matter of the final state.
OF_THE_PAST = {"fct_restatements", "fct_restated_rows"}
CHECKS = "fct_check_results"  # by check_id and target, its first columns
Row = tuple[object, ...]


def marts(release: Path) -> dict[str, Counter[Row]]:
    """Mart → its rows; a person goes by her first case, and every id that is hers with it.

    Of the checks those of the models: what else was judged depends on what was new to a run.
    """
    with duckdb.connect(str(release / "warehouse.duckdb"), read_only=True) as connection:
        tables = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts'"
        ).fetchall()
        persons = connection.execute(
            "select person_id, min(centre_code || ':' || case_id) "
            "from marts.bridge_beneficiary_cases group by person_id"
        ).fetchall()
        names = {person: first for person, first in persons if person is not None}
        return {
            name: Counter(
                tuple(_told(cell, names) for cell in row)
                for row in connection.execute(_query(name)).fetchall()
            )
            for (name,) in tables
            if name not in OF_THE_PAST
        }


def differences(one: Path, other: Path) -> dict[str, tuple[list[Row], list[Row]]]:
    """Mart → the rows that only one of the releases holds, and those that only the other does.

    Checks are compared where both were judged by them.
    """
    here, there = marts(one), marts(other)
    judged = [{row[:2] for row in told[CHECKS]} for told in (here, there)]
    for told in (here, there):
        told[CHECKS] = Counter(row for row in told[CHECKS] if row[:2] in set.intersection(*judged))
    return {
        name: (list((here[name] - there[name]).elements()),
               list((there[name] - here[name]).elements()))
        for name in here
        if here[name] != there[name]
    }  # fmt: skip


def shortened(found: Mapping[str, tuple[list[Row], list[Row]]]) -> str:
    """Of each mart how many rows differ on either side, and the first ones."""
    return "; ".join(
        f"{name}: {len(here)} and {len(there)}, such as {here[:2]} and {there[:2]}"
        for name, (here, there) in found.items()
    )


def _query(name: str) -> str:
    if name == CHECKS:
        past = ", ".join(f"'{mart}'" for mart in sorted(OF_THE_PAST))
        return f"from marts.{name} where engine = 'dbt' and target not in ({past})"
    if name == "fct_qualifications":  # its key is a hash of the person's id, among others
        return f"select * exclude (qualification_id) from marts.{name}"
    return f"from marts.{name}"


def _told(cell: object, names: Mapping[str, str]) -> object:
    return names.get(cell, cell) if isinstance(cell, str) else cell
