"""Reads a release with whatever DuckDB runs this, which needs nothing else; prints what it found.

`python old_client.py RELEASE` prints JSON: the client's version, the rows of each mart in the
warehouse and in Parquet, and the hash of all figures in canonical form (see the manifest).
"""

import hashlib
import json
import sys
from pathlib import Path

import duckdb


def figures_sha256(rows):
    """As the manifest defines it: a line a figure, sorted as bytes."""
    lines = sorted(",".join(map(str, row)).encode() for row in rows)
    return hashlib.sha256(b"\n".join(lines)).hexdigest()


def main(release):
    figures = "select reporting_month, indicator_code, dimension, member, period, value from "
    warehouse = duckdb.connect(str(release / "warehouse.duckdb"), read_only=True)
    marts = [
        name
        for (name,) in warehouse.execute(
            "select table_name from information_schema.tables where table_schema = 'marts'"
        ).fetchall()
    ]
    found = {"version": duckdb.__version__, "rows": {}, "parquet_rows": {}, "differing": []}
    for mart in sorted(marts):
        held = warehouse.execute('select * from marts."' + mart + '"').fetchall()
        file = str(release / "parquet" / (mart + ".parquet"))
        written = warehouse.execute("select * from read_parquet('" + file + "')").fetchall()
        found["rows"][mart], found["parquet_rows"][mart] = len(held), len(written)
        if held != written:
            found["differing"].append(mart)
    rows = warehouse.execute(figures + "marts.fct_indicator_values").fetchall()
    found["figures_sha256"] = figures_sha256(rows)
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
