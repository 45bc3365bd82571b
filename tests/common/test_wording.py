"""One is one, and several are several."""

from __future__ import annotations

import pytest

from common.wording import format_count


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 files are"), (1, "1 file is"), (2, "2 files are"), (1200, "1,200 files are")],
)
def test_a_number_and_its_noun_agree(number: int, said: str) -> None:
    assert format_count(number, "file is", "files are") == said
    assert format_count(number, "file") == said.removesuffix(" is").removesuffix(" are")
