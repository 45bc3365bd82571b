"""From records to what the model compares: names by their sounds, documents and dates in one form.

SQL splits and assembles the fields; `normalise` analyses each distinct word once.
"""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING

from common.sql import read_sql

if TYPE_CHECKING:
    import duckdb

SQL = Path(__file__).with_name("sql")
# A number typed only to fill a required field: one digit repeated, or digits counted up or down.
_IS_FILLER = r"""
create or replace macro is_filler(digits) as
    coalesce(digits, '') = ''
    or regexp_full_match(digits, concat(left(digits, 1), '+'))
    or regexp_full_match(digits, '.?0*')
    or contains('0123456789012345678901234567890', digits)
    or contains('9876543210987654321098765432109', digits)
"""
_SPLIT = r"""
create or replace temporary table split_names as
select
    text,
    list_filter(string_split_regex(lower(text), '[\s\p{P}\p{S}]+'), lambda w: w <> '') as words
from (select full_name as text from fields union select father_name from fields)
where text <> ''
"""


def build_features(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `vault.features` from `vault.records`: one row per record, null for what it lacks."""
    _read_fields(connection, "from vault.records")
    connection.execute(f"create or replace table vault.features as {read_sql(SQL, '06_features')}")


def update_features(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring `vault.features` up to `vault.records`: replace the rows of `fresh_records` and remove
    those of `outdated_records`."""
    _read_fields(connection, "from vault.records semi join fresh_records using (record)")
    connection.execute(
        "delete from vault.features where record in (select record from outdated_records)"
    )
    connection.execute(f"insert into vault.features {read_sql(SQL, '06_features')}")


def _read_fields(connection: duckdb.DuckDBPyConnection, records: str) -> None:
    connection.execute(_IS_FILLER)
    connection.execute(f"create or replace temporary view records_to_read as {records}")
    connection.execute(read_sql(SQL, "04_fields"))
    connection.execute(_SPLIT)
    _judge_words(connection)
    connection.execute(read_sql(SQL, "05_names"))


def _judge_words(connection: duckdb.DuckDBPyConnection) -> None:
    """The temporary table `words`: spelling, sound, consonants and kind of each distinct word."""
    import pyarrow as pa

    from identity.matching.normalise.words import analyse_word

    distinct = [
        text
        for (text,) in connection.execute(
            "select distinct unnest(words) as text from split_names order by text"
        ).fetchall()
    ]
    columns = (
        list(zip(*(astuple(analyse_word(text)) for text in distinct), strict=True)) or [()] * 4
    )
    names = ("spelling", "sound", "consonants", "kind")
    judged = pa.table(
        {
            "word": pa.array(distinct, pa.string()),
            **{
                name: pa.array(column, pa.string())
                for name, column in zip(names, columns, strict=True)
            },
        }
    )
    connection.register("judged_words", judged)
    connection.execute("create or replace temporary table words as from judged_words")
    connection.unregister("judged_words")
