"""This linker on the Bangladeshi benchmark: the one place that knows how the product is called.

What it needs in between, records and a database to keep them in, is here too, so that a measurement
can look at the linker's tables.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from identity.matching import model, record_linking

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

COLUMNS = (
    "centre_code", "case_id", "source_record_id", "registration_date", "sex", "district_pcode",
    "full_name", "father_name", "date_of_birth", "nid", "passport_no", "phone",
)  # fmt: skip
# The number of a record, as identity/matching/sql/01_records.sql makes it.
NUMBER = "(md5_number_lower(source_record_id) >> 1)::bigint"
_RECORDS = (
    f"select {NUMBER} as record, * replace (registration_date::date as registration_date) "
    "from frame"
)


def link_frame(frame: pd.DataFrame) -> pd.Series[Any]:
    """The cluster of each record of a frame as people.generate makes it, in the frame's order.

    It does not look at the column `person`.
    """
    with open_database() as connection:
        keep_records(connection, frame)
        record_linking.link_records(connection, model.read_model())
        return read_clusters(connection, frame)


@contextmanager
def open_database() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory with the schema `vault`; what does not fit is in a temporary folder."""
    import duckdb

    with (
        tempfile.TemporaryDirectory(prefix="bench-identity-") as folder,
        duckdb.connect(config={"temp_directory": folder}) as connection,
    ):
        connection.execute("create schema vault")
        yield connection


def keep_records(connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame) -> None:
    """Make `vault.records` from a frame as people.generate makes it, without the truth."""
    connection.register("frame", frame[list(COLUMNS)])
    connection.execute(f"create or replace table vault.records as {_RECORDS}")
    connection.unregister("frame")


def add_records(connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame) -> None:
    """Put more of them into `vault.records`, and their numbers into `fresh_records`."""
    connection.register("frame", frame[list(COLUMNS)])
    connection.execute(f"insert into vault.records by name {_RECORDS}")
    connection.execute(
        f"create or replace temporary table fresh_records as select {NUMBER} as record from frame"
    )
    connection.unregister("frame")


def read_clusters(connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame) -> pd.Series[Any]:
    """The cluster of each record of the frame, in its order, from `vault.clusters`."""
    connection.register("frame", frame[["source_record_id"]].reset_index(drop=True).reset_index())
    found = connection.execute(
        f"select cluster from frame join vault.clusters on record = {NUMBER} order by index"
    ).df()["cluster"]
    connection.unregister("frame")
    found.index = frame.index
    return found
