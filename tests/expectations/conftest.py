"""One clean programme for all tests; who spoils it, copies it."""

from __future__ import annotations

import pytest

from tests.expectations.house import House, clean


@pytest.fixture(scope="session")
def _clean_house() -> House:
    return clean()


@pytest.fixture
def house(_clean_house: House) -> House:
    return _clean_house.copy()
