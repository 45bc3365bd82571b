"""dbt's `adapter` for the SQL linter: a dispatched macro reads as a function of its name."""

from collections.abc import Callable


def dispatch(name: str) -> Callable[..., str]:
    """Stand in for the implementation of the engine in use, which the linter does not know."""
    return lambda text="", *_: f"{name}({text})"
