"""The suites of Great Expectations, built from the check dictionary: one suite a batch.

The dictionary is the truth. What it says of a check is in the expectation where the library's users
look: the title is its description, the guidance its notes, `severity` and `mostly` are its own.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterable
from difflib import get_close_matches
from fractions import Fraction
from functools import cache
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from expectations.dictionary import Check, DictionaryError

SEVERITIES = {"blocking": "critical", "warning": "warning", "info": "info"}


@cache
def load_library() -> Any:
    """Great Expectations, which takes seconds to import; it sends nothing to anybody."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations

    return great_expectations


def build_suite(batch: str, checks: Iterable[Check]) -> Any:
    """The `ExpectationSuite` of a batch. DictionaryError if a class or an argument is wrong."""
    suite = load_library().ExpectationSuite(
        name=batch,
        id=make_id("suite", batch),
        expectations=[build_expectation(check) for check in checks],
    )
    # Only now: an expectation that has an id belongs to a suite already.
    for expectation in suite.expectations:
        expectation.id = make_id("expectation", expectation.meta["check_id"])
    return suite


def build_expectation(check: Check) -> Any:
    """The check as an expectation of the library. DictionaryError names its file and the check."""
    expectation = check.expectation
    assert expectation is not None  # noqa: S101 (the dictionary ensures it)
    kind = _find_class(check, expectation.type)
    facts: dict[str, Any] = {
        "description": check.title,
        "severity": SEVERITIES[check.severity],
        "notes": [f"Engineer: {check.engineer}", f"Auditor: {check.auditor}"],
        "meta": {"check_id": check.id, "quality_dimension": check.quality_dimension},
    }
    if "mostly" in kind.__fields__:
        facts["mostly"] = compute_mostly(check.threshold)
    elif check.threshold:
        raise _refuse(check, f"{expectation.type} judges a table; set the threshold to 0")
    try:
        return kind(**expectation.arguments, **facts)
    except ValueError as error:
        takes = ", ".join(_list_arguments(kind))
        raise _refuse(
            check, f"{expectation.type}: {_describe_errors(error)}; its arguments are {takes}"
        ) from None


def compute_mostly(threshold: float) -> float:
    """The share of rows that must pass: the float nearest to 1 - threshold as it is written.

    `1 - 0.07` is not `0.93`. With the nearest float, the library's comparison of floats gives the
    verdict of exact arithmetic for any number of rows that fits into memory.
    """
    return float(1 - Fraction(str(threshold)))


def make_id(kind: str, name: str) -> str:
    """The id of an object, which the library would draw at random, always the same."""
    return str(uuid5(NAMESPACE_OID, f"prottasha/{kind}/{name}"))


def _find_class(check: Check, name: str) -> Any:
    library = load_library()
    found: Any = getattr(library.expectations, name, None)
    if inspect.isclass(found) and issubclass(found, library.expectations.Expectation):
        return found
    close = get_close_matches(name, [n for n in dir(library.expectations) if "Expect" in n], n=1)
    advice = f"did you mean {close[0]}?" if close else "use a class of its gallery"
    raise _refuse(check, f"Great Expectations has no class {name}; {advice}")


def _refuse(check: Check, problem: str) -> DictionaryError:
    return DictionaryError(f"{check.file}: {check.id}: {problem}")


def _list_arguments(kind: Any) -> list[str]:
    """The arguments that say what is expected, without those that every expectation has."""
    general = set(load_library().expectations.Expectation.__fields__)
    return sorted(set(kind.__fields__) - general - {"batch_id", "condition_parser", "mostly"})


def _describe_errors(error: ValueError) -> str:
    """What the library's model says of the arguments, in one line."""
    found: list[Any] = getattr(error, "errors", list)()
    places = [(".".join(map(str, item["loc"])), item["msg"]) for item in found]
    lines = [text if place == "__root__" else f"{place}: {text}" for place, text in places]
    return ", ".join(dict.fromkeys(lines)) or str(error)
