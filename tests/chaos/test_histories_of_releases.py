"""Publications, rollbacks and prunings in any order."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publishing.releases.pointer import find_current_release
from publishing.releases.retention import prune_releases
from publishing.releases.rollback import roll_back
from publishing.releases.verification import verify_releases
from tests.publishing.small import Shop


@pytest.mark.chaos
@given(st.lists(st.sampled_from(["publish 08", "publish 09", "back", "prune"]), max_size=8))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_history_breaks_the_chain_or_uses_a_name_again(
    tmp_path_factory: pytest.TempPathFactory, history: list[str]
) -> None:
    shop = Shop(tmp_path_factory.mktemp("history"))
    used = [shop.publish().name]
    for step in history:
        if step.startswith("publish"):
            used.append(shop.publish(f"2022-{step[-2:]}").name)
        elif step == "back":
            roll_back(
                shop.releases,
                min(path.name for path in shop.releases.glob("20*")),
                reason="",
                at=datetime.now(UTC),
            )
        else:
            prune_releases(shop.releases, 1)
        assert find_current_release(shop.releases) is not None
        assert verify_releases(shop.releases) == []
    assert len(set(used)) == len(used)
