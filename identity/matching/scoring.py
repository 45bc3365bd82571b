"""The weight of a compared pair, by Splink: against strangers, and against kin.

The odds that a pair is one person count against both rivals at once, so the score is close to the
lower of the two: 1 / odds = 1 / odds against strangers + 1 / odds against kin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb
    from splink import DuckDBAPI, Linker

    from identity.matching.comparisons import Level
    from identity.matching.model import Model, Rival


# Where fewer than this share of all records are compared, only those are given to Splink.
_FEW = 0.2


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
        self._are_few = False
        ((self._records,),) = connection.execute("select count(*) from vault.features").fetchall()

    def calculate_prior(self, rival: Rival) -> float:
        """log2 odds of a pair before anything is compared."""
        return self._model.calculate_prior(rival, self._records)

    def score_pairs(self, pairs: str, into: str, *, at_least: float | None) -> None:
        """Score the table `pairs` (join_key_l, join_key_r, match_key) into the table `into`.

        Columns: record_l, record_r, match_weight (log2 odds), match_key. Pairs below `at_least`
        are left out; None keeps all.
        """
        self._choose_features(pairs)
        strangers = self._predict_weights("strangers", pairs, at_least)
        self._connection.execute(
            "create or replace temporary table likely as select record_l as join_key_l, "
            "record_r as join_key_r, match_key, match_weight as against_strangers "
            f"from {strangers}; drop table {strangers}"
        )
        kin = self._predict_weights("kin", "likely", at_least)
        self._connection.execute(
            f"create or replace temporary table {into} as "
            "select record_l, record_r, likely.match_key, "
            "-log2(pow(2, -against_strangers) + pow(2, -kin.match_weight)) as match_weight "
            f"from {kin} as kin join likely on record_l = join_key_l and record_r = join_key_r; "
            f"drop table {kin}"
        )
        if at_least is not None:
            self._connection.execute(f"delete from {into} where match_weight < {at_least}")

    def predict_in_detail(self, rival: Rival, pairs: str) -> str:
        """The name of a table of Splink's predictions, with level and weight of every comparison.

        The caller drops it.
        """
        self._choose_features(pairs)
        return self._predict_weights(rival, pairs, None, detailed=True)

    def _predict_weights(
        self, rival: Rival, pairs: str, at_least: float | None, *, detailed: bool = False
    ) -> str:
        from splink import DuckDBAPI, Linker

        api = DuckDBAPI(self._connection)
        settings = self._model.build_settings(
            rival, self._records, self._comparisons, detailed=detailed
        )
        linker = Linker(api.register("linkable"), settings, log_level=None, validate_settings=False)
        if rival == "strangers" and self._are_few:
            self._register_rarities(api, linker)
        linker.table_management.register_blocked_pairs_for_predict(api.register(pairs))
        predicted = linker.inference.predict(threshold_match_weight=at_least, warning_mode="never")
        return str(predicted.physical_name)

    def _choose_features(self, pairs: str) -> None:
        """Make `linkable`, the features of the records in the pairs.

        Splink takes the name of a table in the schema that is current.
        """
        ((records,),) = self._connection.execute(
            "create or replace temporary table compared_records as "
            f"select join_key_l as record from {pairs} union select join_key_r from {pairs}; "
            "select count(*) from compared_records"
        ).fetchall()
        self._are_few = records < _FEW * self._records
        if self._are_few:
            self._connection.execute(
                "create or replace temporary table compared_features as "
                "from vault.features semi join compared_records using (record)"
            )
        self._connection.execute(
            "create or replace temporary view linkable as from "
            + ("compared_features" if self._are_few else "vault.features")
        )

    def _register_rarities(self, api: DuckDBAPI, linker: Linker) -> None:
        """Give Splink the rarity of values among all records, where it sees only those compared."""
        levels = [level for graded in self._comparisons.values() for level in graded]
        for column in sorted({level.rarity_of for level in levels} - {""}):
            self._connection.execute(
                f"create or replace temporary table rarity_of_{column} as select {column}, "
                f"count(*) / (select count({column}) from vault.features) as tf_{column} "
                f"from vault.features semi join compared_features using ({column}) group by 1"
            )
            linker.table_management.register_term_frequency_lookup(
                api.register(f"rarity_of_{column}"), column
            )
