"""Dagster's history in SQLite, in the home, its events through connections that stay open.

Dagster's own storage opens a new engine for each event, compiles the same statements again and
closes the connection, which costs 11 ms an event; a run has about 500. Kept open it is 4 ms. What
is stored, and where, does not differ: either class reads what the other has written.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.runs.sqlite.sqlite_run_storage import SqliteRunStorage
from dagster._core.storage.schedules.sqlite.sqlite_schedule_storage import SqliteScheduleStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import StaticPool

from common.settings import load_settings

# The index, the run that is writing, and a few that somebody looks at.
KEPT_OPEN = 8
BUSY_TIMEOUT_SECONDS = 60


class KeptOpenEventLog(SqliteEventLogStorage):
    """One engine a database, used by one thread at a time, the least recently used one closed."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        super().__init__(base_dir, inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        if shard not in self._initialized_dbs:
            with super()._connect(shard):
                pass  # makes the database, whoever else may be making it
        with self._db_lock, self._find_engine(shard).connect() as connection, connection.begin():
            yield connection

    def _find_engine(self, shard: str) -> Engine:
        engine = self._engines.pop(shard, None) or _open_engine(self.conn_string_for_shard(shard))
        self._engines[shard] = engine
        if len(self._engines) > KEPT_OPEN:
            _, oldest = self._engines.popitem(last=False)
            oldest.dispose()
        return engine

    def dispose(self) -> None:
        super().dispose()
        while self._engines:
            self._engines.popitem()[1].dispose()


class HomeStorage(DagsterSqliteStorage):
    """Dagster's `DagsterSqliteStorage`, but for the events, which the class above keeps.

    It lies in DAGSTER_HOME or, when that is not set (a plain `dagster dev`), in the folder
    `dagster` of the home.
    """

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self.base_dir, self._inst_data = base_dir, inst_data
        history = Path(base_dir) / "history"
        self._run_storage = SqliteRunStorage.from_local(str(history))
        self._event_log_storage = KeptOpenEventLog(str(history / "runs"))
        self._schedule_storage = SqliteScheduleStorage.from_local(str(Path(base_dir) / "schedules"))
        # Its parent would open an event log of its own.
        super(DagsterSqliteStorage, self).__init__()  # type: ignore[no-untyped-call]

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """Nothing to configure: the history stays where it is when the home moves."""
        return {}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> Self:
        folder = os.environ.get("DAGSTER_HOME") or load_settings().dagster_home
        return cls.from_local(str(folder), inst_data, **config_value)


def _open_engine(url: str) -> Engine:
    arguments = {"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False}
    engine = create_engine(url, poolclass=StaticPool, connect_args=arguments)

    @event.listens_for(engine, "connect")
    def relax_durability(connection: Any, _: object) -> None:
        # With a write-ahead log this cannot corrupt it; a power cut may cost the last events.
        connection.execute("pragma synchronous = normal")

    return engine
