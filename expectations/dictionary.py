"""The check dictionary: every check of every engine, as data in `checks/**/*.yml`.

A file of the dictionary names its engine (and, for the gate, the batch that its checks look at)
once, then lists its checks. See `Check` for the fields of a check.
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
    """A file of the dictionary or of the waivers is wrong; the message says where."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# What a check says of its expectation, and the field that says it.
SAID_BY_THE_CHECK = {
    "mostly": "threshold",
    "severity": "severity",
    "description": "title",
    "notes": "engineer and auditor",
    "meta": "id",
    "id": "id",
}


class Expectation(BaseModel):
    """One expectation of Great Expectations: its class name there, and the class's own arguments.

    Any class may be named. Importing the library takes seconds, so classes and arguments are not
    checked here but where the expectation is built (`suites.build_expectation`).
    """

    model_config = ConfigDict(frozen=True, extra="allow")
    type: str

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of the class as the dictionary gives them."""
        return dict(self.model_extra or {})

    @model_validator(mode="after")
    def _repeats_nothing(self) -> Expectation:
        if repeated := sorted(SAID_BY_THE_CHECK.keys() & self.arguments):
            fields = ", ".join(SAID_BY_THE_CHECK[name] for name in repeated)
            raise ValueError(f"leave out {', '.join(repeated)}; the check's {fields} says it")
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
    # If true, the check also blocks when it had nothing to evaluate.
    must_be_evaluated: bool = False
    expectation: Expectation | None = None


class Check(_Entry):
    """One check: its title, its severity, its engine, and guidance for a failure.

    `engineer` says what an engineer does when it fails, `auditor` what an auditor concludes.
    `file` is the file of the dictionary that has the check.
    """

    engine: Engine
    batch: str | None = None
    file: str = ""

    @model_validator(mode="after")
    def _gate_judges_batches(self) -> Check:
        at_gate = self.engine == "great_expectations"
        if at_gate != (self.expectation is not None) or at_gate != (self.batch is not None):
            raise ValueError("a check has a batch and an expectation if and only if GX judges it")
        if at_gate and self.severity == "blocking":
            raise ValueError("a check of the gate never blocks; make it a warning")
        if self.must_be_evaluated and self.severity != "blocking":
            raise ValueError("must_be_evaluated is for blocking checks")
        return self


class _File(_Data):
    engine: Engine
    batch: str | None = None
    checks: tuple[_Entry, ...]


@cache
def load_checks(folder: Path = FOLDER) -> dict[str, Check]:
    """Check id → check, in the order of the files. DictionaryError if one is wrong or repeated."""
    checks: dict[str, Check] = {}
    for path in sorted(folder.rglob("*.yml")):
        try:
            file = _File.model_validate(read_yaml(path))
            found = [
                Check(engine=file.engine, batch=file.batch, file=path.name, **entry.model_dump())
                for entry in file.checks
            ]
        except ValidationError as error:
            raise DictionaryError(f"{path.name}: {describe_problems(error)}") from None
        for check in found:
            if check.id in checks:
                raise DictionaryError(f"{path.name}: the id {check.id} is taken; choose another")
            checks[check.id] = check
    return checks


def read_yaml(path: Path) -> Any:
    """A YAML file as data; read by libyaml where it is installed, which is ten times as fast."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506
    except yaml.YAMLError as error:
        raise DictionaryError(f"{path.name} is not valid YAML: {error}") from None


def describe_problems(error: ValidationError) -> str:
    """Where and what is wrong, in one line."""
    return "; ".join(
        f"{'.'.join(map(str, item['loc'])) or 'check'}: {item['msg']}" for item in error.errors()
    )
