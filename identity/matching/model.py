"""The linking model: frozen, versioned numbers, read from a file.

A pair of records is one of three things: one person, two strangers, or two of one household, who
share father, phone, home and last name. So the model holds, for each level of each comparison, how
often it occurs in each of the three, and Splink scores against both rivals.
"""

from __future__ import annotations

import hashlib
import json
from copy import copy
from dataclasses import asdict, dataclass
from math import log2
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from identity.identity_error import IdentityError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from splink import SettingsCreator
    from splink.internals.comparison_level_creator import ComparisonLevelCreator

    from identity.matching.comparisons import Level

PACKAGED = Path(__file__).with_name("model.json")
Rival = Literal["strangers", "kin"]
RIVALS: tuple[Rival, Rival] = ("strangers", "kin")
# No level is certain, however often or seldom it occurred in training.
RAREST = 1e-5
# A value in so few records is not known to be rarer: all of them may belong to one person.
FEWEST = 4


class ModelError(IdentityError):
    """A model file cannot be used."""

    next_step = "make a model with `prottasha identity train`"


@dataclass(frozen=True)
class Rates:
    """How often a level occurs between records of one person, of strangers, of one household."""

    same_person: float
    strangers: float
    kin: float


@dataclass(frozen=True)
class Model:
    """All that linking depends on, apart from the records and the reviewers' decisions.

    Weights are log2 odds. Pairs at or above `threshold` are one person, if their cluster agrees;
    pairs within `grey_zone` go to the reviewers. `blocks` are lists of features: records that agree
    on all of one are compared, unless more than `largest_block` do. `repeats_per_record` and
    `kin_per_record` are the numbers of other records of the same person, and of the same household.
    """

    trained_on: str
    threshold: float
    grey_zone: tuple[float, float]
    largest_block: int
    blocks: Sequence[Sequence[str]]
    repeats_per_record: float
    kin_per_record: float
    levels: Mapping[str, Mapping[str, Rates]]

    @property
    def version(self) -> str:
        """12 hex digits of the model's content."""
        content = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    def calculate_prior(self, rival: Rival, records: int) -> float:
        """log2 odds, before any comparison, that two of `records` are one person and not rivals."""
        if rival == "kin":
            return log2(self.repeats_per_record / self.kin_per_record)
        return log2(self.repeats_per_record / max(records - 1, 1))

    def build_settings(
        self,
        rival: Rival,
        records: int,
        comparisons: Mapping[str, Sequence[Level]],
        *,
        detailed: bool = False,
    ) -> SettingsCreator:
        """Splink's settings against one rival; any engine that Splink knows can run them.

        detailed: predictions also hold the level and the weight of each comparison.
        """
        import splink.comparison_library as cl
        from splink import SettingsCreator, block_on

        odds = 2.0 ** self.calculate_prior(rival, records)
        return SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name="record",
            probability_two_random_records_match=odds / (1 + odds),
            comparisons=[
                cl.CustomComparison(
                    output_column_name=field,
                    comparison_levels=[
                        _configure_level(level, self.levels[field].get(level.label), rival, records)
                        for level in levels
                    ],
                )
                for field, levels in comparisons.items()
            ],
            blocking_rules_to_generate_predictions=[block_on(*block) for block in self.blocks],
            retain_matching_columns=detailed,
            retain_intermediate_calculation_columns=detailed,
        )

    def write_file(self, path: Path) -> None:
        """Write the model as JSON, for version control: it holds numbers, never a name."""
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", "utf-8")


def read_model(path: Path = PACKAGED) -> Model:
    """Read a model file. Raises ModelError."""
    try:
        content = json.loads(path.read_text("utf-8"))
        levels = {
            field: {label: Rates(**rates) for label, rates in found.items()}
            for field, found in content.pop("levels").items()
        }
        content["grey_zone"] = tuple(content["grey_zone"])
        return Model(levels=levels, **content)
    except OSError as error:
        raise ModelError(f"the model {path} cannot be read ({error.strerror})") from None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(f"{path} is not a linking model ({type(error).__name__})") from None


def _configure_level(
    level: Level, rates: Rates | None, rival: Rival, records: int
) -> ComparisonLevelCreator:
    if rates is None:
        return level.condition
    # Splink's levels change when they are configured, and these are used for both rivals.
    configured = copy(level.condition).configure(
        m_probability=max(rates.same_person, RAREST),
        u_probability=max(getattr(rates, rival), RAREST),
    )
    # Against strangers the rarity of the value says more than the level. Kin share rare values.
    if level.rarity_of and rival == "strangers":
        return configured.configure(
            tf_adjustment_column=level.rarity_of,
            tf_minimum_u_value=min(FEWEST / max(records, FEWEST), rates.strangers),
            disable_tf_exact_match_detection=True,
        )
    return configured
