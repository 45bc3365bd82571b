"""One clean programme for all tests; who spoils it, copies it."""

from __future__ import annotations

import pytest

from tests.expectations.house import House, build_house


@pytest.fixture(scope="session")
def _clean_house() -> House:
    return build_house()


@pytest.fixture
def house(_clean_house: House) -> House:
    return _clean_house.copy()
