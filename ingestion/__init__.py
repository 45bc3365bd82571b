"""Landing files → bronze: read, map columns by contract, keep provenance, quarantine bad rows.

Start at `ingestion.ingest.ingest`. No business rule lives here.
"""
