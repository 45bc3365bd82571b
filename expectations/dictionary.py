"""The check dictionary: every check of every engine, as data in `checks/**/*.yml`.

A file of the dictionary names its engine (and, for the gate, the batch that its checks look at)
once, then lists its checks. See `Check` for what a check must say of itself.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from common.errors import ProttashaError

FOLDER = Path(__file__).with_name("checks")

Engine = Literal["ingestion", "great_expectations", "dbt", "publishing"]
Severity = Literal["blocking", "warning", "info"]
# USAID, ADS 201: the five standards of data quality.
QualityDimension = Literal["validity", "integrity", "precision", "reliability", "timeliness"]
Sentence = Annotated[str, Field(min_length=30)]


class DictionaryError(ProttashaError):
    """A file of the dictionary (or of the waivers) is wrong; the message says which and where."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Expectation(_Data):
    """One expectation of Great Expectations on one column of a batch, by its class name there.

    `ExpectColumnValuesToBeBetween` wants `min_value` or `max_value` (both inclusive),
    `ExpectColumnValuesToBeInSet` a `value_set`. All but `…ToNotBeNull` leave nulls out.
    """

    type: Literal[
        "ExpectColumnValuesToNotBeNull",
        "ExpectColumnValuesToBeBetween",
        "ExpectColumnValuesToBeInSet",
    ]
    column: str
    min_value: float | None = None
    max_value: float | None = None
    value_set: tuple[str, ...] | None = None

    @property
    def judges_nulls(self) -> bool:
        return self.type == "ExpectColumnValuesToNotBeNull"

    @property
    def bounds(self) -> dict[str, Any]:
        """What the expectation is given beside its column."""
        return self.model_dump(exclude={"type", "column"}, exclude_none=True)

    @model_validator(mode="after")
    def _bounds_fit_type(self) -> Expectation:
        wanted = {
            "ExpectColumnValuesToNotBeNull": set(),
            "ExpectColumnValuesToBeBetween": {"min_value", "max_value"},
            "ExpectColumnValuesToBeInSet": {"value_set"},
        }[self.type]
        given = set(self.bounds)
        if given - wanted or (wanted and not given):
            raise ValueError(f"{self.type} takes {sorted(wanted) or 'no bounds'}")
        return self


class _Entry(_Data):
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=10)
    quality_dimension: QualityDimension
    severity: Severity
    # The share of failing rows that is tolerated; 0 tolerates none.
    threshold: float = Field(ge=0, lt=1)
    engineer: Sentence
    auditor: Sentence
    # A blocking check that had nothing to look at blocks too.
    must_be_evaluated: bool = False
    expectation: Expectation | None = None


class Check(_Entry):
    """One check: what it says, how grave it is, who judges it, and what people do about it.

    `engineer` says what an engineer does when it fails, `auditor` what an auditor concludes.
    """

    engine: Engine
    batch: str | None = None

    @model_validator(mode="after")
    def _gate_judges_batches(self) -> Check:
        at_gate = self.engine == "great_expectations"
        if at_gate != (self.expectation is not None) or at_gate != (self.batch is not None):
            raise ValueError("a check has a batch and an expectation if and only if GX judges it")
        if at_gate and self.severity == "blocking":
            raise ValueError("what the gate says of a batch never blocks; make it a warning")
        if self.must_be_evaluated and self.severity != "blocking":
            raise ValueError("must_be_evaluated is for blocking checks")
        return self


class _File(_Data):
    engine: Engine
    batch: str | None = None
    checks: tuple[_Entry, ...]


@cache
def load(folder: Path = FOLDER) -> dict[str, Check]:
    """Check id → check, in the order of the files. DictionaryError if any is wrong or twice."""
    checks: dict[str, Check] = {}
    for path in sorted(folder.rglob("*.yml")):
        try:
            file = _File.model_validate(read_yaml(path))
            found = [
                Check(engine=file.engine, batch=file.batch, **entry.model_dump())
                for entry in file.checks
            ]
        except ValidationError as error:
            raise DictionaryError(f"{path.name}: {problems_of(error)}") from None
        for check in found:
            if check.id in checks:
                raise DictionaryError(f"{path.name}: the id {check.id} is taken; choose another")
            checks[check.id] = check
    return checks


def read_yaml(path: Path) -> Any:
    """A YAML file as data, by libyaml where there is one: it is ten times as fast."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506
    except yaml.YAMLError as error:
        raise DictionaryError(f"{path.name} is not valid YAML: {error}") from None


def problems_of(error: ValidationError) -> str:
    """Where and what is wrong, in one line."""
    return "; ".join(
        f"{'.'.join(map(str, item['loc'])) or 'check'}: {item['msg']}" for item in error.errors()
    )
