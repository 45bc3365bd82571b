"""The counting rules of `dbt_project/`, for whoever counts outside of dbt.

A rule stands once: in a model of dbt, or in a macro that models share. A restatement, a trace and a
trial of a model of identity count by the same text, over the records of a release or of a state
between two releases, where dbt itself would take seconds to start. Models and macros are rendered
here as dbt renders them for DuckDB, with one difference: `ref('x')` is `memory.counting.x`, which
the caller has made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import jinja2

PROJECT = Path(__file__).parents[1] / "dbt_project"
SCHEMA = "memory.counting"


def create_models(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    """Make views `memory.counting.<name>` of models of dbt, in the order in which they build.

    What a model reads must be there by its name: a view that was made before, or a relation of the
    caller with the columns that the model uses.
    """
    for name in names:
        connection.execute(f"create or replace view {SCHEMA}.{name} as {render_model(name)}")


@cache
def render_model(name: str) -> str:
    """The SQL of a model of dbt that reads `memory.counting`."""
    (file,) = (PROJECT / "models").rglob(f"{name}.sql")
    return render_sql(file)


@cache
def render_sql(file: Path) -> str:
    """The text of an SQL file, in which the macros of dbt may be used."""
    text = file.read_text("utf-8")
    if "{{" not in text:
        return text  # jinja2 is not even loaded, where a command can do without
    return _build_environment().from_string(text).render()


@cache
def _build_environment() -> jinja2.Environment:
    """An environment that knows the macros of dbt, and what these use of dbt itself."""
    import jinja2

    # It makes SQL out of the project's own files: there is nothing to escape.
    environment = jinja2.Environment(  # noqa: S701
        extensions=["jinja2.ext.do"], undefined=jinja2.StrictUndefined
    )
    environment.globals |= {
        "ref": lambda name: f"{SCHEMA}.{name}",
        "dbt": SimpleNamespace(type_string=lambda: "varchar"),
        "adapter": SimpleNamespace(
            dispatch=lambda name: _find_implementation(environment.globals, name)
        ),
    }
    files = sorted((PROJECT / "macros").rglob("*.sql"))
    text = "".join(file.read_text("utf-8") for file in files)
    macros: Any = environment.from_string(text).module
    environment.globals |= vars(macros)
    return environment


def _find_implementation(macros: Mapping[str, Any], name: str) -> Callable[..., str]:
    """The macro that DuckDB has for a dispatched one."""
    implementation: Callable[..., str] = macros[f"duckdb__{name}"]
    return implementation
