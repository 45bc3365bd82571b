"""What all tests share: nothing of the caller's own settings reaches them.

What says how much a campaign of `tests/chaos` does is no setting of the warehouse, and stays.
"""

from __future__ import annotations

import os

for _name in [name for name in os.environ if name.startswith("PROTTASHA_")]:
    if not _name.startswith("PROTTASHA_CHAOS_"):
        del os.environ[_name]
