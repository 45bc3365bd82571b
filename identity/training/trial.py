"""A new model on trial: trained on the records of the last linking, and what it would change.

Nothing changes by it: a run uses the model that its settings name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from common.counting import create_models
from common.files import private_umask
from common.sql import quote_text, read_sql
from identity.identity_error import IdentityError
from identity.last_linking import open_last_linking
from identity.matching.record_linking import link_records
from identity.register.decisions import read_constraints
from identity.training.model_training import train_model

if TYPE_CHECKING:
    import duckdb

    from identity.matching.model import Model

SQL = Path(__file__).with_name("sql")


class Change(NamedTuple):
    """What a figure of the current release would be, of all its months: cumulative persons."""

    indicator_code: str
    now: int
    afterwards: int
    difference: int


@dataclass(frozen=True)
class Trial:
    """A trained model, where it is written, and what it would change.

    `joined` and `parted` count the records that would be together with others than now.
    """

    model: Model
    file: Path
    records: int
    persons_now: int
    persons_then: int
    joined: int
    parted: int
    figures: Sequence[Change]


def try_new_model(vault: Path, present: Model, out: Path | None, warehouse: Path | None) -> Trial:
    """Train a model on the vault's records and link them with it, apart.

    It is written to `out`, or into the vault under its version. Raises IdentityError, if the
    records share too few documents too.
    """
    with open_last_linking(vault) as connection:
        connection.execute(read_sql(SQL, "01_trial_records"))
        ((records,),) = connection.execute("select count(*) from vault.records").fetchall()
        trained_on = f"{records:,} records of this programme, by their documents"
        model = train_model(connection, present, trained_on)
        report = link_records(connection, model, read_constraints(vault))
        counts = connection.execute(read_sql(SQL, "07_trial_changes")).fetchall()[0]
        figures = [] if warehouse is None else compare_figures(connection, warehouse)
    file = _write_model(model, out or vault / "models" / f"{model.version}.json")
    persons_now, joined, parted = counts
    return Trial(model, file, records, persons_now, report.persons, joined, parted, figures)


def compare_figures(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> list[Change]:
    """The persons of every indicator by both linkings, of all months of a release's warehouse.

    `present` and `vault.clusters` hold the clusters of now and of the trial.
    """
    connection.execute(f"attach {quote_text(warehouse)} as release (read_only)")
    connection.execute(read_sql(SQL, "08_counted_records"))
    create_models(connection, ("int_case_dates", "int_indicator_wholes"))
    figures = connection.execute(read_sql(SQL, "09_trial_figures")).fetchall()
    return [Change(*row) for row in figures]


def _write_model(model: Model, file: Path) -> Path:
    try:
        with private_umask():
            file.parent.mkdir(parents=True, exist_ok=True)
            model.write_file(file)
    except OSError as error:
        raise IdentityError(f"the model cannot be written to {file} ({error.strerror})") from None
    return file
