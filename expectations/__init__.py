"""The check dictionary, the Great Expectations gate, and the five verdicts of every check.

`dictionary` lists the checks, `gate` and `dbt_results` count, `verdicts` concludes.
Results hold counts and row references, never the value of a row.
"""
