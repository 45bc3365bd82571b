"""Two hundred single bits flipped in a release: each is found, none is served."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from publishing.releases.verification import verify_releases
from tests.publishing.flips import assert_found, flips
from tests.publishing.small import Shop

SEED, FLIPS = 20220930, 200


@pytest.mark.chaos
def test_every_flipped_bit_is_found_and_none_is_served(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.publish()
    release = shop.publish()
    shop.publish()
    for flip in flips(release, SEED, FLIPS):
        logging.info("flip %s of seed %d", flip, SEED)
        assert_found(release, flip)
    assert verify_releases(release.parent) == []
