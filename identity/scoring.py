"""What the comparison of two records weighs, by Splink: against strangers, and against kin.

The odds that a pair is one person are held against both rivals at once, so the score is close to
the lower of the two: 1 / odds = 1 / odds against strangers + 1 / odds against kin.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import duckdb
    from splink import DuckDBAPI

    from identity.comparisons import Level
    from identity.model import Model, Rival


class Scorer:
    """Scores pairs of `vault.features` with one model; the rarities are those of all records."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        model: Model,
        comparisons: Mapping[str, Sequence[Level]],
    ) -> None:
        self._connection = connection
        self._model = model
        self._comparisons = comparisons
        self._linkers: dict[tuple[Rival, bool], Any] = {}
        # Splink takes the name of a table in the schema that is current.
        connection.execute("create or replace temporary view linkable as from vault.features")
        ((self._records,),) = connection.execute("select count(*) from vault.features").fetchall()

    def prior(self, rival: Rival) -> float:
        """log2 odds of a pair before anything is compared."""
        return self._model.prior(rival, self._records)

    def score(self, pairs: str, into: str, *, at_least: float | None) -> None:
        """Score the table `pairs` (join_key_l, join_key_r, match_key) into the table `into`.

        Columns: record_l, record_r, match_weight (log2 odds), match_key. Pairs below `at_least`
        are left out; None keeps all.
        """
        with self._predicted("strangers", pairs, at_least) as strangers:
            self._connection.execute(
                "create or replace temporary table likely as select record_l as join_key_l, "
                "record_r as join_key_r, match_key, match_weight as against_strangers "
                f"from {strangers}"
            )
        with self._predicted("kin", "likely", at_least) as kin:
            self._connection.execute(
                f"create or replace temporary table {into} as "
                "select record_l, record_r, likely.match_key, "
                "-log2(pow(2, -against_strangers) + pow(2, -kin.match_weight)) as match_weight "
                f"from {kin} as kin "
                "join likely on record_l = join_key_l and record_r = join_key_r"
            )
        if at_least is not None:
            self._connection.execute(f"delete from {into} where match_weight < {at_least}")

    @contextmanager
    def _predicted(self, rival: Rival, pairs: str, at_least: float | None) -> Iterator[str]:
        """The name of a table of Splink's predictions for these pairs; it is dropped at the end."""
        predictions = self.predict(rival, pairs, at_least)
        try:
            yield predictions.physical_name
        finally:
            predictions.drop_table_from_database_and_remove_from_cache()

    def predict(
        self, rival: Rival, pairs: str, at_least: float | None = None, *, detailed: bool = False
    ) -> Any:
        """Splink's predictions of the pairs; `detailed` with the level of every comparison."""
        linker = self._linker(rival, detailed=detailed)
        linker.table_management.register_blocked_pairs_for_predict(self._splink.register(pairs))
        return linker.inference.predict(threshold_match_weight=at_least, warning_mode="never")

    def _linker(self, rival: Rival, *, detailed: bool) -> Any:
        """Splink's linker against a rival; made once, so that it counts the rarities once."""
        from splink import Linker

        if (rival, detailed) not in self._linkers:
            settings = self._model.settings(
                rival, self._records, self._comparisons, detailed=detailed
            )
            features = self._splink.register("linkable")
            self._linkers[rival, detailed] = Linker(
                features, settings, log_level=None, validate_settings=False
            )
        return self._linkers[rival, detailed]

    @cached_property
    def _splink(self) -> DuckDBAPI:
        """Splink's access to the connection; it keeps the rarities that were counted once."""
        from splink import DuckDBAPI

        return DuckDBAPI(self._connection)
