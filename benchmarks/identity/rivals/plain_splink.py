"""Splink with the components that its documentation offers, and blocking rules as users write them.

Name comparisons with term frequencies, its date-of-birth comparison, exact matches; u by random
sampling, m by expectation maximisation; clusters by connected components at a threshold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.identity.rivals.prepared import prepare_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

STANDARD = 0.95
SEED, SAMPLED_PAIRS, DETERMINISTIC_RECALL = 1, 1e7, 0.6


def link_frame(frame: pd.DataFrame, threshold: float = STANDARD) -> pd.Series[Any]:
    """The cluster of each record, in the frame's order."""
    return link_at(frame, [threshold])[threshold]


def link_at(frame: pd.DataFrame, thresholds: Sequence[float]) -> dict[float, pd.Series[Any]]:
    """The clusters at several match probabilities, from one model and one prediction."""
    from splink import DuckDBAPI, Linker

    linker = Linker(DuckDBAPI().register(prepare_frame(frame)), _build_settings(), log_level=None)
    _train_linker(linker)
    predictions = linker.inference.predict(threshold_match_probability=min(thresholds))
    found = {}
    for threshold in thresholds:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predictions, threshold_match_probability=threshold
        ).as_pandas_dataframe()  # type: ignore[no-untyped-call]
        by_record = clusters.set_index("unique_id")["cluster_id"].sort_index()
        by_record.index = frame.index
        found[threshold] = by_record
    return found


def _build_settings() -> Any:
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("full_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("father_name").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison(
                "date_of_birth", input_is_string=True, datetime_format="%Y-%m-%d"
            ),
            cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
            cl.ExactMatch("district_pcode").configure(term_frequency_adjustments=True),
            cl.ExactMatch("sex"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("full_name"),
            block_on("father_name", "date_of_birth"),
            block_on("phone"),
            block_on("date_of_birth", "district_pcode"),
        ],
    )


def _train_linker(linker: Any) -> None:
    from splink import block_on

    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("full_name", "date_of_birth"), block_on("full_name", "father_name", "phone")],
        recall=DETERMINISTIC_RECALL,
    )
    training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=SEED)
    for rule in (block_on("full_name", "father_name"), block_on("date_of_birth", "phone")):
        training.estimate_parameters_using_expectation_maximisation(rule)
