"""What all tests share: nothing of the caller's own settings reaches them, tiers, budgets, order.

What says how much a campaign of `tests/chaos` does is no setting of the warehouse, and stays.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest

from tests.support import tiers

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import LoadScopeScheduling

BEGAN = pytest.StashKey[float]()
TIER = "tier"

for _name in [name for name in os.environ if name.startswith("PROTTASHA_")]:
    if not _name.startswith("PROTTASHA_CHAOS_"):
        del os.environ[_name]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Side by side (`make test`), what a folder's conftest makes is made by one process alone.

    So whole runs that need nothing of it lie in `runs/apart`, where any process may do a module.

    It is not left to marks: `--dist loadgroup` of xdist 3.8 overlooks them under pytest 9.2.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByWhatIsShared(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            module = nodeid.split("::")[0]
            folder = module.rpartition("/")[0]
            return folder if (config.rootpath / folder / "conftest.py").exists() else module

    return ByWhatIsShared(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test with its tier. Side by side, whole runs come first and the rest follows."""
    for item in items:
        if not item.get_closest_marker("chaos"):
            item.add_marker(tiers.find_tier(item.path))
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: "runs" not in item.path.parts)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Note what a test, with the fixtures that it makes, begins with."""
    item.stash[BEGAN] = tiers.read_processor_seconds()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Send what a test has used to the process that counts."""
    report = yield
    if report.when == "teardown":
        spent = tiers.read_processor_seconds() - item.stash[BEGAN]
        tier = next((mark.name for mark in item.iter_markers() if mark.name in tiers.BUDGETS), "")
        report.user_properties.append((TIER, (tier, spent)))
    return report


class TierBudgets:
    """Adds up what each tier has used, and fails the session if one exceeds its budget."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self.slowness = max(1.0, tiers.time_reference_work() / tiers.REFERENCE_SECONDS)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, value in report.user_properties if report.when == "teardown" else ():
            if name == TIER and isinstance(value, tuple | list):
                tier, spent = value
                self.spent[tier] = self.spent.get(tier, 0.0) + spent

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if session.exitstatus == 0 and tiers.find_exceeded(self.spent, self.slowness):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        used = ", ".join(
            f"{tier} {spent:.0f}" for tier, spent in sorted(self.spent.items()) if tier
        )
        terminalreporter.write_line(f"processor seconds: {used} (slowness {self.slowness:.1f})")
        for tier, what in tiers.find_exceeded(self.spent, self.slowness).items():
            terminalreporter.write_line(f"tier {tier} exceeds its budget: {what}", red=True)


def pytest_configure(config: pytest.Config) -> None:
    """Only the process that counts holds tests to their budgets, not its workers."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(TierBudgets())
