"""What all tests share: nothing of the caller's own settings reaches them."""

from __future__ import annotations

import os

for _name in [name for name in os.environ if name.startswith("PROTTASHA_")]:
    del os.environ[_name]
