"""The check dictionary, the Great Expectations gate, and the five verdicts of every check.

`dictionary` lists the checks, `suites` and `project` build Great Expectations' own objects of them,
`gate` and `dbt_results` count, `verdicts` concludes.
Results hold counts and row references, never the value of a row.
"""
