"""Landing files → bronze: read, map columns by contract, keep provenance, quarantine bad rows.

Start at `ingest.ingest_landing`. A file (`scan`, `file`) has parts (`parts`, `readers`). A part is
recognised (`slots`, `header`, `contract`), judged (`rules`, `values`), written (`load`,
`destination`, `parquet`, `bronze_tables`) and entered in the `ledger`. No business rule lives here.
"""
