"""From records to what the model compares: names by their sounds, documents and dates in one form.

SQL takes the fields apart and puts them together; `normalise` judges each distinct word once.
"""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING

from identity.queries import query

if TYPE_CHECKING:
    import duckdb

# A number that was typed to fill a required field: one digit repeated, or digits counted up.
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


def build(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `vault.features` from `vault.records`: a row a record, null for what it does not say."""
    _read(connection, "from vault.records")
    connection.execute(f"create or replace table vault.features as {query('features')}")


def renew(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring `vault.features` up to `vault.records`, of which `fresh` names what is new or changed
    and `outdated` what is gone or was otherwise."""
    _read(connection, "from vault.records semi join fresh using (record)")
    connection.execute("delete from vault.features where record in (select record from outdated)")
    connection.execute(f"insert into vault.features {query('features')}")


def _read(connection: duckdb.DuckDBPyConnection, records: str) -> None:
    connection.execute(_IS_FILLER)
    connection.execute(f"create or replace temporary view to_read as {records}")
    connection.execute(query("fields"))
    connection.execute(_SPLIT)
    _judge_words(connection)
    connection.execute(query("names"))


def _judge_words(connection: duckdb.DuckDBPyConnection) -> None:
    """The temporary table `words`: spelling, sound, consonants and kind of each distinct word."""
    import pyarrow as pa

    from identity.normalise.words import word

    distinct = [
        text
        for (text,) in connection.execute(
            "select distinct unnest(words) as text from split_names order by text"
        ).fetchall()
    ]
    columns = list(zip(*(astuple(word(text)) for text in distinct), strict=True)) or [()] * 4
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
