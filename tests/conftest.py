"""What all tests share: nothing of the caller's own settings reaches them, and who runs which.

What says how much a campaign of `tests/chaos` does is no setting of the warehouse, and stays.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import LoadScopeScheduling

for _name in [name for name in os.environ if name.startswith("PROTTASHA_")]:
    if not _name.startswith("PROTTASHA_CHAOS_"):
        del os.environ[_name]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Side by side (`make test`), what a folder's conftest makes is made by one process alone.

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
    """Side by side, the whole runs come first: all else fills up the time that they take."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.path.parent.name != "pipeline")
