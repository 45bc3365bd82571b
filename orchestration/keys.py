"""The keys of the assets that more than one module names."""

from __future__ import annotations

import dagster as dg

LEDGER = dg.AssetKey(["inputs", "source_files"])
GATE = dg.AssetKey(["checks", "gate"])
PERSON_LINKS = dg.AssetKey(["identity", "person_links"])
RESTATEMENTS = dg.AssetKey(["publication", "restatements"])
VERDICTS = dg.AssetKey(["checks", "verdicts"])
BULLETIN = dg.AssetKey(["publication", "bulletin"])
RELEASE = dg.AssetKey(["publication", "release"])

# The pool of all assets: each writes to the home, in which one run works at a time.
POOL = "home"

OWNERS = ["team:data-engineering"]
